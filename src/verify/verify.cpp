// Reads a certificate line by line. Of a violation it builds the clauses that the lines name, each true of every explanation of the history
// (docs/certificates.md has the argument), and follows the proof that they contradict each other; of what has no sources it goes through all
// orders of the operations that the lines name. Tested by tests/certificate/verify_test.cpp.
#include "src/verify/verify.hpp"

#include <array>
#include <charconv>
#include <new>
#include <optional>

#include "checker/history/digest.hpp"
#include "checker/history/sequential_objects.hpp"
#include "src/verify/definition.hpp"

namespace clio::verify {
namespace {

using Clause = std::vector<int>;  // literals: n or -n for atom n

/// Clauses and what unit propagation makes of them. derived() says yes only to what follows from what was added. What follows without
/// assumptions stays on the trail for good.
class Propagation {
 public:
  Propagation(std::size_t atoms, Steps& steps) : atoms_(atoms), value_(2 * atoms + 1), containing_(2 * atoms + 1), steps_(steps) { value_[slot(kTrue)] = 1; }

  void add(const Clause& clause) {
    for (const int literal : clause) containing_[slot(literal)].push_back(clauses_.size());
    clauses_.push_back(clause);
    refuted_ = refuted_ || broken(clauses_.back()) || conflict();
  }
  /// Forgets a clause by its number, in the order in which they came; derived() can only say no more often then.
  void forget(std::size_t clause) {
    if (clause < clauses_.size()) clauses_[clause] = {kTrue};
  }
  /// Whether assuming that all literals are false leads to a conflict (reverse unit propagation: Goldberg and Novikov 2003).
  [[nodiscard]] bool derived(const Clause& clause) {
    const std::size_t kept = trail_.size();
    bool derived = refuted_;
    for (const int literal : clause) {
      derived = derived || value_[slot(literal)] > 0;
      if (!derived) assume(-literal);
    }
    derived = derived || conflict();
    for (std::size_t i = kept; i < trail_.size(); ++i) value_[slot(trail_[i])] = value_[slot(-trail_[i])] = 0;
    trail_.resize(kept);
    next_ = kept;
    return derived;
  }
  [[nodiscard]] bool refuted() const { return refuted_; }

 private:
  static constexpr int kTrue = 0;  // no atom's: true, and contained nowhere
  std::size_t slot(int literal) const { return atoms_ + static_cast<std::size_t>(literal); }
  void assume(int literal) {
    if (value_[slot(literal)] == 0) trail_.push_back(literal);
    value_[slot(literal)] = 1;
    value_[slot(-literal)] = -1;
  }
  /// Whether all literals are false; where one alone is not, it becomes true.
  bool broken(const Clause& clause) {
    int open = 0;
    for (const int literal : clause) {
      steps_.take();
      const int value = value_[slot(literal)];
      if (value > 0 || (value == 0 && open != 0 && open != literal)) return false;
      if (value == 0) open = literal;
    }
    if (open != 0) assume(open);
    return open == 0;
  }
  bool conflict() {
    for (; next_ < trail_.size(); ++next_) {
      for (const std::size_t clause : containing_[slot(-trail_[next_])]) {
        if (broken(clauses_[clause])) return true;
      }
    }
    return false;
  }

  std::size_t atoms_;
  std::vector<signed char> value_;                    // by literal: 1 true, -1 false, 0 open
  std::vector<std::vector<std::size_t>> containing_;  // by literal: clauses
  Steps& steps_;
  std::vector<Clause> clauses_;
  std::vector<int> trail_;
  std::size_t next_ = 0;  // of the trail, to be propagated
  bool refuted_ = false;
};

[[noreturn]] void unreadable(std::string_view word) {
  throw Answer{Outcome::unreadable, 0, word.empty() ? "the line ends too early" : "\"" + std::string(word.substr(0, 40)) + "\" cannot stand there"};
}

template <class Number = Index>
Number number(std::string_view word) {
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) unreadable(word);
  return number;
}

class Reader {
 public:
  Reader(const History& history, const Row& row, Steps& steps) : f_(history, row, steps), steps_(steps) {}

  void execution_line(std::string_view kind, std::string_view words) {
    std::string_view first = take(words, ' ');
    std::vector<Index> named;
    while (!words.empty()) named.push_back(source(take(words, ' ')));
    if (kind == "source" && named.size() == 1) {
      execution_.source[reading(first)] = named[0];
    } else if (kind == "order" && std::count(named.begin(), named.end(), kNone) == 0) {
      while (!first.empty()) execution_.orders[view(take(first, ','))] = named;
    } else {
      unreadable(kind);
    }
  }
  void proof_line(std::string_view kind, std::string_view words) {
    words_ = words;
    clause_.clear();
    if (kind == "atom") return atom();
    if (kind == "only") return only();
    if (!proof_) proof_.emplace(atoms_.size(), steps_);
    if (kind == "forget") return proof_->forget(number(word()));
    if (kind == "learn") learn();
    else if (kind == "read") read(reading(word()));
    else if (kind == "took") took();
    else if (kind == "base") base(view(word()));
    else if (kind == "sees") sees(view(word()));
    else if (kind == "cycle") cycle(view(word()));
    else unreadable(kind);
    proof_->add(clause_);
  }
  void require_consistency() { require_satisfied(f_, execution_, steps_); }
  void require_refutation() {
    f_.replayed() ? require_unexplained(f_, only_, steps_) : require(proof_ && proof_->refuted(), "the clauses and the proof lead to no contradiction");
  }

