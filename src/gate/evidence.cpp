// What a gate writes, and in which order: first what regenerates a run, then what came of it.
//
// Tested by tests/gate/gate_test.cpp.

#include "src/gate/evidence.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "adapters/formats/native/native.hpp"
#include "src/record/settings.hpp"
#include "src/report/commit.hpp"
#include "src/report/json.hpp"
#include "src/report/version.hpp"

namespace clio::gate {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const fs::path& path) { throw UnwritableEvidence(path.string() + " cannot be written: " + std::strerror(errno)); }

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw UnwritableEvidence(path.string() + " cannot be made: " + error.message());
}

std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc)};
}

Json ids(const std::vector<const Model*>& models) {
  Json list = Json::array();
  for (const Model* model : models) list.push_back(model->id);
  return list;
}

Json what_is_run(const Case& one, std::uint64_t seed) {
  Json json{{"case", one.name()}, {"seed", seed}, {"source", name_of(one.source)}};
  if (one.source != Source::command) {
    store::RunConfig config = one.config;
    config.seed = seed;
    json["options"] = options_of(config);
  }
  if (!one.command.empty()) json["command"] = one.command;
  return json;
}

Json judged(const Run& run) {
  Json json{{"finding", name_of(run.finding)}};
  if (!run.what.empty()) json["what"] = run.what;
  json["strongest"] = run.strongest == nullptr ? Json(nullptr) : Json(run.strongest->id);
  json["violated"] = ids(run.violated);
  if (!run.undecided.empty()) json["undecided"] = ids(run.undecided);
  json["hash"] = hex_text(run.hash);
  json["operations"] = run.operations, json["ok"] = run.ok, json["failed"] = run.failed, json["unknown"] = run.unknown;
  if (run.messages > 0) json["messages"] = run.messages, json["bytes"] = run.bytes;
  return json;
}

}  // namespace

std::string folder_name(std::string_view name) {
  constexpr std::size_t kLongest = 80;
  std::string text;
  bool changed = name.empty() || name.front() == '-';  // then a hash tells it from others that would be called alike
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || (c == '.' && !text.empty());
    if (plain) {
      text += c;
    } else {
      changed = true;
      if (!text.empty() && !text.ends_with('-')) text += '-';
    }
  }
  while (text.starts_with('-')) text.erase(0, 1);
  while (text.ends_with('-')) text.pop_back();
  if (changed || text.size() > kLongest) text = text.substr(0, kLongest) + (text.empty() ? "" : "-") + hex_text(hash_of(name)).substr(0, 8);
  return text;
}

Evidence::Evidence(const fs::path& parent, std::string_view configuration) {
  make_folder(parent);
  const std::string now = timestamp();
  for (int i = 1; folder_.empty(); ++i) {
    const fs::path folder = parent / (i == 1 ? now : now + "-" + std::to_string(i));
    if (mkdir(folder.c_str(), 0777) == 0) folder_ = folder;
    else if (errno != EEXIST) cannot_write(folder);
  }
  write("configuration.json", configuration);
  const fs::path runs = folder_ / "runs.jsonl";
  runs_ = open(runs.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (runs_ < 0) cannot_write(runs);
  const fs::path latest = parent / "latest", fresh = parent / (".latest-" + std::to_string(getpid()));
  unlink(fresh.c_str());
  if (symlink(folder_.filename().c_str(), fresh.c_str()) != 0 || rename(fresh.c_str(), latest.c_str()) != 0) cannot_write(latest);
}

Evidence::~Evidence() {
  if (runs_ >= 0) close(runs_);
}

void Evidence::line(const std::string& json) {
  const std::string text = json + "\n";
  if (::write(runs_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) cannot_write(folder_ / "runs.jsonl");
}

void Evidence::begins(const Case& one, std::uint64_t seed) {
  Json json{{"event", "begins"}};
  json.update(what_is_run(one, seed));
  line(json_line(json));
}

void Evidence::ran(const Case& one, const Run& run) {
  Json json{{"event", "judged"}, {"case", one.name()}, {"seed", run.seed}};
  json.update(judged(run));
  line(json_line(json));
}

std::string Evidence::run_folder(std::string_view kind, const Case& one, std::uint64_t seed) {
  const std::string name = std::string(kind) + "/" + folder_name(one.name()) + "/seed-" + std::to_string(seed);
  make_folder(folder_ / name);
  return name;
}

void Evidence::keep_beginning(const std::string& run_folder, const Case& one, std::uint64_t seed) {
  Json meta{{"schema", kJsonSchema}, {"program", std::string(kVersion) + " at " + kCommit}};
  meta.update(what_is_run(one, seed));
  write(run_folder + "/meta.json", meta.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void Evidence::keep(const std::string& run_folder, const Case& one, const Run& run) {
  if (run.history) {
    std::ostringstream history;
    WriteOptions lossy;
    lossy.lossy = true;
    (void)write_native(*run.history, history, lossy);
    write(run_folder + "/history.jsonl", history.view());
  }
  if (run.store_run && !run.store_run->trace.empty()) {
    std::string trace;
    for (const store::TraceEvent& event : run.store_run->trace) (trace += store::json_of(event)) += '\n';
    write(run_folder + "/trace.jsonl", trace);
  }
  Json meta{{"schema", kJsonSchema}, {"program", std::string(kVersion) + " at " + kCommit}};
  meta.update(what_is_run(one, run.seed));
  meta.update(judged(run));
  write(run_folder + "/meta.json", meta.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void Evidence::remove(const std::string& run_folder) {
  std::error_code ignored;
  fs::remove_all(folder_ / run_folder, ignored);
}

void Evidence::write(const std::string& name, std::string_view text, bool executable) {
  const fs::path path = folder_ / name, partial = folder_ / (name + ".partial");
  {
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.flush()) cannot_write(partial);
  }
  if (executable && chmod(partial.c_str(), 0755) != 0) cannot_write(partial);
  if (rename(partial.c_str(), path.c_str()) != 0) cannot_write(path);
}

}  // namespace clio::gate
