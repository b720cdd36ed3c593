// The reference evaluator over transactions: docs/semantics.md, section "Transactions", literally.
//
// For every set of unknown transactions that may have taken effect, every source of every external read and (lists) every way to read appends out of the
// longest list, it asks whether the orders that the row wants exist: all total orders that extend what they must are built from the front, and each
// is held to the row's sentence, "each other transaction that writes k and that the read must see comes before the source". Two prunings are all that is
// used beyond the text: a row that orders reads-from is violated by a choice as soon as the sources chosen so far make a circle with session order, and nothing is placed in an order
// before what it must come after.
// Sets: an element of a set is a place of its own that is written by add and remove, as the page defines it; reference_replays.cpp judges whole sets by what they hold.
// Lists: the longest list that was read of a key (what stands before own appends counts as read) is cut into the appends of whole transactions; every other read has to
// end at one of these cuts. Nobody reads own appends from elsewhere: they would stand there twice, or be read before they were made.
// Cost: exponential in everything. Tested by: transaction_reference_test.cpp, against the papers' verdicts, against the second reading in reference_cycles.cpp and against running on states.

#include "tests/oracle/reference_transactions.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "checker/support/assert.hpp"
#include "tests/oracle/reference_evaluator.hpp"

namespace clio::oracle {
namespace {

std::vector<OpId> all_operations(const History& history) {
  std::vector<OpId> all;
  for (std::size_t i = 0; i < history.size(); ++i) all.push_back(id_at<OpId>(i));
  return all;
}

}  // namespace

TransactionReference::TransactionReference(const History& history) : TransactionReference(history, all_operations(history)) {}

TransactionReference::TransactionReference(const History& history, std::span<const OpId> operations) : history_(&history) {
  if (history.object() == Object::set) name_elements();
  for (std::size_t i = 0; i < operations.size();) {
    const TxnId txn = history.transaction(operations[i]);
    std::vector<OpId> together;
    for (; i < operations.size() && history.transaction(operations[i]) == txn; ++i) together.push_back(operations[i]);
    if (history.status(together.front()) != Status::fail) parse(txn, std::move(together));
  }
  CLIO_ASSERT(transactions_.size() <= kParticipantsMax);
  for (std::size_t a = 0; a < transactions_.size(); ++a) {
    for (std::size_t b = 0; b < transactions_.size(); ++b) {
      if (session_ordered(a, b)) session_[a] |= bit(b);
      if (history.timed() && real_time_ordered(a, b)) real_time_[a] |= bit(b);
    }
  }
}

void TransactionReference::name_elements() {
  const History& h = *history_;
  std::set<std::pair<KeyId, Value>> named;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (h.kind(op) != Kind::read) named.emplace(h.key(op), h.value_at(h.value(op)));
    if (h.kind(op) != Kind::read || h.status(op) != Status::ok) continue;
    const Value returned = h.value_at(h.value(op));
    for (const Value& member : *returned.as_array()) named.emplace(h.key(op), member);
  }
  elements_.assign(named.begin(), named.end());
}

TransactionReference::Place TransactionReference::place_of_element(KeyId key, const Value& element) const {
  return static_cast<Place>(std::lower_bound(elements_.begin(), elements_.end(), std::pair(key, element)) - elements_.begin());
}

TransactionReference::Place TransactionReference::place(OpId op) const {
  const History& h = *history_;
  return h.object() == Object::set ? place_of_element(h.key(op), h.value_at(h.value(op))) : index(h.key(op));
}

TransactionReference::State TransactionReference::initially(Place place) const {
  return history_->object() == Object::set ? State{0} : static_cast<State>(history_->initial(id_at<KeyId>(place)));
}

bool TransactionReference::sourced() const {
  const Object object = history_->object();
  return object == Object::register_ || object == Object::set || object == Object::list;
}

