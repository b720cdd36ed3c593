// clio check: load, judge, report, for every history that the paths name.
//
// Histories are judged side by side and reported in the order of the paths. One history has all threads to itself. What a report needs of a
// history is printed as soon as it is known, and the history is then forgotten: memory holds a few histories, not a folder of them.

#include <algorithm>
#include <functional>
#include <ostream>

#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "checker/support/ordered_work.hpp"
#include "src/certificate/certificate.hpp"
#include "src/cli/output_file.hpp"
#include "src/cli/progress_line.hpp"
#include "src/cli/terminal_width.hpp"
#include "src/report/dot.hpp"
#include "src/report/html/page.hpp"
#include "src/report/json.hpp"
#include "src/report/junit.hpp"
#include "src/report/text.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio check history.jsonl                       classify: the strongest models that hold\n"
    "  clio check -m linearizable history.jsonl       exit 0 if it holds, 1 if it is violated\n"
    "  clio check -m causal,sequential --json runs/   one JSON object a line, for each history of a folder\n"
    "  clio check -m sequential --certificate why.cert history.jsonl && clio verify why.cert history.jsonl\n"
    "  clio check --picture history.jsonl             the counterexamples with their cycles' arrows (clio draw: SVG, TikZ)\n"
    "  clio check --report why.html runs/             one page to look at: verdicts, timeline, counterexamples step by step\n"
    "  clio check --dot why.dot history.jsonl         the counterexamples as a graph\n"
    "  clio check --timeout 10 --memory 2048 big.jsonl\n"
    "  clio convert --from lecture --to native in.history - | clio check -";

class CheckCommand final : public Command {
 public:
  explicit CheckCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("check", "Judge histories: which models hold, and why the others do not");
    input_.add_paths(command);
    command.add_option("-m,--model", models_, "Models to judge, separated by commas ('clio models' lists them); without it, every model that applies")
        ->type_name("MODEL")
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_flag("--json", json_, "One JSON object a line for each history")->group(kOutput);
    command.add_flag("--witness", witness_, "Also the orders that prove satisfied models")->group(kOutput);
    CLI::Option* picture = command.add_flag("--picture", picture_, "Draw counterexamples with their cycle's arrows; on a terminal small ones always are")->group(kOutput);
    command.add_flag("--no-picture", no_picture_, "Never draw arrows")->group(kOutput)->excludes(picture);
    command.add_option("--report", report_, "Write an HTML page to look at: the models, the counterexamples on a timeline, the messages of a trace.jsonl beside the history")->type_name("OUT")->group(kOutput);
    command.add_option("--trace", trace_, "With --report and one history: what happened between the nodes, as 'clio record --trace' writes it")->type_name("FILE")->group(kOutput);
    command.add_option("--dot", dot_, "Write the counterexamples as a Graphviz graph")->type_name("OUT")->group(kOutput);
    command.add_option("--certificate", certificate_, "Write a proof of the verdict on one model and one history, which 'clio verify' checks")->type_name("OUT")->group(kOutput);
    command.add_option("--junit", junit_, "Write the verdicts as JUnit XML")->type_name("OUT")->group(kOutput);
    colour_.add(command);
    limits_.add(command);
    input_.add_reading(command);
    slice_.add(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    const std::vector<Input> inputs = input_.inputs();
    Question question = asked();
    const Format* format = input_.format();
    ReadOptions reading = input_.read_options();
    if (!certificate_.empty() && (question.models.size() != 1 || inputs.size() != 1)) throw UsageError("--certificate needs one model (-m) and one history");
    if (!certificate_.empty() && !question.slice.everything()) throw UsageError("--certificate is about a whole history, not a slice of it");
    if (!trace_.empty() && (report_.empty() || inputs.size() != 1)) throw UsageError("--trace needs --report and one history");
    std::optional<OutputFile> page, dot, junit;
    std::optional<HtmlReport> html;
    if (!report_.empty()) page.emplace(report_, console.out), html.emplace(page->stream());
    if (!dot_.empty()) dot.emplace(dot_, console.out);
    if (!junit_.empty()) junit.emplace(junit_, console.out);
    text_ = {.palette = colour_.palette(console), .witness = witness_, .width = console.out_is_terminal || picture_ ? std::min<std::size_t>(100, terminal_width(console)) : 100};
    text_.picture = picture_ || (console.out_is_terminal && !no_picture_);
    if (!picture_) text_.picture_operations_max = kSmallPicture;

    const bool alone = inputs.size() <= 1;
    const unsigned side_by_side = alone ? 1 : limits_.jobs();
    reading.jobs = question.options.limits.jobs = alone ? limits_.jobs() : 1;
    {
      ProgressLine progress(console, inputs.size());
      if (side_by_side == 1) question.options.limits.progress = reading.progress = progress.engine();
      in_order<Judgement>(
          inputs.size(), side_by_side, [&](std::size_t i) { return judge_input(inputs[i], format, reading, question); },
          [&](const Judgement& judgement) {
            progress.history_done();
            progress.clear();
            report(judgement, console);
            if (html) html->add(judgement, extras_of(judgement));
            if (!certificate_.empty() && judgement.judged()) certify(judgement, console);
          });
    }
    if (!json_) summarise(console);
    if (html) {
      html->finish();
      page->commit();
    }
    if (dot) {
      dot->stream() << dot_graph(dot_clusters_);
      dot->commit();
    }
    if (junit) {
      junit->stream() << junit_report(junit_suites_);
      junit->commit();
    }
    return outcome_;
  }

