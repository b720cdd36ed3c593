// Reads a certificate line by line. Of a violation it builds the clauses that the lines name, each true of every explanation of the history (docs/certificates.md has the argument), and follows
// the proof that they contradict each other. Tested by tests/certificate/verify_test.cpp.
#include "src/verify/verify.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "src/verify/facts.hpp"

namespace clio::verify {
namespace {

using Clause = std::vector<int>;  // literals: n or -n for atom n

/// Clauses and what unit propagation makes of them. Holds only what was added, and derived() says yes only to what follows from that. What follows without assumptions stays on the trail for good.
class Propagation {
 public:
  Propagation(std::size_t atoms, Steps& steps) : value_(2 * atoms + 1), containing_(2 * atoms + 1), middle_(static_cast<int>(atoms)), steps_(steps) {}

  void add(const Clause& clause) {
    for (const int literal : clause) containing_[slot(literal)].push_back(clauses_.size());
    clauses_.push_back(clause);
    refuted_ = refuted_ || broken(clauses_.size() - 1) || conflict();
  }
  /// Forgets a clause by its number, in the order in which they came; derived() can only say no more often then.
  void forget(std::size_t clause) { clause < clauses_.size() ? (clauses_[clause] = {kForgotten}, void()) : void(); }

  /// Whether assuming that all literals are false leads to a conflict by unit propagation (reverse unit propagation: Goldberg and Novikov 2003).
  [[nodiscard]] bool derived(const Clause& clause) {
    const std::size_t kept = trail_.size();
    bool derived = refuted_;
    for (const int literal : clause) derived = derived || value_[slot(literal)] > 0 || (assume(-literal), false);
    derived = derived || conflict();
    for (std::size_t i = kept; i < trail_.size(); ++i) value_[slot(trail_[i])] = value_[slot(-trail_[i])] = 0;
    trail_.resize(kept);
    next_ = kept;
    return derived;
  }
  [[nodiscard]] bool refuted() const { return refuted_; }

 private:
  static constexpr int kForgotten = 0;  // its slot is never true, false or contained
  std::size_t slot(int literal) const { return static_cast<std::size_t>(literal + middle_); }
  void assume(int literal) {
    if (value_[slot(literal)] == 0) trail_.push_back(literal);
    value_[slot(literal)] = 1, value_[slot(-literal)] = -1;
  }
  /// Whether all literals are false; where one alone is not, it becomes true.
  bool broken(std::size_t clause) {
    int open = 0, last = 0;
    for (const int literal : clauses_[clause]) {
      if (!steps_.take() || literal == kForgotten || value_[slot(literal)] > 0) return false;
      if (value_[slot(literal)] == 0 && literal != last) ++open, last = literal;
    }
    if (open == 1) assume(last);
    return open == 0;
  }
  bool conflict() {
    for (; next_ < trail_.size(); ++next_) {
      for (const std::size_t clause : containing_[slot(-trail_[next_])]) {
        if (broken(clause)) return true;
      }
    }
    return false;
  }

  std::vector<signed char> value_;                     // by literal: 1 true, -1 false, 0 open
  std::vector<std::vector<std::size_t>> containing_;   // by literal: clauses
  int middle_;
  Steps& steps_;
  std::vector<Clause> clauses_;
  std::vector<int> trail_;
  std::size_t next_ = 0;                               // of the trail, to be propagated
  bool refuted_ = false;
};

struct Stop { Outcome outcome; std::string why; };  // thrown and caught in this file alone
[[noreturn]] void refuse(std::string why) { throw Stop{Outcome::refused, std::move(why)}; }
void require(bool condition, const char* why) { condition ? void() : refuse(why); }
[[noreturn]] void unreadable(std::string_view word) { throw Stop{Outcome::unreadable, word.empty() ? "the line ends too early" : "\"" + std::string(word.substr(0, 40)) + "\" cannot stand there"}; }

/// Takes the text up to the separator, and the separator.
std::string_view take(std::string_view& rest, char separator) {
  const std::string_view taken = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(rest.size(), taken.size() + 1));
  return taken;
}
template <class Number = Index>
Number number(std::string_view word) {
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() ? number : (unreadable(word), number);
}

class Reader {
 public:
  Reader(const History& history, const Row& row, Steps& steps) : f_(history, row, steps), steps_(steps) {
    if (!f_.unusable.empty()) refuse(f_.unusable);
    require(steps.left != 0, "it takes more steps than allowed");
  }