void TransactionReference::parse(TxnId txn, std::vector<OpId> operations) {
  const History& h = *history_;
  const bool unknown = h.status(operations.front()) == Status::unknown;
  std::map<Place, State> own;
  std::map<Place, std::vector<Value>> appended;
  for (std::size_t position = 0; sourced() && position < operations.size(); ++position) {
    const OpId op = operations[position];
    switch (h.kind(op)) {
      case Kind::read:
      case Kind::contains:
        if (!unknown) parse_read(own, appended, op, position);
        break;
      case Kind::cas:
        if (!unknown) parse_read(own, appended, op, position);
        if (unknown || h.success(op)) own[place(op)] = static_cast<State>(h.value(op));
        break;
      case Kind::write: own[place(op)] = static_cast<State>(h.value(op)); break;
      case Kind::erase: own[place(op)] = static_cast<State>(kNull); break;
      case Kind::add: own[place(op)] = 1; break;
      case Kind::remove: own[place(op)] = 0; break;
      case Kind::append: appended[place(op)].push_back(h.value_at(h.value(op))); break;
      default: CLIO_ASSERT(false);
    }
  }
  transactions_.push_back({.first = h.first_of(txn), .operations = std::move(operations), .optional = unknown, .finally = own, .appended = appended});
}

void TransactionReference::parse_read(std::map<Place, State>& own, std::map<Place, std::vector<Value>>& appended, OpId op, std::size_t position) {
  const History& h = *history_;
  const auto read_of = [&](Place place, State wanted, bool other = false) {
    return Read{.reader = transactions_.size(), .op = op, .position = position, .place = place, .wanted = wanted, .other = other};
  };
  if (h.kind(op) == Kind::contains) return observe(own, read_of(place(op), h.success(op) ? 1 : 0));
  if (h.kind(op) == Kind::cas) return observe(own, read_of(place(op), static_cast<State>(h.expected(op)), !h.success(op)));
  if (h.object() == Object::register_) return observe(own, read_of(place(op), static_cast<State>(h.value(op))));

  std::vector<Value> members = *h.value_at(h.value(op)).as_array();
  if (h.object() == Object::set) {
    for (const Value& member : members) inconsistent_ = inconsistent_ || std::count(members.begin(), members.end(), member) != 1;
    for (Place e = 0; e < elements_.size(); ++e) {
      if (elements_[e].first == h.key(op)) observe(own, read_of(e, std::count(members.begin(), members.end(), elements_[e].second) != 0 ? 1 : 0));
    }
    return;
  }
  const std::vector<Value>& mine = appended[place(op)];
  if (members.size() < mine.size() || !std::equal(mine.begin(), mine.end(), members.end() - static_cast<std::ptrdiff_t>(mine.size()))) {
    inconsistent_ = true;
  } else {
    members.resize(members.size() - mine.size());
    Read read = read_of(place(op), 0);
    read.list = std::move(members);
    reads_.push_back(std::move(read));
  }
  if (mine.empty()) appended.erase(place(op));
}

/// A read of a place that the transaction has written is internal, and is right or wrong at once.
void TransactionReference::observe(const std::map<Place, State>& own, Read read) {
  if (const auto mine = own.find(read.place); mine == own.end()) {
    reads_.push_back(std::move(read));
  } else if ((mine->second == read.wanted) == read.other) {
    inconsistent_ = true;
  }
}

bool TransactionReference::session_ordered(std::size_t a, std::size_t b) const {
  const History& h = *history_;
  const OpId first = transactions_[a].first, second = transactions_[b].first;
  if (a == b || h.process(first) != h.process(second) || transactions_[a].optional) return false;
  if (h.timed() && h.call(first) != h.call(second)) return h.call(first) < h.call(second);
  return index(first) < index(second);
}

bool TransactionReference::real_time_ordered(std::size_t a, std::size_t b) const {
  const History& h = *history_;
  const OpId first = transactions_[a].first, second = transactions_[b].first;
  if (transactions_[a].optional || h.response(first) >= h.call(second)) return false;
  const auto between = static_cast<std::uint64_t>(h.call(second)) - static_cast<std::uint64_t>(h.response(first));
  return between > static_cast<std::uint64_t>(h.header().clock_uncertainty);
}

