// The C interface: every function catches everything, checks its arguments, and hands out copies that it can free again.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

#include "src/c_api/clio.h"
#include "src/report/json.hpp"
#include "src/report/version.hpp"

/// What the opaque handle points at.
struct clio_history {
  std::string path;
  clio::History history;
};

namespace {

/// A caller's mistake: its message reaches the caller, its answer is CLIO_UNUSABLE.
class BadArgument : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Null where memory is out: then there is no text to say so with.
char* copy_of(const std::string& text) noexcept {
  char* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

const clio::Format* format_of(const char* id) {
  if (id == nullptr || *id == '\0') return nullptr;
  const clio::Format* format = clio::format_named(id);
  if (format == nullptr) throw BadArgument("unknown format \"" + std::string(id) + "\"");
  return format;
}

std::vector<const clio::Model*> models_of(const char* list) {
  std::vector<const clio::Model*> models;
  std::string rest = list == nullptr ? "" : list;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string id = rest.substr(0, comma);
    const clio::Model* model = clio::model_named(id);
    if (model == nullptr) throw BadArgument("unknown model \"" + id + "\"");
    models.push_back(model);
    rest.erase(0, std::min(comma + 1, rest.size()));
  }
  return models;
}

clio::Limits limits_of(const clio_options* options) {
  clio::Limits limits;
  if (options == nullptr) return limits;
  if (std::isnan(options->timeout_seconds) || options->timeout_seconds < 0) throw BadArgument("the timeout is negative");
  if (options->timeout_seconds > 0) {
    limits.time = std::chrono::nanoseconds(static_cast<std::int64_t>(std::min(options->timeout_seconds * 1e9, 9e18)));
    limits.explain_time = std::min(*limits.explain_time, *limits.time);
  }
  limits.memory_bytes = std::min(options->memory_mib, std::numeric_limits<std::size_t>::max() >> 20) << 20;
  limits.jobs = std::clamp(options->jobs, 1u, 256u);
  return limits;
}

/// Runs `load`, which may throw, and hands out what it read or what was wrong.
template <class Load>
int hand_out(const std::string& path, clio_history** history, char** error, const Load& load) noexcept {
  if (error != nullptr) *error = nullptr;
  const auto failed = [&](int status, const std::string& message) {
    if (error != nullptr) *error = copy_of(message);
    return status;
  };
  try {
    if (history == nullptr) return failed(CLIO_UNUSABLE, "the place for the history is null");
    *history = nullptr;
    clio::Result<clio::Loaded, std::vector<clio::InputError>> loaded = load();
    if (!loaded) {
      const clio::InputError& first = loaded.error().front();
      return failed(CLIO_UNUSABLE, (first.line == 0 ? "" : "line " + std::to_string(first.line) + ": ") + first.message);
    }
    *history = new clio_history{path, std::move(loaded.value().history)};
    return CLIO_OK;
  } catch (const BadArgument& bad) {
    return failed(CLIO_UNUSABLE, bad.what());
  } catch (const std::exception& failure) {
    return failed(CLIO_INTERNAL, failure.what());
  } catch (...) {
    return failed(CLIO_INTERNAL, "internal error");
  }
}

clio::Judgement failed_judgement(const clio_history* history) {
  clio::Judgement judgement;
  if (history != nullptr) judgement.path = history->path;
  return judgement;
}

}  // namespace

const char* clio_version(void) { return clio::kVersion; }

int clio_load_file(const char* path, const char* format, clio_history** history, char** error) {
  return hand_out(path == nullptr ? "" : path, history, error, [&] {
    if (path == nullptr) throw BadArgument("the path is null");
    return clio::load(path, format_of(format));
  });
}

int clio_load_text(const char* text, size_t length, const char* format, clio_history** history, char** error) {
  return hand_out("", history, error, [&]() -> clio::Result<clio::Loaded, std::vector<clio::InputError>> {
    if (text == nullptr && length > 0) throw BadArgument("the text is null");
    std::string padded(text == nullptr ? "" : text, length);
    padded.append(clio::kPaddingBytes, '\0');
    const std::string_view whole = std::string_view(padded).substr(0, length);
    const clio::Format* known = format_of(format);
    if (known == nullptr) known = clio::recognise("", whole.substr(0, 4096));
    if (known == nullptr) throw BadArgument("the format is not recognised; name it");
    clio::HistoryOrErrors read = known->read(whole, {});
    if (!read) return clio::Unexpected(std::move(read).error());
    return clio::Loaded{.history = std::move(read).value(), .format = known};
  });
}

size_t clio_history_size(const clio_history* history) { return history == nullptr ? 0 : history->history.size(); }

int clio_check(const clio_history* history, const char* models, const clio_options* options, char** json) {
  if (json != nullptr) *json = nullptr;
  const auto failed = [&](int status, const std::string& message) {
    try {
      clio::Judgement judgement = failed_judgement(history);
      if (status == CLIO_UNUSABLE) judgement.error = clio::InputError{.line = 0, .message = message};
      if (status == CLIO_INTERNAL) judgement.internal_error = message;
      if (json != nullptr) *json = copy_of(clio::judgement_json(judgement));
    } catch (...) {
      return static_cast<int>(CLIO_INTERNAL);
    }
    return status;
  };
  try {
    if (history == nullptr) return failed(CLIO_UNUSABLE, "the history is null");
    clio::Question question;
    question.models = models_of(models);
    question.options.limits = limits_of(options);
    question.options.witness = question.options.keep_witnesses = options != nullptr && options->witness != 0;
    question.measure_staleness = true;
    const clio::Judgement judgement = clio::judge(history->path, history->history, question);
    if (json != nullptr) *json = copy_of(clio::judgement_json(judgement, {.witness = question.options.witness}));
    return clio::exit_status(clio::outcome_of(judgement));
  } catch (const BadArgument& bad) {
    return failed(CLIO_UNUSABLE, bad.what());
  } catch (const std::exception& failure) {
    return failed(CLIO_INTERNAL, failure.what());
  } catch (...) {
    return failed(CLIO_INTERNAL, "internal error");
  }
}

int clio_models(char** json) {
  if (json == nullptr) return CLIO_UNUSABLE;
  *json = nullptr;
  try {
    *json = copy_of(clio::catalogue_json());
    return CLIO_OK;
  } catch (...) {
    return CLIO_INTERNAL;
  }
}

void clio_free_text(char* text) { std::free(text); }
void clio_free_history(clio_history* history) { delete history; }