 private:
  static constexpr const char* kOutput = "Output";
  static constexpr std::size_t kSmallPicture = 12;  ///< operations, so that a terminal shows it beside the verdicts

  [[nodiscard]] Question asked() const {
    Question question;
    question.models = models_named(models_);
    if (question.models.empty() && !models_.empty()) throw UsageError("-m needs a model");
    question.options.limits = limits_.limits();
    question.slice = slice_.slice();
    question.measure_staleness = json_ || !report_.empty();
    question.options.witness = witness_ || !certificate_.empty();
    question.options.keep_witnesses = question.options.witness || !report_.empty();
    return question;
  }

  static Judgement judge_input(const Input& input, const Format* format, const ReadOptions& reading, const Question& question) {
    Judgement failed;
    failed.path = input.path;
    try {
      if (!input.error) return judge(input.path, load(input.path, format, reading), question);
      failed.error = input.error;
    } catch (const std::exception& failure) {
      failed.internal_error = failure.what();
    }
    return failed;
  }

  void report(const Judgement& judgement, Console& console) {
    ++counts_[static_cast<std::size_t>(outcome_of(judgement))];
    outcome_ = worse(outcome_, outcome_of(judgement));
    if (!dot_.empty()) dot_clusters_ += dot_cluster(judgement);
    if (!junit_.empty()) junit_suites_ += junit_suite(judgement);
    if (json_) {
      console.out << judgement_json(judgement, {.witness = witness_}) << '\n' << std::flush;
    } else if (judgement.error) {
      console.out << std::flush;
      console.err << error_text(judgement.path, *judgement.error) << '\n';
    } else if (!judgement.judged()) {
      console.out << std::flush;
      console.err << judgement.path << ": internal error: " << judgement.internal_error << '\n';
    } else {
      if (reported_++ > 0) console.out << '\n';
      console.out << judgement_text(judgement, text_) << std::flush;
    }
  }

  /// What a page shows besides. A trace that was asked for has to be readable; one that merely lies beside the history is left out, which the page says.
  [[nodiscard]] PageExtras extras_of(const Judgement& judgement) const {
    if (!judgement.judged()) return {};
    PageExtras extras;
    const std::string path = trace_.empty() ? trace_beside(judgement.path) : trace_;
    if (path.empty()) {
      extras.figures = figures_of(judgement);
      return extras;
    }
    Result<Trace, InputError> trace = trace_file(path, judgement.history());
    if (trace) extras.trace = std::move(trace).value();
    else if (!trace_.empty()) throw UsageError(error_text(path, trace.error()));
    else extras.trace_problem = error_text(path, trace.error());
    extras.figures = figures_of(judgement, extras.trace);
    return extras;
  }

  /// The exit status stays the verdict's; where there is no certificate, no file appears.
  void certify(const Judgement& judgement, Console& console) const {
    Budget budget(limits_.limits());
    const auto certificate = certificate::make(judgement.history(), judgement.verdicts.front(), budget);
    console.out << std::flush;
    if (!certificate) {
      console.err << printable(judgement.path) << ": no certificate: " << certificate.error() << '\n';
      return;
    }
    OutputFile file(certificate_, console.out);
    file.stream() << *certificate;
    file.commit();
  }

  void summarise(Console& console) const {
    std::size_t histories = 0;
    for (const std::size_t count : counts_) histories += count;
    if (histories < 2) return;
    static constexpr std::array<std::string_view, 5> kWhat{"", " violated", " unusable", " undecided", " internal error"};
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] == 0) continue;
      parts.push_back(std::to_string(counts_[i]) + (i != 0 ? std::string(kWhat[i]) : models_.empty() ? " judged" : " satisfied"));
    }
    console.out << '\n' << counted(histories, "history") << ": " << listed(parts) << '\n';
  }

  InputOptions input_;
  SliceOptions slice_;
  LimitOptions limits_;
  ColourOption colour_;
  std::vector<std::string> models_;
  bool json_ = false, witness_ = false, picture_ = false, no_picture_ = false;
  std::string report_, trace_, dot_, junit_, certificate_;

  TextOptions text_;
  Outcome outcome_ = Outcome::holds;
  std::array<std::size_t, 5> counts_{};
  std::size_t reported_ = 0;
  std::string dot_clusters_, junit_suites_;
};

}  // namespace

std::unique_ptr<Command> add_check(CLI::App& program) { return std::make_unique<CheckCommand>(program); }

}  // namespace clio
