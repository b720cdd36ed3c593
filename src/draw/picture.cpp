// From a history and a verdict's evidence to what there is to see.
//
// A counterexample is drawn as a history of its own (its operations alone), so that nothing else takes room; with `whole` the other operations stay, faint.
// Intervals, texts and untimed placement are those of lecture notation (adapters/formats/lecture/pieces.hpp): every picture is that notation with something on top.
//
// Tested by tests/draw/picture_test.cpp.

#include "src/draw/picture.hpp"

#include <algorithm>

#include "adapters/formats/lecture/notation.hpp"
#include "adapters/formats/lecture/pieces.hpp"
#include "checker/explain/describe.hpp"
#include "src/report/words.hpp"

namespace clio::draw {
namespace {

/// At most `columns_max` columns of a text, the last of which is an ellipsis where something is cut off.
std::string shortened(const std::string& text, std::size_t columns_max) {
  if (columns(text) <= columns_max) return text;
  std::size_t end = 0, used = 0;
  while (end < text.size()) {
    const lecture::CodePoint next = lecture::code_point_at(text, end);
    const std::size_t width = columns_of_character(next.value);
    if (used + width > columns_max - 1) break;
    used += width;
    end += next.bytes;
  }
  return text.substr(0, end) + "…";
}

std::string when(const History& history, OpId op) {
  if (!history.timed()) return {};
  std::string text = ", called at " + std::to_string(history.call(op));
  text += history.status(op) == Status::unknown ? ", no response" : ", returned at " + std::to_string(history.response(op));
  return text;
}

std::string about(const History& history, TxnId txn) {
  const OpId first = history.first_of(txn);
  const std::size_t length = history.length_of(txn);
  std::string text = length == 1 ? "operation " : "operations ";
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < length; ++i) ids.push_back(std::to_string(index(history.id_in_file(id_at<OpId>(index(first) + i)))));
  text += listed(ids);
  if (history.line(first) != 0) text += " (line " + std::to_string(history.line(first)) + ")";
  return text + when(history, first);
}

Piece piece_of(const History& history, TxnId txn, bool bracketed) {
  const OpId first = history.first_of(txn);
  Piece piece{.process = history.process(first), .transaction = bracketed, .status = history.status(first)};
  std::string whole = bracketed ? "[" : "";
  piece.text = whole;
  std::size_t at = piece.text.size();
  for (std::size_t i = 0; i < history.length_of(txn); ++i) {
    const OpId op = id_at<OpId>(index(first) + i);
    const std::string text = printable(lecture::answer_text(history, op));
    whole += (i == 0 ? "" : " ") + text;
    if (i >= kPartsMax) {  // all of the rest stands behind one ellipsis
      if (i == kPartsMax) piece.text += " …", at += 2;
      piece.parts.push_back({.op = op, .offset = at - 1, .width = 1});
      continue;
    }
    const std::string shown = shortened(text, kOperationColumnsMax);
    if (i != 0) piece.text += ' ', ++at;
    piece.parts.push_back({.op = op, .offset = at, .width = columns(shown)});
    piece.text += shown;
    at += piece.parts.back().width;
  }
  const std::string end = (bracketed ? "]" : "") + std::string(lecture::outcome_text(piece.status));
  piece.text += end;
  whole += end;
  if (whole != piece.text) piece.whole = whole;
  piece.width = columns(piece.text);
  piece.about = about(history, txn);
  return piece;
}

/// `whole`: nothing smaller was asked for, so the error says how to ask for less.
Result<Picture, std::string> lanes_and_pieces(const History& history, bool whole = true) {
  const std::string most = " to draw, and a picture shows ";
  if (history.transaction_count() > kPiecesMax) {
    return Unexpected(counted(history.transaction_count(), history.transactional() ? "transaction" : "operation") + most + std::to_string(kPiecesMax) + " at most" +
                      (whole ? "; draw a part of it with --key, --process, --from or --to, or its counterexample with -m MODEL" : ""));
  }
  if (history.process_count() > kLanesMax) {
    return Unexpected(std::to_string(history.process_count()) + " processes" + most + std::to_string(kLanesMax) + " at most" +
                      (whole ? "; draw some of them with --process, or its counterexample with -m MODEL" : ""));
  }
  Picture picture{.title = printable(history.header().name), .timed = history.timed()};
  for (std::size_t p = 0; p < history.process_count(); ++p) {
    const std::string name = printable(lecture::text_of(history.process_name(id_at<ProcessId>(p))));
    picture.lanes.push_back(shortened(name, kOperationColumnsMax));
    if (picture.lanes.back() != name) picture.notes.push_back(picture.lanes.back() + " is " + name);
  }
  picture.blocks = lecture::pieces_of(history).blocks;
  const bool everywhere = lecture::brackets_everywhere(history);
  for (std::size_t t = 0; t < history.transaction_count(); ++t) {
    const TxnId txn = id_at<TxnId>(t);
    picture.pieces.push_back(piece_of(history, txn, everywhere || history.length_of(txn) > 1));
    const Piece& piece = picture.pieces.back();
    picture.blocks[t].width = piece.width;
    if (!piece.whole.empty()) picture.notes.push_back(picture.lanes[index(piece.process)] + " " + piece.text + " is " + piece.whole);
  }
  return picture;
}

std::string transaction_story(const History& history, OpId first) {
  std::string text = describe(history, history.process(first)) + " ";
  const Piece piece = piece_of(history, history.transaction(first), history.length_of(history.transaction(first)) > 1);
  return printable(text) + (piece.whole.empty() ? piece.text : piece.whole);
}

/// The piece and the part of an operation.
std::pair<std::size_t, std::size_t> place_of(const History& history, OpId op) {
  const TxnId txn = history.transaction(op);
  return {index(txn), index(op) - index(history.first_of(txn))};
}

}  // namespace

