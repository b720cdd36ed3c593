// Runs of real systems: a shell's command that writes a history.
//
// The command runs below a guard (src/record/client_process.hpp) that ends it and all it has started, when its time is over or when this
// process ends. Its standard output and error go to output.txt in the run's folder; its history is read from the file that it was told to write.
//
// Tested by tests/gate/gate_test.cpp.

#include "src/gate/external.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <sstream>

#include "adapters/format.hpp"
#include "adapters/formats/native/native.hpp"
#include "src/record/client_process.hpp"
#include "src/record/client_run.hpp"
#include "src/record/settings.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

using Clock = std::chrono::steady_clock;

void replace_all(std::string& text, std::string_view what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

/// Waits until the command has ended, at most until then. False: it has not.
bool wait_for_end(ClientProcess& process, Clock::time_point until) {
  char bytes[4096];
  bool closed = false;  // its output: then it is about to end
  while (!process.ended()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd watched{.fd = process.output(), .events = POLLIN, .revents = 0};
    const int ready = poll(&watched, closed ? 0 : 1, closed ? 1 : static_cast<int>(std::min<std::int64_t>(left, 100)));
    if (ready > 0 && read(process.output(), bytes, sizeof bytes) <= 0) closed = true;
  }
  return true;
}

/// Real runs share the machine, and often a store: side by side they would change what the others see.
std::mutex one_at_a_time;

std::string history_name(const Case& one) { return one.format.empty() || one.format == "native" || one.source != Source::command ? "history.jsonl" : "history"; }

Run failed(std::uint64_t seed, Finding finding, std::string what) {
  Run run;
  run.seed = seed, run.finding = finding, run.what = std::move(what);
  return run;
}

/// The settings that a client's run takes, as options.
std::string client_options(const store::RunConfig& config) {
  const store::RunConfig usual = default_client_config();
  std::string text;
  for (const std::string_view name : kClientSettings) {
    const Setting& setting = *setting_named(name);
    if (name == "seed" || setting.get(config) != setting.get(usual)) text += " --" + std::string(name) + " " + shell_quoted(setting.get(config));
  }
  return text;
}

}  // namespace

std::string shell_quoted(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-_./=,:+").find(c) != std::string_view::npos; });
  if (plain) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string command_of(const Case& one, std::uint64_t seed, const std::string& program, const std::string& folder) {
  const std::string out = folder + "/" + history_name(one), trace = folder + "/trace.jsonl";
  store::RunConfig config = one.config;
  config.seed = seed;
  switch (one.source) {
    case Source::command: {
      std::string command = one.command;
      replace_all(command, "{seed}", std::to_string(seed));
      replace_all(command, "{out}", out);
      return command;
    }
    case Source::client: return shell_quoted(program) + " record --client " + shell_quoted(one.command) + client_options(config) + " -o " + out;
    case Source::processes: return shell_quoted(program) + " record " + options_of(config) + " --runtime tcp -o " + out + " --trace " + trace;
    case Source::simulated: return shell_quoted(program) + " record " + options_of(config) + " -o " + out;
  }
  return {};
}

Run judged_file(const Case& one, std::uint64_t seed, const std::string& path, const Config& config) try {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) return failed(seed, Finding::not_run, "it has left no history");
  if (!std::filesystem::is_regular_file(path, unknown)) return failed(seed, Finding::not_run, "its history is no file");  // a device or pipe might never end
  Result<Loaded, std::vector<InputError>> loaded = load(path, one.format.empty() ? nullptr : format_named(one.format));
  if (!loaded) {
    const InputError& error = loaded.error().front();
    return failed(seed, Finding::not_run, "its history cannot be read: " + (error.line > 0 ? "line " + std::to_string(error.line) + ": " : "") + error.message);
  }
  Run run;
  run.seed = seed;
  run.history = std::make_shared<const History>(std::move(loaded->history));
  std::ostringstream text;
  WriteOptions lossy;
  lossy.lossy = true;
  (void)write_native(*run.history, text, lossy);
  run.hash = hash_of(text.view());
  const History& history = *run.history;
  if (history.timed()) {
    for (std::size_t i = 0; i < history.size(); ++i) {
      const auto op = static_cast<OpId>(i);
      if (history.status(op) == Status::ok) run.latencies.push_back(history.response(op) - history.call(op));
    }
  }
  judge_run(run, one, config);
  return run;
} catch (const std::exception& failure) {
  return failed(seed, Finding::not_run, std::string("it cannot be judged: ") + failure.what());
}

Run external_run(const Case& one, std::uint64_t seed, const Config& config, const std::string& program, Evidence& evidence,
                 const std::string& run_folder) {
  evidence.keep_beginning(run_folder, one, seed);
  const std::string folder = std::filesystem::absolute(evidence.folder() / run_folder).string();
  const std::string command = "( " + command_of(one, seed, program, shell_quoted(folder)) + "\n) </dev/null >" + shell_quoted(folder + "/output.txt") + " 2>&1";
  const std::lock_guard alone(one_at_a_time);
  Result<ClientProcess, std::string> process = ClientProcess::start(command, {{"CLIO_SEED", std::to_string(seed)}, {"CLIO_RUN", folder_name(one.name()) + "-" + std::to_string(seed)}});
  if (!process) return failed(seed, Finding::not_run, "it cannot be started: " + process.error());
  if (!wait_for_end(*process, Clock::now() + config.run_limit)) {
    (void)process->end();
    return failed(seed, Finding::cut_short, "it was not over after " + duration_text(config.run_limit));
  }
  const std::string how = process->end();
  const bool fine = how == "exited with status 0", unavailable = one.source == Source::processes && how == "exited with status 1";
  if (!fine && !unavailable) return failed(seed, Finding::not_run, "the command " + how + "; " + run_folder + "/output.txt has what it said");
  Run run = judged_file(one, seed, folder + "/" + history_name(one), config);
  if (unavailable && run.finding == Finding::passed && one.expect.available) run.finding = Finding::not_available, run.what = "not everything was answered once faults had healed";
  return run;
}

}  // namespace clio::gate