  void execution_line(std::string_view kind, std::string_view words) {
    if (kind != "source" && kind != "order") unreadable(kind);
    std::string_view first = take(words, ' ');
    if (kind == "source") return void(execution_.source[reading(first)] = source(take(words, ' ')));
    std::vector<Index> order;
    while (!words.empty()) order.push_back(unit(take(words, ' ')));
    while (!first.empty() && steps_.take(100 + order.size())) execution_.orders[view(take(first, ','))] = order;
  }

  void proof_line(std::string_view kind, std::string_view words) {
    if (kind == "atom") {
      const std::string_view what = take(words, ' ');
      require(!proof_, "atoms come first");
      if (what != "before" && what != "source" && what != "effective") unreadable(what);
      Atom atom{what == "before" ? kBefore : what == "source" ? kSource : kEffective, 0, 0, 0};
      if (atom[0] == kBefore) atom[1] = view(take(words, ' '));
      atom[2] = atom[0] == kSource ? reading(take(words, ' ')) : unit(take(words, ' '));
      if (atom[0] != kEffective) atom[3] = source(take(words, ' '));
      if (!atoms_.try_emplace(atom, static_cast<int>(atoms_.size() + 1)).second) refuse("this atom has a number already");
      return;
    }
    if (!proof_) proof_.emplace(atoms_.size(), steps_);
    clause_.clear();
    if (kind == "forget") return proof_->forget(number(words));
    if (kind == "learn") {
      while (!words.empty()) {
        clause_.push_back(number<int>(take(words, ' ')));
        require(clause_.back() != 0 && std::abs(std::int64_t{clause_.back()}) <= static_cast<std::int64_t>(atoms_.size()), "there is no such atom");
      }
      require(proof_->derived(clause_), "the clause does not follow by unit propagation");
    } else if (kind == "read") {
      read(reading(take(words, ' ')));
    } else if (kind == "took") {  // a source took effect, and so did what a list shows
      const Index r = reading(take(words, ' ')), w = unit(take(words, ' '));
      const std::vector<Index>& shown = f_.cells[f_.readings[r].cell].version;
      if (std::find(shown.begin(), shown.end(), w) == shown.end()) clause_.push_back(-read_from(r, w));
      clause_.push_back(effective(w));
    } else if (kind == "base" || kind == "sees" || kind == "cycle") {
      const Index v = view(take(words, ' '));
      if (kind == "base") base(v, words);
      if (kind == "sees") sees(v, words);
      for (Index first = kind == "cycle" ? unit(take(words, ' ')) : kNone, a = first, b = kNone; b != first; a = b) {
        b = words.empty() ? first : unit(take(words, ' '));
        clause_.push_back(-before(v, a, b));
      }
    } else {
      unreadable(kind);
    }
    proof_->add(clause_);
  }
  std::string unproved(bool satisfied) {
    if (satisfied) return not_satisfied(f_, execution_, steps_);
    return proof_ && proof_->refuted() ? "" : "the clauses and the proof lead to no contradiction";
  }

 private:
  enum : Index { kBefore, kSource, kEffective };
  using Atom = std::array<Index, 4>;

  Index unit(std::string_view word) const {
    const Index op = number(word), u = op < f_.unit_of.size() ? f_.unit_of[op] : kNone;
    require(u != kNone && index(f_.units[u].first) == op, "no operation of this number begins something that took part");
    return u;
  }
  Index reading(std::string_view word) const {
    const OpId op{number(take(word, '.'))};
    const auto found = f_.reading_of.find({op, word.empty() ? kNull : ValueId{number(word)}});
    require(found != f_.reading_of.end(), "no operation of this number reads something from outside");
    return found->second;
  }
  Index source(std::string_view word) const { return word == "initial" ? kNone : unit(word); }
  Index view(std::string_view word) const {
    if (f_.row.agreed == Row::each_read) return reading(word);
    const Index view = number(word);
    require(view < (f_.row.agreed == Row::everyone ? 1 : f_.history.process_count()), "there is no such view");
    return view;
  }

