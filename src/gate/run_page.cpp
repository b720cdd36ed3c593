// A kept run as a page: what `clio check --report` shows, with the cause that the gate has found.
//
// The small run comes first: it is what one looks at. Both are judged for the whole table, whatever the case asks: the lattice then says how far the run fell.
//
// Tested by tests/gate/gate_test.cpp.

#include "src/gate/run_page.hpp"

#include <sstream>

#include "src/report/html/page.hpp"
#include "src/report/judgement.hpp"

namespace clio::gate {
namespace {

Question question_of(const Config& config) {
  Question question;
  question.options.limits.time = config.timeout;
  question.options.limits.memory_bytes = config.memory_mib << 20;
  question.options.limits.explain_time = config.timeout;
  question.options.keep_witnesses = true;
  question.measure_staleness = true;
  return question;
}

void add_trace(PageExtras& extras, Result<Trace, InputError> trace) {
  if (trace) extras.trace = std::move(trace).value();
  else extras.trace_problem = "line " + std::to_string(trace.error().line) + ": " + trace.error().message;
}

void add_trace(PageExtras& extras, const store::RunResult& run, const History& history) {
  if (run.trace.empty()) return;
  std::string text;
  for (const store::TraceEvent& event : run.trace) (text += store::json_of(event)) += '\n';
  add_trace(extras, read_trace(text, history));
}

}  // namespace

void write_page(const Case& one, const Run& run, const Config& config, Evidence& evidence, const std::string& run_folder, const SmallRun* small) {
  if (!run.history) return;
  const std::string name = one.name() + ", seed " + std::to_string(run.seed);
  std::ostringstream page;
  HtmlReport report(page);
  if (small != nullptr) {
    PageExtras extras;
    extras.title = name + ": the smallest run that fails like it";
    extras.account = small->account;
    add_trace(extras, small->run, small->history);
    report.add(judge("smallest.jsonl", small->history, question_of(config)), extras);
  }
  PageExtras extras;
  extras.title = name;
  if (run.store_run) {
    add_trace(extras, *run.store_run, *run.history);
  } else if (const std::string beside = trace_beside((evidence.folder() / run_folder / "history.jsonl").string()); !beside.empty()) {
    add_trace(extras, trace_file(beside, *run.history));
  }
  const Judgement judgement = judge("history.jsonl", *run.history, question_of(config));
  extras.figures = figures_of(judgement, extras.trace);
  report.add(judgement, extras);
  report.finish();
  evidence.write(run_folder + "/report.html", page.view());
}

}  // namespace clio::gate