bool TransactionReference::applies(const Model& model) const {
  if (model.unit == Unit::operation || (model.needs_times && !history_->timed() && !history_->empty())) return false;
  return sourced() || model.judged == Judged::any_object;
}

std::vector<bool> TransactionReference::satisfied(std::span<const Model* const> models) const {
  std::vector<bool> holds(models.size(), false);
  if (inconsistent_) return holds;
  std::vector<std::size_t> open;
  for (std::size_t m = 0; m < models.size(); ++m) {
    if (applies(*models[m])) open.push_back(m);
  }
  if (!sourced()) {
    Set certain = 0, optional = 0;
    for (std::size_t t = 0; t < transactions_.size(); ++t) (transactions_[t].optional ? optional : certain) |= bit(t);
    for (const std::size_t m : open) {
      for (Set some = optional;; some = (some - 1) & optional) {
        holds[m] = holds[m] || some_replay(*models[m], certain | some);
        if (some == 0 || holds[m]) break;
      }
    }
    return holds;
  }
  some_choice([&](const Choice& choice) {
    std::erase_if(open, [&](std::size_t m) { return holds[m] = orders_exist(*models[m], choice); });
    return open.empty();
  });
  return holds;
}

// --- choices

bool TransactionReference::some_choice(const Consider& consider) const {
  Set certain = 0, optional = 0;
  for (std::size_t t = 0; t < transactions_.size(); ++t) (transactions_[t].optional ? optional : certain) |= bit(t);
  for (Set some = optional;; some = (some - 1) & optional) {
    Choice choice{.effective = certain | some, .source = std::vector<std::size_t>(reads_.size(), kInitial)};
    if (history_->object() == Object::list ? some_versions(consider, choice, 0) : some_sources(consider, choice, 0)) return true;
    if (some == 0) return false;
  }
}

bool TransactionReference::can_read(const Read& read, std::size_t writer) const {
  const auto& finally = transactions_[writer].finally;
  const auto left = finally.find(read.place);
  return writer != read.reader && left != finally.end() && (left->second == read.wanted) != read.other;
}

bool TransactionReference::some_sources(const Consider& consider, Choice& choice, std::size_t next) const {
  if (next == reads_.size()) return consider(choice);
  const Read& read = reads_[next];
  choice.source[next] = kInitial;
  if ((initially(read.place) == read.wanted) != read.other && some_sources(consider, choice, next + 1)) return true;
  for (std::size_t writer = 0; writer < transactions_.size(); ++writer) {
    if (!has(choice.effective, writer) || !can_read(read, writer)) continue;
    choice.source[next] = writer;
    if (some_sources(consider, choice, next + 1)) return true;
  }
  choice.source[next] = kInitial;
  return false;
}

const std::vector<Value>& TransactionReference::longest(Place place) const {
  static const std::vector<Value> kEmpty;
  const std::vector<Value>* longest = &kEmpty;
  for (const Read& read : reads_) {
    if (read.place == place && read.list.size() > longest->size()) longest = &read.list;
  }
  return *longest;
}