  int literal(const Atom& atom) const {
    const auto found = atoms_.find(atom);
    return found != atoms_.end() ? found->second : (refuse("the line needs an atom that is not declared"), 0);
  }
  int before(Index v, Index a, Index b) const {
    require(a != b && f_.ordered(v, a) && f_.ordered(v, b), "the order does not hold both");
    const auto known = atoms_.find({kBefore, v, a, b});
    return known != atoms_.end() ? known->second : -literal({kBefore, v, b, a});
  }
  int read_from(Index r, Index w) const { return literal({kSource, 0, r, w}); }
  int effective(Index u) const { return literal({kEffective, 0, u, 0}); }
  void unless_effective(Index u) { f_.units[u].ok ? void() : clause_.push_back(-effective(u)); }

  /// A read has a source: one of all that there are.
  void read(Index r) {
    unless_effective(f_.readings[r].unit);
    if (!f_.readings[r].wrong.empty()) return;
    if (f_.may_read(r, kNone)) clause_.push_back(read_from(r, kNone));
    for (const Index w : f_.cells[f_.readings[r].cell].writers) {
      if (steps_.take() && f_.may_read(r, w)) clause_.push_back(read_from(r, w));
    }
  }

  /// Follows a path from a unit; adds what it takes for granted, and its letters. `own`: the reading that sees by it.
  Index follow(Index v, Index u, std::string_view words, std::string& letters, Index own) {
    while (!words.empty()) {
      std::string_view word = take(words, ' ');
      const char step = word.empty() ? ' ' : word[0];
      word.remove_prefix(word.empty() ? 0 : 1);
      const bool through_read = step == 'r' || step == 'e';
      const Index r = through_read ? reading(word) : kNone, next = through_read ? f_.readings[r].unit : unit(word);
      letters += step;
      if (through_read) clause_.push_back(-read_from(last_read_ = r, u));
      if (step == 'a' || step == 'w') clause_.push_back(-before(v, u, next));
      if (step == 'w') unless_effective(u);
      if (step == 'w' || step == 'v') unless_effective(next);
      const bool together = std::any_of(f_.units[u].writes.begin(), f_.units[u].writes.end(), [&](const auto& write) { return f_.written(next, write.first) != nullptr; });
      require(step != 'w' || together, "these two write no key together");
      require(step != 's' || f_.session_ordered(u, next), "session order does not say this");
      require(step != 't' || f_.real_time_ordered(u, next), "real time does not say this");
      require(step != 'v' || shown_before(u, next), "the versions of a list do not say this");
      require(step != 'e' || (own != kNone && next == f_.readings[own].unit && f_.readings[r].op < f_.readings[own].op), "this is no earlier read of the same transaction");
      require(!f_.row.per_key || f_.key(u) == f_.key(next), "the model judges each key alone");
      u = next;
    }
    return u;
  }

  /// Whether both append to a list whose longest read shows a, and b later or not at all.
  bool shown_before(Index a, Index b) const {
    return std::any_of(f_.units[b].writes.begin(), f_.units[b].writes.end(), [&](const auto& write) {
      const std::vector<Index>& shown = f_.cells[write.first].version;
      const auto first = std::find(shown.begin(), shown.end(), a);
      return first != shown.end() && first < std::find(shown.begin(), shown.end(), b);
    });
  }

  void base(Index v, std::string_view words) {
    const Index a = unit(take(words, ' '));
    std::string letters;
    const Index b = follow(v, a, words, letters, kNone);
    const bool own_source = letters == "r" && f_.row.sees == "a" && f_.constrains(v, last_read_);  // nobody returns what is not there yet
    require(!letters.empty() && (own_source || letters.find_first_not_of(std::string(f_.row.base) + 'v') == letters.npos), "the model's order need not extend this");
    if (a != b) clause_.push_back(before(v, a, b));
  }

