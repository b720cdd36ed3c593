// clio draw: a history, a counterexample or a witness order as a picture.
//
// Without -m the history is drawn as it is. With -m it is judged first, and what the verdict rests on is drawn: the counterexample's cycle, or the order that
// explains everything.

#include <ostream>

#include "adapters/formats/lecture/lecture.hpp"
#include "src/cli/command.hpp"
#include "src/cli/options.hpp"
#include "src/cli/output_file.hpp"
#include "src/cli/progress_line.hpp"
#include "src/cli/terminal_width.hpp"
#include "src/draw/renderers.hpp"
#include "src/report/text.hpp"
#include "src/report/violations.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  clio draw small.history --as svg -o small.svg              the history: lanes and intervals\n"
    "  clio draw run.jsonl -m linearizable                        what the verdict rests on: the cycle, or the order that explains everything\n"
    "  clio draw run.jsonl --what counterexample --as tikz        the cycle against the weakest violated model, for a paper\n"
    "  clio draw small.history -m causal --whole --as svg -o f.svg   the other operations too, faint\n"
    "  clio draw big.jsonl --key x --from 100 --to 200 --as svg   a part of it\n"
    "\n"
    "A picture shows 200 operations or transactions at most, and 60 processes. ascii of a history is lecture notation, which 'clio check' reads.";

class DrawCommand final : public Command {
 public:
  explicit DrawCommand(CLI::App& program) {
    CLI::App& command = *program.add_subcommand("draw", "Draw a history, a counterexample or a witness order: text, SVG, TikZ or Graphviz");
    command.add_option("HISTORY", path_, "A history, or - for standard input")->type_name("")->required();
    add_choice(command, "--as", form_, {"ascii", "svg", "tikz", "dot"}, "The picture's form; without it, OUT's extension says it, else ascii");
    add_choice(command, "--what", what_, {"history", "counterexample", "witness"}, "What is drawn; without it the history, or with -m what the verdict rests on");
    command.add_option("-m,--model", model_, "The model whose counterexample or witness is drawn; without it, the weakest violated or the strongest satisfied one")->type_name("MODEL");
    command.add_flag("--whole", whole_, "Of a counterexample: the history's other operations too, faint");
    command.add_option("-o,--output", out_, "Where to, or - for standard output")->type_name("OUT")->default_str("-");
    limits_.add(command);
    input_.add_reading(command);
    slice_.add(command);
    command.footer(kExamples);
  }

  Outcome run(Console& console) override {
    if (whole_ && what_ != "counterexample" && (model_.empty() || !what_.empty())) throw UsageError("--whole is about a counterexample; name it with --what counterexample or -m MODEL");
    if (what_ == "history" && !model_.empty()) throw UsageError("--what history draws no verdict; -m goes with a counterexample or a witness");
    const std::vector<const Model*> models = model_.empty() ? std::vector<const Model*>() : models_named({model_});
    if (models.size() > 1) throw UsageError("-m: found several models; expected one");
    const std::string form = form_named();
    const Format* format = input_.format();
    Result<Loaded, std::vector<InputError>> loaded = load(path_, format, input_.read_options());
    if (!loaded) {
      console.err << error_text(path_, loaded.error().front()) << '\n';
      return Outcome::unusable;
    }
    Result<SubHistory, std::string> sliced = slice_of(loaded->history, slice_.slice());
    if (!sliced) return refused(console, sliced.error());
    const History& history = sliced->history;

    if (what_ == "history" || (what_.empty() && models.empty())) {
      Result<draw::Picture, std::string> picture = draw::picture_of(history);
      if (!picture) return refused(console, picture.error());
      return written(console, form == "ascii" ? notation(console, history) : rendered(*picture, form, console));
    }
    const Judgement judgement = judged(console, history, models);
    if (!judgement.judged()) {
      console.err << printable(path_) << ": internal error: " << judgement.internal_error << '\n';
      return Outcome::internal;
    }
    Result<draw::Picture, std::string> picture = evidence(judgement);
    if (!picture) return refused(console, picture.error());
    return written(console, rendered(*picture, form, console));
  }