bool TransactionReference::some_versions(const Consider& consider, Choice& choice, Place next) const {
  if (next == history_->key_count()) {
    // Sources: where each list ends.
    for (std::size_t r = 0; r < reads_.size(); ++r) {
      const Read& read = reads_[r];
      choice.source[r] = kInitial;
      std::size_t length = 0;
      for (const std::size_t appender : choice.shown[read.place]) {
        if (length >= read.list.size()) break;
        if (appender == read.reader) return false;
        length += transactions_[appender].appended.at(read.place).size();
        choice.source[r] = appender;
      }
      const std::vector<Value>& all = longest(read.place);
      if (length != read.list.size() || !std::equal(read.list.begin(), read.list.end(), all.begin())) return false;
    }
    choice.versions = Matrix{};
    for (const auto& [place, shown] : choice.shown) {
      Set earlier = 0;
      for (const std::size_t appender : shown) earlier |= bit(appender);
      Set before = 0;
      for (std::size_t t = 0; !shown.empty() && t < transactions_.size(); ++t) {
        if (has(choice.effective & ~earlier, t) && transactions_[t].appended.contains(place)) choice.versions[shown.back()] |= bit(t);
      }
      for (const std::size_t appender : shown) {
        for (std::size_t t = 0; t < transactions_.size(); ++t) {
          if (has(before, t)) choice.versions[t] |= bit(appender);
        }
        before |= bit(appender);
      }
    }
    choice.versions = transitive_closure(choice.versions);
    return consider(choice);
  }
  choice.shown[next].clear();
  return some_appenders(consider, choice, next, longest(next));
}

bool TransactionReference::some_appenders(const Consider& consider, Choice& choice, Place place, std::span<const Value> rest) const {
  if (rest.empty()) {
    const auto shown = choice.shown[place];
    if (some_versions(consider, choice, place + 1)) return true;
    choice.shown[place] = shown;
    return false;
  }
  for (std::size_t t = 0; t < transactions_.size(); ++t) {
    auto& shown = choice.shown[place];
    const auto mine = transactions_[t].appended.find(place);
    if (!has(choice.effective, t) || mine == transactions_[t].appended.end() || std::count(shown.begin(), shown.end(), t) != 0) continue;
    if (mine->second.size() > rest.size() || !std::equal(mine->second.begin(), mine->second.end(), rest.begin())) continue;
    shown.push_back(t);
    if (some_appenders(consider, choice, place, rest.subspan(mine->second.size()))) return true;
    choice.shown[place].pop_back();
  }
  return false;
}

// --- orders

Matrix TransactionReference::reads_from(const Choice& choice) const {
  Matrix wr{};
  for (std::size_t r = 0; r < reads_.size(); ++r) {
    if (choice.source[r] != kInitial) wr[choice.source[r]] |= bit(reads_[r].reader);
  }
  return wr;
}

Matrix TransactionReference::extended(const Model& model, const Choice& choice) const {
  const Matrix so = restricted(session_, choice.effective);
  switch (model.extends) {
    case Base::causal_and_real_time: return either(either(so, reads_from(choice)), restricted(real_time_, choice.effective));
    case Base::causal: return either(so, reads_from(choice));
    case Base::reads_from: return reads_from(choice);
    case Base::session_order: return so;
    case Base::real_time: break;  // of no row over transactions
  }
  CLIO_ASSERT(false);
  return {};
}

std::vector<Set> TransactionReference::sessions() const {
  std::vector<Set> sessions(history_->process_count(), 0);
  for (std::size_t t = 0; t < transactions_.size(); ++t) sessions[index(history_->process(transactions_[t].first))] |= bit(t);
  return sessions;
}

bool TransactionReference::orders_exist(const Model& model, const Choice& choice) const {
  const Matrix base = transitive_closure(extended(model, choice));
  if (reflexive_somewhere(base)) return false;
  if (model.agreed_by == Agreement::everyone) {
    return order_exists(model, choice, either(base, choice.versions), choice.effective, choice.effective);
  }
  Set writers = 0;
  for (std::size_t t = 0; t < transactions_.size(); ++t) {
    if (has(choice.effective, t) && transactions_[t].writes_something()) writers |= bit(t);
  }
  const std::vector<Set> all = sessions();
  return std::all_of(all.begin(), all.end(), [&](Set readers) {
    return order_exists(model, choice, either(restricted(base, writers), choice.versions), writers, readers & choice.effective);
  });
}

