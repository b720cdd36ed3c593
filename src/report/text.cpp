#include "src/report/text.hpp"

#include <algorithm>

#include "adapters/formats/lecture/lecture.hpp"
#include "adapters/formats/lecture/notation.hpp"
#include "checker/explain/describe.hpp"
#include "src/draw/renderers.hpp"
#include "src/report/violations.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

constexpr std::size_t kDrawnOperationsMax = 60;    // beyond, a picture in a terminal helps nobody
constexpr std::size_t kListedOperationsMax = 100;  // of a witness
constexpr std::string_view kAskForPicture = "--picture draws this with its cycle's arrows";

std::string answer_cell(Answer answer, const Palette& palette) {
  switch (answer) {
    case Answer::satisfied: return palette.good("satisfied");
    case Answer::violated: return palette.bad("violated ");
    case Answer::unknown: return palette.doubtful("unknown  ");
  }
  return {};
}

std::string mark(Answer answer, const Palette& palette) {
  switch (answer) {
    case Answer::satisfied: return palette.good("✓");
    case Answer::violated: return palette.bad("✗");
    case Answer::unknown: return palette.doubtful("?");
  }
  return {};
}

/// "2 (line 5)": how one finds an operation in its file.
std::string place(const Judgement& judgement, OpId op) {
  const std::uint32_t line = judgement.history().line(op);
  return std::to_string(index(judgement.in_file(op))) + (line == 0 ? "" : " (line " + std::to_string(line) + ")");
}

std::string sizes(const History& history) {
  std::string text = counted(history.size(), "operation") + ", " + counted(history.process_count(), "process") + ", " +
                     counted(history.key_count(), "key");
  if (history.transactional()) text += ", " + counted(history.transaction_count(), "transaction");
  if (history.object() != Object::register_) text.append(", object ").append(name_of(history.object()));
  const std::size_t pending = pending_count(history);
  if (pending > 0) text += ", " + std::to_string(pending) + " pending";
  return text;
}

std::string verdict_line(const Verdict& verdict, std::size_t name_width, const Palette& palette) {
  std::string line = "  " + mark(verdict.answer, palette) + " " + padded(verdict.model->id, name_width) + "  " +
                     answer_cell(verdict.answer, palette) + "  " + palette.faint(duration_text(verdict.spent));
  if (verdict.answer == Answer::unknown) line += "  " + verdict.reason;
  if (!verdict.unchecked.empty()) line += "  not checked again: " + verdict.unchecked;
  return line + "\n";
}

std::string names(const std::vector<const Model*>& models) {
  std::vector<std::string> ids;
  for (const Model* model : models) ids.emplace_back(model->id);
  return listed(ids);
}

/// All operations of a transaction: "P1 R(x)a W(y)b".
std::string transaction_text(const History& history, OpId first) {
  std::string text = describe(history, first);
  const std::size_t process = describe(history, history.process(first)).size();
  for (std::size_t i = 1; i < history.length_of(history.transaction(first)); ++i) text += describe(history, id_at<OpId>(index(first) + i)).substr(process);
  return text;
}

std::string witness_text(const Judgement& judgement, const Verdict& verdict) {
  const History& history = judgement.history();
  const bool transactions = verdict.model->unit == Unit::transaction || (verdict.model->unit == Unit::either && history.transactional());
  std::string text = "\n  " + std::string(verdict.model->id) + " holds in this order" + (verdict.model->scope == Scope::per_key ? ", key by key" : "") +
                     (verdict.snapshots.empty() ? "" : " of commits, each transaction reading from a snapshot") + ":\n";
  const std::size_t shown = std::min(verdict.witness.size(), kListedOperationsMax);
  for (std::size_t i = 0; i < shown; ++i) {
    const OpId op = verdict.witness[i];
    text += "    " + (transactions ? transaction_text(history, op) : describe(history, op)) + "  operation " + place(judgement, op);
    if (!verdict.snapshots.empty()) text += verdict.snapshots[i] == 0 ? std::string(", snapshot: nothing") : ", snapshot: the first " + std::to_string(verdict.snapshots[i]);
    text += "\n";
  }
  if (shown < verdict.witness.size()) text += "    and " + std::to_string(verdict.witness.size() - shown) + " more, which --json lists\n";
  return text;
}

std::string edge_text(const Judgement& judgement, const Edge& edge, const TextOptions& options) {
  const History& history = judgement.history();
  std::string relation(name_of(edge.relation));
  if (edge.key && !history.key_name(*edge.key).is_null()) relation += " on " + describe(history.key_name(*edge.key));
  std::string text = "    " + options.palette.strong(describe(history, edge.from)) + " before " +
                     options.palette.strong(describe(history, edge.to)) + "  " + options.palette.faint("[" + relation + "]") + "\n";
  if (!edge.because.empty()) text += wrapped("because " + edge.because, options.width, "      ") + "\n";
  return text;
}

std::string operations_text(const Judgement& judgement, const Counterexample& counterexample, const TextOptions& options) {
  const std::vector<OpId>& operations = counterexample.operations;
  const std::size_t shown = std::min(operations.size(), kListedOperationsMax);
  std::string list = operations.size() == 1 ? "operation " : "operations ";
  for (std::size_t begin = 0, end = 0; begin < shown; begin = end) {  // those of one line together
    const std::uint32_t line = judgement.history().line(operations[begin]);
    std::vector<std::string> ids;
    for (; end < shown && judgement.history().line(operations[end]) == line; ++end)
      ids.push_back(std::to_string(index(judgement.in_file(operations[end]))));
    list += (begin == 0 ? "" : ", ") + listed(ids) + (line == 0 ? "" : " (line " + std::to_string(line) + ")");
  }
  if (shown < operations.size()) list += " and " + std::to_string(operations.size() - shown) + " more";
  return options.palette.faint(wrapped(list, options.width, "    ")) + "\n";
}