Result<Picture, std::string> picture_of(const History& history) { return lanes_and_pieces(history); }

Result<Picture, std::string> picture_of(const History& history, const Model& model, const Counterexample& counterexample, bool whole) {
  std::vector<OpId> all(history.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = id_at<OpId>(i);
  const SubHistory drawn = sub_history(history, whole ? all : counterexample.operations);
  Result<Picture, std::string> picture = lanes_and_pieces(drawn.history, whole);
  if (!picture) return picture;
  if (whole) {
    for (Piece& piece : picture->pieces) {
      piece.faint = std::none_of(piece.parts.begin(), piece.parts.end(), [&](const Part& part) {
        return std::binary_search(counterexample.operations.begin(), counterexample.operations.end(), part.op);
      });
    }
  }
  picture->caption = std::string(model.id) + " is violated: " + name_of(counterexample);
  picture->sentence = printable(counterexample.explanation);
  const auto in_picture = [&](OpId op) {
    const auto found = std::lower_bound(drawn.origin.begin(), drawn.origin.end(), op);
    return place_of(drawn.history, id_at<OpId>(static_cast<std::size_t>(found - drawn.origin.begin())));
  };
  for (const Edge& edge : counterexample.cycle) {
    Arrow arrow{.relation = edge.relation, .label = std::string(name_of(edge.relation))};
    std::tie(arrow.from, arrow.from_part) = in_picture(edge.from);
    std::tie(arrow.to, arrow.to_part) = in_picture(edge.to);
    std::string relation = arrow.label;
    if (edge.key && !history.key_name(*edge.key).is_null()) relation += " on " + describe(history.key_name(*edge.key));
    arrow.story = printable(describe(history, edge.from) + " before " + describe(history, edge.to) + ", " + relation + (edge.because.empty() ? "" : ": " + edge.because));
    picture->arrows.push_back(std::move(arrow));
  }
  return picture;
}

Result<Picture, std::string> picture_of_witness(const History& history, const Verdict& verdict) {
  Result<Picture, std::string> picture = lanes_and_pieces(history);
  if (!picture) return picture;
  const bool transactions = verdict.model->unit == Unit::transaction || (verdict.model->unit == Unit::either && history.transactional());
  picture->caption = std::string(verdict.model->id) + " holds in the order of the numbers" + (verdict.model->scope == Scope::per_key && history.key_count() > 1 ? ", key by key" : "") +
                     (verdict.snapshots.empty() ? "" : ", that of the commits; each transaction reads from a snapshot");
  const std::vector<std::string> states = states_after(history, verdict.witness, transactions);
  for (std::size_t i = 0; i < verdict.witness.size(); ++i) {
    const OpId op = verdict.witness[i];
    const auto [piece, part] = place_of(history, op);
    Step step{.piece = piece, .story = transactions ? transaction_story(history, op) : printable(describe(history, op)), .state = printable(states[i])};
    if (!transactions) step.part = part;
    if (!verdict.snapshots.empty()) step.snapshot = verdict.snapshots[i];
    picture->steps.push_back(std::move(step));
  }
  return picture;
}

}  // namespace clio::draw