 private:
  enum : Index { kBefore, kSource, kEffective };
  using Atom = std::array<Index, 4>;
  std::string_view word() { return take(words_, ' '); }
  Index unit(std::string_view word) const {
    const Index op = number(word), u = op < f_.unit_of.size() ? f_.unit_of[op] : kNone;
    require(u != kNone && index(f_.units[u].first) == op, "no operation of this number begins something that took part");
    return u;
  }
  Index source(std::string_view word) const { return word == "initial" ? kNone : unit(word); }
  Index reading(std::string_view word) const {
    const OpId op{number(take(word, '.'))};
    const auto found = f_.reading_of.find({op, word.empty() ? kNull : ValueId{number(word)}});
    require(found != f_.reading_of.end(), "no operation of this number reads something from outside");
    return found->second;
  }
  Index view(std::string_view word) const {
    if (f_.row.agreed == Row::each_read) return reading(word);
    const Index view = number(word);
    require(view < (f_.row.agreed == Row::everyone ? 1 : f_.history.process_count()), "there is no such view");
    return view;
  }

  void atom() {
    const std::string_view what = word();
    if (what != "before" && what != "source" && what != "effective") unreadable(what);
    Atom atom{what == "before" ? kBefore : what == "source" ? kSource : kEffective, 0, 0, 0};
    if (atom[0] == kBefore) atom[1] = view(word());
    atom[2] = atom[0] == kSource ? reading(word()) : unit(word());
    if (atom[0] != kEffective) atom[3] = source(word());
    require(!proof_, "atoms come first");
    require(atoms_.try_emplace(atom, static_cast<int>(atoms_.size() + 1)).second, "this atom has a number already");
  }
  /// Operations of a violation that shows in what the objects answer.
  void only() {
    require(f_.replayed(), "the reads of this history have sources, and clauses say what is wrong with them");
    do {
      const Index op = number(word());
      require(op < f_.unit_of.size() && f_.unit_of[op] != kNone, "no operation of this number took part");
      require(only_.insert(OpId{op}).second, "this operation is named already");
      steps_.take(f_.history.size() * SequentialObjects::size_of(f_.history, OpId{op}));  // which every other one is compared with
    } while (!words_.empty());
  }
  int literal(const Atom& atom) const {
    const auto found = atoms_.find(atom);
    require(found != atoms_.end(), "the line needs an atom that is not declared");
    return found->second;
  }
  int before(Index v, Index a, Index b) const {
    require(a != b && f_.ordered(v, a) && f_.ordered(v, b), "the order does not hold both");
    const auto known = atoms_.find({kBefore, v, a, b});
    return known != atoms_.end() ? known->second : -literal({kBefore, v, b, a});
  }
  int read_from(Index r, Index w) const { return literal({kSource, 0, r, w}); }
  void unless_effective(Index u) {
    if (!f_.units[u].ok) clause_.push_back(-literal({kEffective, 0, u, 0}));
  }
  void learn() {
    while (!words_.empty()) {
      const int literal = number<int>(word()), most = static_cast<int>(atoms_.size());
      require(literal != 0 && -most <= literal && literal <= most, "there is no such atom");
      clause_.push_back(literal);
    }
    require(proof_->derived(clause_), "the clause does not follow by unit propagation");
  }
  /// A read has a source: one of all that there are.
  void read(Index r) {
    unless_effective(f_.readings[r].unit);
    if (!f_.readings[r].wrong.empty()) return;
    if (f_.may_read(r, kNone)) clause_.push_back(read_from(r, kNone));
    for (const Index w : f_.cells[f_.readings[r].cell].writers) {
      steps_.take();
      if (f_.may_read(r, w)) clause_.push_back(read_from(r, w));
    }
  }
  /// A source took effect, and so did what a list shows.
  void took() {
    const Index r = reading(word()), w = unit(word());
    const std::vector<Index>& shown = f_.cells[f_.readings[r].cell].version;
    if (std::find(shown.begin(), shown.end(), w) == shown.end()) clause_.push_back(-read_from(r, w));
    clause_.push_back(literal({kEffective, 0, w, 0}));
  }
  void cycle(Index v) {
    std::vector<Index> units{unit(word())};
    while (!words_.empty()) units.push_back(unit(word()));
    for (std::size_t i = 0; i < units.size(); ++i) clause_.push_back(-before(v, units[i], units[(i + 1) % units.size()]));
  }
  void base(Index v) {
    const Index a = unit(word()), b = follow(v, a, kNone);
    const bool own_source = letters_ == "r" && f_.row.sees == "a" && f_.constrains(v, last_read_);  // nobody returns what is not there yet
    const bool extended = letters_.find_first_not_of(std::string(f_.row.base) + 'v') == letters_.npos;
    require(!letters_.empty() && (own_source || extended), "the model's order need not extend this");
    if (a != b) clause_.push_back(before(v, a, b));
  }
  void sees(Index v) {
    const Index r = reading(word()), w = source(word()), other = unit(word()), own = f_.readings[r].unit, end = follow(v, other, r);
    const bool possible = f_.constrains(v, r) && end == own && other != own && other != w && f_.writes(other, f_.readings[r].cell);
    require(possible, "the read is not the one that has to see it");
    const bool causal = f_.row.sees == "+" && letters_.find_first_not_of("sr") == letters_.npos;
    const bool named = (" " + std::string(f_.row.sees) + " ").find(" " + letters_ + " ") != letters_.npos;
    require(!letters_.empty() && (causal || named), "the model does not make the read see it");
    unless_effective(other);
    clause_.push_back(-read_from(r, w));
    if (w != kNone) clause_.push_back(before(v, other, w));
  }