 private:
  [[nodiscard]] std::string form_named() const {
    if (!form_.empty()) return form_;
    if (out_.ends_with(".svg")) return "svg";
    if (out_.ends_with(".tex") || out_.ends_with(".tikz")) return "tikz";
    if (out_.ends_with(".dot") || out_.ends_with(".gv")) return "dot";
    return "ascii";
  }

  Outcome refused(Console& console, const std::string& why) const {
    console.err << printable(path_) << ": " << why << '\n';
    return Outcome::unusable;
  }

  Judgement judged(Console& console, const History& history, const std::vector<const Model*>& models) const {
    Question question{.models = models, .warn = false};
    ProgressLine progress(console, 1);
    question.options.limits = limits_.limits();
    question.options.limits.progress = progress.engine();
    question.options.witness = true;
    return judge(path_, history, question);
  }

  /// The picture of a verdict's evidence, or why there is none.
  [[nodiscard]] Result<draw::Picture, std::string> evidence(const Judgement& judgement) const {
    const History& history = judgement.history();
    if (what_ != "witness") {
      const std::vector<TellingViolation> violations = telling_violations(judgement);
      if (!violations.empty()) {
        const TellingViolation& violation = violations.back();  // the reason against the weakest model
        return draw::picture_of(history, *violation.verdicts.front()->model, *violation.counterexample, whole_);
      }
    }
    std::string undecided;
    for (const Verdict& verdict : judgement.verdicts) {
      const std::string id(verdict.model->id);
      if (verdict.answer == Answer::unknown) undecided += (undecided.empty() ? "" : "; ") + id + " is not decided: " + verdict.reason;
      if (what_ == "counterexample" || verdict.answer != Answer::satisfied || verdict.witness.empty()) continue;
      return draw::picture_of_witness(history, verdict);
    }
    if (!undecided.empty() && (!model_.empty() || what_ == "counterexample")) return Unexpected("nothing to draw: " + undecided);
    if (what_ == "counterexample") return Unexpected("nothing to draw: " + (model_.empty() ? "no model is violated" : model_ + " is not violated") + ", so there is no counterexample");
    if (judgement.verdicts.size() == 1 && judgement.verdicts.front().answer == Answer::violated) return Unexpected("nothing to draw: " + model_ + " is violated, so there is no witness");
    return Unexpected("nothing to draw: " + (model_.empty() ? std::string("no satisfied model") : model_ + ", which is satisfied,") + " has one order for everyone as its witness");
  }

  [[nodiscard]] std::string rendered(const draw::Picture& picture, const std::string& form, Console& console) const {
    if (form == "svg") return draw::svg_of(picture);
    if (form == "tikz") return draw::tikz_of(picture);
    if (form == "dot") return draw::dot_of(picture);
    return draw::text_of(picture, {.width = terminal_width(console), .ascii = true});
  }

  /// A history in lecture notation; what that cannot hold is said aloud.
  [[nodiscard]] std::string notation(Console& console, const History& history) const {
    std::ostringstream text;
    for (const std::string& what : write_lecture(history, text, {.lossy = true})) console.err << printable(path_) << ": lecture notation cannot hold " << what << "; left out\n";
    return std::move(text).str();
  }

  Outcome written(Console& console, const std::string& text) const {
    OutputFile file(out_, console.out);
    file.stream() << text;
    file.commit();
    return Outcome::holds;
  }

  InputOptions input_;
  SliceOptions slice_;
  LimitOptions limits_;
  std::string path_, form_, what_, model_, out_ = "-";
  bool whole_ = false;
};

}  // namespace

std::unique_ptr<Command> add_draw(CLI::App& program) { return std::make_unique<DrawCommand>(program); }

}  // namespace clio