bool TransactionReference::order_exists(const Model& model, const Choice& choice, const Matrix& before, Set ordered, Set readers) const {
  std::vector<std::size_t> order;
  const std::function<bool(Set)> extend = [&](Set missing) {
    if (missing == 0) return explains(model, choice, readers, order);
    for (std::size_t t = 0; t < transactions_.size(); ++t) {
      if (!has(missing, t)) continue;
      bool waits = false;
      for (std::size_t a = 0; a < transactions_.size(); ++a) waits = waits || (has(missing, a) && has(before[a], t));
      if (waits) continue;
      order.push_back(t);
      if (extend(missing & ~bit(t))) return true;
      order.pop_back();
    }
    return false;
  };
  return extend(ordered);
}

/// Whether in this order, which extends what it must, each read of these transactions sees before its source whatever it must see.
bool TransactionReference::explains(const Model& model, const Choice& choice, Set readers, std::span<const std::size_t> order) const {
  Matrix arb{};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i + 1; j < order.size(); ++j) arb[order[i]] |= bit(order[j]);
  }
  const Matrix sees = seen(model, choice, arb);
  for (std::size_t r = 0; r < reads_.size(); ++r) {
    const Read& read = reads_[r];
    if (!has(readers, read.reader)) continue;
    for (std::size_t t2 = 0; t2 < transactions_.size(); ++t2) {
      if (!has(choice.effective, t2) || t2 == read.reader || t2 == choice.source[r] || !transactions_[t2].writes(read.place)) continue;
      const bool must_see = model.sees == Visibility::read_earlier ? sees_earlier(choice, r, t2) : has(sees[t2], read.reader);
      if (must_see && (choice.source[r] == kInitial || !has(arb[t2], choice.source[r]))) return false;
    }
  }
  return true;
}

/// T2 to T3: T3's reads see T2.
Matrix TransactionReference::seen(const Model& model, const Choice& choice, const Matrix& arb) const {
  const Matrix so = restricted(session_, choice.effective), wr = reads_from(choice);
  switch (model.sees) {
    case Visibility::arbitrated_before: return arb;
    case Visibility::snapshot:
    case Visibility::prefix: {
      Matrix last = extended(model, choice);  // of what is seen: T to T3
      for (std::size_t t = 0; model.sees == Visibility::snapshot && t < transactions_.size(); ++t) {
        for (std::size_t t3 = 0; t3 < transactions_.size(); ++t3) {
          const auto shared = [&](const auto& written) { return transactions_[t3].writes(written.first); };
          const auto &f = transactions_[t].finally;
          const auto &a = transactions_[t].appended;
          if (has(arb[t], t3) && (std::any_of(f.begin(), f.end(), shared) || std::any_of(a.begin(), a.end(), shared))) last[t] |= bit(t3);
        }
      }
      return either(last, composed(arb, last));
    }
    case Visibility::causal: return transitive_closure(either(so, wr));
    case Visibility::adjacent: return either(so, wr);
    case Visibility::session: return so;
    case Visibility::read_then_session: return composed(wr, so);
    case Visibility::session_then_read: return composed_optionally(composed(so, wr), so);
    case Visibility::read_then_session_then_read: return composed_optionally(composed(composed(wr, so), wr), so);
    case Visibility::read_earlier:  // depends on the read
    case Visibility::nothing: break;
  }
  return {};
}

bool TransactionReference::sees_earlier(const Choice& choice, std::size_t read, std::size_t writer) const {
  for (std::size_t earlier = 0; earlier < reads_.size(); ++earlier) {
    if (reads_[earlier].reader == reads_[read].reader && reads_[earlier].position < reads_[read].position && choice.source[earlier] == writer) return true;
  }
  return false;
}

/// The last of its operations that comes before another operation (kNoOp: all do) and writes a place; kNoOp if none does.
OpId TransactionReference::last_write(const Transaction& transaction, Place to, OpId before) const {
  const History& h = *history_;
  OpId last = kNoOp;
  for (const OpId op : transaction.operations) {
    const Kind kind = h.kind(op);
    const bool writes = kind == Kind::write || kind == Kind::erase || kind == Kind::add || kind == Kind::remove || kind == Kind::append ||
                        (kind == Kind::cas && (h.success(op) || h.status(op) == Status::unknown));
    if (op < before && writes && place(op) == to) last = op;
  }
  return last;
}