  /// Follows a path from a unit to its end; adds what it takes for granted, and collects its letters. `own`: the reading that sees by it.
  Index follow(Index v, Index u, Index own) {
    letters_.clear();
    while (!words_.empty()) {
      std::string_view where = word();
      const char step = where.empty() ? ' ' : where[0];
      where.remove_prefix(where.empty() ? 0 : 1);
      const bool through_read = step == 'r' || step == 'e';
      if (through_read) clause_.push_back(-read_from(last_read_ = reading(where), u));
      const Index next = through_read ? f_.readings[last_read_].unit : unit(where);
      if (step == 'a' || step == 'w') clause_.push_back(-before(v, u, next));
      if (step == 'w') unless_effective(u);
      if (step == 'w' || step == 'v') unless_effective(next);
      require(step != 's' || f_.session_ordered(u, next), "session order does not say this");
      require(step != 't' || f_.real_time_ordered(u, next), "real time does not say this");
      require(step != 'v' || f_.shown_before(u, next), "the versions of a list do not say this");
      require(step != 'w' || f_.write_together(u, next), "these two write no key together");
      const bool earlier = own != kNone && next == f_.readings[own].unit && step == 'e' && f_.readings[last_read_].op < f_.readings[own].op;
      require(step != 'e' || earlier, "this is no earlier read of the same transaction");
      require(!f_.row.per_key || f_.key(u) == f_.key(next), "the model judges each key alone");
      letters_ += step;
      u = next;
    }
    return u;
  }

  Facts f_;
  Steps& steps_;
  Execution execution_;
  std::set<OpId> only_;
  std::map<Atom, int> atoms_;
  std::optional<Propagation> proof_;
  Clause clause_;           // of the line that is read
  std::string_view words_;  // its rest
  std::string letters_;     // of the path that was followed last
  Index last_read_ = kNone;
};

std::string checked(const History& history, std::string_view text, Steps& steps, std::size_t& line) {
  const auto field = [&](std::string_view name) {
    ++line;
    std::string_view words = take(text, '\n');
    if (take(words, ' ') != name) throw Answer{Outcome::unreadable, 0, "expected \"" + std::string(name) + "\" at the line's beginning"};
    return words;
  };
  const std::string_view version = field("clio-certificate"), model = field("model"), verdict = field("verdict");
  const Row* const row = row_named(model);
  const bool satisfied = verdict == "satisfied";
  if (version != "1") unreadable(version);
  if (row == nullptr) unreadable(model);
  if (!satisfied && verdict != "violated") unreadable(verdict);
  require(field("history") == digest(history), "it is the certificate of another history");
  Reader reader(history, *row, steps);
  while (!text.empty()) {
    ++line;
    std::string_view words = take(text, '\n');
    steps.take(1 + words.size());
    const std::string_view kind = take(words, ' ');
    if (kind.empty() || kind[0] == '#') continue;
    satisfied ? reader.execution_line(kind, words) : reader.proof_line(kind, words);
  }
  line = 0;
  satisfied ? reader.require_consistency() : reader.require_refutation();
  return std::string(row->id) + " is " + std::string(verdict);
}

}  // namespace

Answer verify(const History& history, std::string_view certificate, std::uint64_t steps_max) {
  std::size_t line = 0;
  try {
    Steps steps{steps_max};
    return {Outcome::accepted, 0, checked(history, certificate, steps, line)};
  } catch (const Answer& stopped) {
    return {stopped.outcome, line, stopped.message};
  } catch (const std::bad_alloc&) {
    return {Outcome::refused, line, "it takes more memory than there is"};
  }
}

}  // namespace clio::verify