/// What the letters of a drawing mean, but for R and W: "(E: enqueue, Q: dequeue)".
std::string legend(const History& history, const std::vector<OpId>& operations) {
  std::string text;
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    const std::optional<Kind> kind = lecture::kind_of(history.object(), letter);
    if (!kind || *kind == Kind::read || *kind == Kind::write) continue;
    if (std::none_of(operations.begin(), operations.end(), [&](OpId op) { return history.kind(op) == *kind; })) continue;
    text += (text.empty() ? "" : ", ") + std::string(1, letter) + ": " + (*kind == Kind::cas ? "compare-and-set" : std::string(name_of(*kind)));
  }
  return text.empty() ? text : "(" + text + ")";
}

/// The counterexample with its cycle's arrows between the lanes, then its edges one by one; the error says why it cannot be drawn.
Result<std::string, std::string> picture_text(const Judgement& judgement, const Model& model, const Counterexample& counterexample, const TextOptions& options) {
  constexpr std::string_view kIndent = "    ";
  if (options.picture_operations_max && counterexample.operations.size() > *options.picture_operations_max) return Unexpected(std::string(kAskForPicture));
  const Result<draw::Picture, std::string> picture = draw::picture_of(judgement.history(), model, counterexample);
  if (!picture) return Unexpected("not drawn: " + picture.error());
  const std::size_t width = options.width > kIndent.size() ? options.width - kIndent.size() : options.width;
  const std::string letters = legend(judgement.history(), counterexample.operations);
  return indented(draw::text_of(*picture, {.width = width, .words = false, .palette = options.palette}), kIndent) + "\n" +
         (letters.empty() ? "" : std::string(kIndent) + options.palette.faint(letters) + "\n");
}

/// The counterexample in lecture notation, and its cycle edge by edge.
std::string notation_text(const Judgement& judgement, const Counterexample& counterexample, const TextOptions& options) {
  std::string text;
  if (counterexample.operations.size() <= kDrawnOperationsMax) {
    const std::string drawing = draw_lecture(sub_history(judgement.history(), counterexample.operations).history);
    const std::string letters = legend(judgement.history(), counterexample.operations);
    if (!drawing.empty()) text += "\n" + indented(drawing, "      ") + "\n";
    if (!drawing.empty() && !letters.empty()) text += "      " + options.palette.faint(letters) + "\n";
    if (!drawing.empty()) text += "\n";
  }
  for (const Edge& edge : counterexample.cycle) text += edge_text(judgement, edge, options);
  return text;
}

std::string violation_text(const Judgement& judgement, const TellingViolation& violation, const TextOptions& options) {
  const Counterexample& counterexample = *violation.counterexample;
  std::vector<const Model*> models;
  for (const Verdict* verdict : violation.verdicts) models.push_back(verdict->model);
  std::string text = "\n  " + options.palette.bad(names(models) + (models.size() == 1 ? " is" : " are") +
                                                  " violated: " + name_of(counterexample));
  if (!violation.implied.empty()) text += options.palette.faint(", and with it " + names(violation.implied));
  text += "\n";
  if (!counterexample.explanation.empty()) text += wrapped(counterexample.explanation, options.width, "    ") + "\n";
  const bool with_arrows = options.picture && !counterexample.cycle.empty();
  const Result<std::string, std::string> picture = with_arrows ? picture_text(judgement, *models.front(), counterexample, options) : Result<std::string, std::string>(std::string());
  text += with_arrows && picture ? "\n" + *picture + "\n" : notation_text(judgement, counterexample, options);
  if (!picture) text += options.palette.faint(wrapped(picture.error(), options.width, "    ")) + "\n";
  if (counterexample.cause) text += wrapped("cause: " + *counterexample.cause, options.width, "    ") + "\n";
  text += operations_text(judgement, counterexample, options);
  if (!counterexample.degraded.empty())
    text += options.palette.doubtful(wrapped("degraded: " + counterexample.degraded, options.width, "    ")) + "\n";
  return text;
}

}  // namespace

std::string error_text(const std::string& path, const InputError& error) {
  return printable(path) + (error.line == 0 ? "" : ":" + std::to_string(error.line)) + ": " + printable(error.message);
}

std::string judgement_text(const Judgement& judgement, const TextOptions& options) {
  const Palette& palette = options.palette;
  std::string text = palette.strong(printable(judgement.path));
  if (!judgement.history().header().name.empty()) text += palette.faint("  " + printable(judgement.history().header().name));
  text += "\n  " + sizes(judgement.history()) + "\n";
  for (const std::string& warning : judgement.warnings) {
    text += palette.doubtful("  warning:") + wrapped(warning, options.width, "           ").substr(10) + "\n";
  }

  std::size_t name_width = 0;
  for (const Verdict& verdict : judgement.verdicts) name_width = std::max(name_width, verdict.model->id.size());
  for (const Verdict& verdict : judgement.verdicts) text += verdict_line(verdict, name_width, palette);
  if (judgement.verdicts.size() > 1) {
    text += "  strongest: " + (judgement.strongest.empty() ? "none of these" : palette.strong(names(judgement.strongest))) + "\n";
    if (!judgement.weakest_violated.empty()) text += "  weakest violated: " + palette.strong(names(judgement.weakest_violated)) + "\n";
  }
  for (const TellingViolation& violation : telling_violations(judgement)) text += violation_text(judgement, violation, options);
  if (options.witness) {
    for (const Verdict& verdict : judgement.verdicts) {
      if (verdict.answer == Answer::satisfied && !verdict.witness.empty()) text += witness_text(judgement, verdict);
    }
  }
  return text;
}

}  // namespace clio
