#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/formats/lecture/layout.hpp"
#include "checker/history/history.hpp"
#include "checker/support/result.hpp"
#include "checker/verdict.hpp"

namespace clio::draw {

/// An operation as it stands in its piece's text.
struct Part {
  OpId op{};                ///< in the drawn history (of a counterexample: of its operations alone)
  std::size_t offset = 0;   ///< in columns, from the beginning of the piece's text
  std::size_t width = 0;
};

/// What is drawn as one interval: an operation, or a transaction with its operations.
struct Piece {
  ProcessId process{};
  std::vector<Part> parts;
  std::string text;         ///< in lecture notation; shortened where an operation takes more than kOperationColumnsMax or a transaction has more than kPartsMax
  std::size_t width = 0;    ///< of the text, in columns
  std::string whole;        ///< the whole text, where `text` is shortened; else empty
  std::string about;        ///< "operation 3 (line 8), called at 7, returned at 12"
  bool transaction = false;
  Status status = Status::ok;
  bool faint = false;       ///< stands beside what is shown: not of the counterexample
};

/// An edge of a counterexample's cycle, between two parts.
struct Arrow {
  std::size_t from = 0, from_part = 0, to = 0, to_part = 0;  ///< pieces, and parts within them
  Relation relation{};
  std::string label;        ///< "reads-from"
  std::string story;        ///< "P1 W(x)a before P2 R(x)a, reads-from on x: P2 read the a that P1 wrote"
};

/// One place of a witness order: the piece takes effect there (or one part of it, where operations are ordered and not transactions).
struct Step {
  std::size_t piece = 0;
  std::optional<std::size_t> part;
  std::string story;        ///< "P1 W(x)a"
  std::string state;        ///< after it, of what it touched: "x = a"
  std::optional<std::uint32_t> snapshot;  ///< how many transactions of the order its snapshot holds
};

/// What there is to see, without any geometry: lanes by process, intervals, arrows, positions. The one model behind all renderers. Texts are free of
/// control characters and of characters that turn the direction of text; nothing else is escaped.
struct Picture {
  std::string title;                   ///< the history's name; may be empty
  std::string caption;                 ///< "linearizable is violated: stale-read"; may be empty
  std::string sentence;                ///< the counterexample's explanation; may be empty
  std::vector<std::string> lanes;      ///< names of the processes, by ProcessId of the drawn history; of kOperationColumnsMax columns at most
  std::vector<std::string> notes;      ///< what is shortened, each with the whole of it, to stand below the picture
  std::vector<Piece> pieces;           ///< by TxnId of the drawn history
  std::vector<lecture::Block> blocks;  ///< when each piece begins and ends; widths as the texts'
  std::vector<Arrow> arrows;           ///< the cycle, in its order
  std::vector<Step> steps;             ///< the witness, in its order
  bool timed = false;                  ///< what stands clear to the left came before in real time; otherwise only lanes have an order
};

inline constexpr std::size_t kOperationColumnsMax = 32;
inline constexpr std::size_t kPartsMax = 12;
inline constexpr std::size_t kPiecesMax = 200;      ///< beyond, nobody sees anything in a picture
inline constexpr std::size_t kLanesMax = 60;

/// The history alone. All three answer an error in words where there is too much to draw.
[[nodiscard]] Result<Picture, std::string> picture_of(const History& history);
/// The counterexample of a verdict on `history`: its operations and its cycle; with `whole` the history's other operations beside them.
[[nodiscard]] Result<Picture, std::string> picture_of(const History& history, const Model& model, const Counterexample& counterexample, bool whole = false);
/// A satisfied model's witness: the history, the positions in the order, the state after each step. Precondition: verdict.witness is not empty.
[[nodiscard]] Result<Picture, std::string> picture_of_witness(const History& history, const Verdict& verdict);

/// The state of what each step of a witness touched after it, in words: "x = 1, y = 2". `order` lists operations; each stands for its transaction if
/// `transactions`. Objects are replayed plainly, by value. Cost: O(sum of the states' sizes).
[[nodiscard]] std::vector<std::string> states_after(const History& history, const std::vector<OpId>& order, bool transactions);

}  // namespace clio::draw