bool TransactionReference::proves(const Model& model, std::span<const OpId> witness, std::vector<OpId>* sources) const {
  std::vector<std::size_t> order;
  Set named = 0;
  for (const OpId op : witness) {
    const auto found = std::find_if(transactions_.begin(), transactions_.end(), [&](const Transaction& t) { return t.first == op; });
    if (found == transactions_.end()) return false;
    order.push_back(static_cast<std::size_t>(found - transactions_.begin()));
    if (has(named, order.back())) return false;
    named |= bit(order.back());
  }
  for (std::size_t t = 0; t < transactions_.size(); ++t) {
    if (!transactions_[t].optional && !has(named, t)) return false;
  }
  if (inconsistent_) return false;
  const auto extends = [&](const Matrix& base) {
    for (std::size_t i = 0; i < order.size(); ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        if (has(base[order[i]], order[j])) return false;
      }
    }
    return true;
  };
  if (!sourced()) return extends(extended(model, Choice{.effective = named, .source = {}})) && replays(order);
  return some_choice([&](const Choice& choice) {
    if (choice.effective != named || !extends(either(extended(model, choice), choice.versions)) || !explains(model, choice, named, order)) return false;
    if (sources != nullptr) sources->assign(history_->size(), kNoOp);
    for (std::size_t r = 0; sources != nullptr && r < reads_.size(); ++r) {
      if (choice.source[r] != kInitial) (*sources)[index(reads_[r].op)] = last_write(transactions_[choice.source[r]], reads_[r].place, kNoOp);
    }
    return true;
  });
}

// --- parts of histories

/// Whether a part of what the operation read has no source whatever happened: then it is wrong without anybody's help.
bool TransactionReference::hopeless(OpId op) const {
  if (history_->object() == Object::list) return false;
  if (history_->object() == Object::set && history_->kind(op) == Kind::read && history_->status(op) == Status::ok) {
    std::vector<Value> members = *history_->value_at(history_->value(op)).as_array();
    std::sort(members.begin(), members.end());
    if (std::adjacent_find(members.begin(), members.end()) != members.end()) return true;
  }
  return std::any_of(reads_.begin(), reads_.end(), [&](const Read& read) {
    if (read.op != op || (initially(read.place) == read.wanted) != read.other) return false;
    for (std::size_t writer = 0; writer < transactions_.size(); ++writer) {
      if (can_read(read, writer)) return false;
    }
    return true;
  });
}

bool TransactionReference::closed(const Model& model, std::span<const OpId> operations) const {
  const History& h = *history_;
  const auto kept = [&](OpId op) { return std::binary_search(operations.begin(), operations.end(), op); };
  for (const Transaction& mine : transactions_) {
    for (const OpId op : mine.operations) {
      if (mine.optional || !kept(op) || hopeless(op)) continue;
      for (const OpId own : mine.operations) {  // internal reads
        if (own < op && !kept(own) && h.object() != Object::list && wanted_value(own, std::array{op}) && last_write(mine, place(own), op) == own) return false;
      }
      for (const Transaction& t : transactions_) {
        for (const OpId append : t.operations) {
          if (h.object() == Object::list && !kept(append) && wanted_value(append, std::array{op})) return false;
        }
      }
    }
  }
  for (const Read& read : reads_) {
    if (h.object() == Object::list || !kept(read.op) || hopeless(read.op)) continue;
    for (std::size_t w = 0; w < transactions_.size(); ++w) {
      if (!can_read(read, w) || kept(last_write(transactions_[w], read.place, kNoOp))) continue;
      if (model.extends != Base::causal_and_real_time) return false;
      bool excluded = has(real_time_[read.reader], w);
      for (std::size_t between = 0; between < transactions_.size(); ++between) {
        excluded = excluded || (between != read.reader && !transactions_[between].optional && transactions_[between].writes(read.place) &&
                                has(real_time_[w], between) && has(real_time_[between], read.reader));
      }
      if (!excluded) return false;
    }
  }
  return true;
}