  void sees(Index v, std::string_view words) {
    const Index r = reading(take(words, ' ')), w = source(take(words, ' ')), other = unit(take(words, ' '));
    std::string letters;
    const Index own = f_.readings[r].unit, end = follow(v, other, words, letters, r);
    require(f_.constrains(v, r) && end == own && other != own && other != w && f_.written(other, f_.readings[r].cell) != nullptr, "the read is not the one that has to see it");
    const std::string paths = " " + std::string(f_.row.sees) + " ";
    const bool causal = f_.row.sees == "+" && letters.find_first_not_of("sr") == letters.npos;
    require(!letters.empty() && (causal || paths.find(" " + letters + " ") != paths.npos), "the model does not make the read see it");
    unless_effective(other);
    clause_.push_back(-read_from(r, w));
    if (w != kNone) clause_.push_back(before(v, other, w));
  }

  Facts f_;
  Steps& steps_;
  Execution execution_;
  std::map<Atom, int> atoms_;
  std::optional<Propagation> proof_;
  Clause clause_;
  Index last_read_ = kNone;  // of the path that was followed last
};

std::string checked(const History& history, std::string_view text, Steps& steps, std::size_t& line) {
  const auto field = [&](std::string_view name) {
    ++line;
    std::string_view words = take(text, '\n');
    if (take(words, ' ') != name) throw Stop{Outcome::unreadable, "expected \"" + std::string(name) + "\" at the line's beginning"};
    return words;
  };
  const std::string_view version = field("clio-certificate"), model = field("model"), verdict = field("verdict");
  const Row* const row = row_named(model);
  if (version != "1" || (verdict != "satisfied" && verdict != "violated") || row == nullptr) unreadable(version != "1" ? version : row == nullptr ? model : verdict);
  require(field("history") == digest(history), "it is the certificate of another history");
  Reader reader(history, *row, steps);
  const bool satisfied = verdict == "satisfied";
  while (!text.empty()) {
    ++line;
    std::string_view words = take(text, '\n');
    const std::string_view kind = take(words, ' ');
    require(steps.take(kind.size() + words.size()), "it takes more steps than allowed");
    if (!kind.empty() && kind[0] != '#') satisfied ? reader.execution_line(kind, words) : reader.proof_line(kind, words);
  }
  line = 0;
  if (const std::string why = reader.unproved(satisfied); !why.empty()) refuse(why);
  require(steps.left != 0, "it takes more steps than allowed");
  return std::string(row->id) + " is " + std::string(verdict);
}

}  // namespace

Answer verify(const History& history, std::string_view certificate, std::uint64_t steps_max) {
  std::size_t line = 0;
  try {
    Steps steps{steps_max};
    return {Outcome::accepted, 0, checked(history, certificate, steps, line)};
  } catch (const Stop& stop) {
    return {stop.outcome, line, stop.why};
  } catch (const std::bad_alloc&) {
    return {Outcome::refused, line, "it takes more memory than there is"};
  }
}

std::string digest(const History& h) {
  std::string text = std::string(name_of(h.object())) + (h.timed() ? " timed " : " ") + (h.transactional() ? "transactions " : "") + std::to_string(h.header().clock_uncertainty);
  std::uint64_t hash = 0xcbf29ce484222325;  // Fowler, Noll and Vo
  for (std::size_t i = 0; i <= h.size(); ++i) {
    for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    if (i == h.size()) break;
    const OpId op = id_at<OpId>(i);
    text = "\n" + std::string(name_of(h.kind(op))) + " " + std::string(name_of(h.status(op))) + (h.success(op) ? " " : " no ") + std::to_string(index(h.transaction(op)));
    for (const Value& value : {h.process_name(h.process(op)), h.key_name(h.key(op)), h.value_at(h.value(op)), h.value_at(h.expected(op)), h.value_at(h.initial(h.key(op)))}) text += " " + value.to_json();
    if (h.timed()) text += " " + std::to_string(h.call(op)) + " " + std::to_string(h.response(op));
  }
  char digits[17];
  return std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash)), digits;
}

}  // namespace clio::verify