bool TransactionReference::wanted(OpId write, std::span<const OpId> operations) const {
  const History& h = *history_;
  // A transaction's appends to a key are one step: who reads one of them asks for all.
  if (h.object() == Object::list && h.kind(write) == Kind::append) {
    for (const OpId other : operations) {
      if (h.kind(other) != Kind::append || h.transaction(other) != h.transaction(write) || h.key(other) != h.key(write)) continue;
      for (const OpId read : operations) {
        if (h.transaction(read) != h.transaction(write) && wanted_value(other, std::array{read})) return true;
      }
    }
  }
  // What overwrites a wanted write in its own transaction says that nobody else can have read that.
  if (h.object() == Object::register_ || h.object() == Object::set) {
    for (const OpId earlier : operations) {
      const bool overwritten = earlier < write && h.transaction(earlier) == h.transaction(write) && h.key(earlier) == h.key(write) && (h.object() == Object::register_ || h.value(earlier) == h.value(write));
      const std::vector<OpId> others = [&] {
        std::vector<OpId> found;
        for (const OpId op : operations) {
          if (h.transaction(op) != h.transaction(write)) found.push_back(op);
        }
        return found;
      }();
      if (overwritten && wanted_value(earlier, others)) return true;
    }
  }
  // What a read of its own transaction follows says that it is no read of another's.
  const bool plain = h.object() == Object::register_ || h.object() == Object::set || h.object() == Object::list;
  const bool writes = h.kind(write) != Kind::read && h.kind(write) != Kind::contains;
  if (plain && writes && std::any_of(operations.begin(), operations.end(), [&](OpId op) {
        const bool reads = h.kind(op) == Kind::read || h.kind(op) == Kind::contains || h.kind(op) == Kind::cas;
        return reads && h.status(op) == Status::ok && op > write && h.transaction(op) == h.transaction(write) && h.key(op) == h.key(write);
      })) {
    return true;
  }
  if (h.object() != Object::register_) return wanted_value(write, operations);
  // Somebody asks for the value, and nobody else who is kept wrote it.
  return std::any_of(operations.begin(), operations.end(), [&](OpId reading) {
    if (!wanted_value(write, std::array{reading})) return false;
    return std::none_of(operations.begin(), operations.end(), [&](OpId other) { return other != write && wanted_value(other, std::array{reading}); });
  });
}

bool TransactionReference::wanted_value(OpId write, std::span<const OpId> operations) const {
  const History& h = *history_;
  const Kind kind = h.kind(write);
  if (kind == Kind::read || kind == Kind::contains || (kind == Kind::cas && h.status(write) == Status::ok && !h.success(write))) return false;
  return std::any_of(operations.begin(), operations.end(), [&](OpId op) {
    if (op == write || h.status(op) != Status::ok || h.key(op) != h.key(write)) return false;
    if (h.kind(op) == Kind::cas) return (h.expected(op) == h.value(write)) == h.success(op);
    if (h.kind(op) == Kind::contains) return h.value(op) == h.value(write) && h.success(op) == (kind == Kind::add);
    if (h.kind(op) != Kind::read) return false;
    if (h.object() == Object::register_) return h.value(op) == h.value(write);
    const Value returned = h.value_at(h.value(op));
    const Value::Array* members = returned.as_array();
    if (members == nullptr) return true;  // a counter: every addition counts
    const bool there = std::find(members->begin(), members->end(), h.value_at(h.value(write))) != members->end();
    return there == (kind != Kind::remove);
  });
}

bool satisfied_by_definition(const History& history, const Model& model) {
  if (model.unit == Unit::transaction || history.transactional()) return TransactionReference(history).satisfies(model);
  return Reference(history).satisfies(model);
}

}  // namespace clio::oracle
