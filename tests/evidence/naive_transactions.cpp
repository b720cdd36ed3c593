// The definition of the rows over transactions, as slowly and as literally as it can be read; shares nothing with the checker.

#include "tests/evidence/naive_transactions.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "checker/support/assert.hpp"

namespace clio::test {
namespace {

constexpr int kInitially = -1;

struct Transaction {
  std::vector<OpId> ops;
  bool ok = true;
  ProcessId process{};
  std::map<std::string, std::string> final_writes;  // by variable
};

struct Read {
  int by;
  OpId op;
  std::string variable;
  std::vector<int> candidates;
};

std::string key_text(const History& h, OpId op) { return std::to_string(index(h.key(op))); }
std::string json(const History& h, ValueId value) { return h.value_at(value).to_json(); }

/// The effective transactions of one choice.
class Effective {
 public:
  Effective(const History& history, const std::vector<OpId>& firsts) : h(history) {
    for (const OpId first : firsts) {
      Transaction t{.ops = {}, .ok = h.status(first) == Status::ok, .process = h.process(first), .final_writes = {}};
      for (std::size_t i = 0; i < h.length_of(h.transaction(first)); ++i) t.ops.push_back(OpId{static_cast<std::uint32_t>(index(first) + i)});
      for (const OpId op : t.ops) {
        if (const auto write = write_of(op)) t.final_writes[write->first] = write->second;
      }
      txns.push_back(std::move(t));
    }
  }

  [[nodiscard]] int size() const { return static_cast<int>(txns.size()); }
  [[nodiscard]] bool writes(int t, const std::string& variable) const { return txns[static_cast<std::size_t>(t)].final_writes.contains(variable); }
  [[nodiscard]] bool so(int a, int b) const {
    const Transaction &x = txns[static_cast<std::size_t>(a)], &y = txns[static_cast<std::size_t>(b)];
    if (a == b || x.process != y.process || !x.ok) return false;
    const OpId p = x.ops.front(), q = y.ops.front();
    return h.timed() && h.call(p) != h.call(q) ? h.call(p) < h.call(q) : p < q;
  }
  [[nodiscard]] bool rt(int a, int b) const {
    const Transaction &x = txns[static_cast<std::size_t>(a)], &y = txns[static_cast<std::size_t>(b)];
    return x.ok && h.response(x.ops.front()) + h.header().clock_uncertainty < h.call(y.ops.front());
  }

  /// The external reads; nothing where an internal one is wrong. `versions`: the order in which lists were appended to.
  [[nodiscard]] std::optional<std::vector<Read>> reads(const std::vector<int>& versions) const {
    std::vector<Read> all;
    for (int t = 0; t < size(); ++t) {
      if (!txns[static_cast<std::size_t>(t)].ok) continue;
      std::map<std::string, std::string> own;
      std::map<std::string, Value::Array> appended;
      for (const OpId op : txns[static_cast<std::size_t>(t)].ops) {
        if (h.object() == Object::list) {
          if (h.kind(op) == Kind::append) {
            appended[key_text(h, op)].push_back(h.value_at(h.value(op)));
            continue;
          }
          Value::Array read = *h.value_at(h.value(op)).as_array();
          const Value::Array& mine = appended[key_text(h, op)];
          if (read.size() < mine.size() || !std::equal(mine.rbegin(), mine.rend(), read.rbegin())) return {};
          read.resize(read.size() - mine.size());
          const auto source = list_source(versions, key_text(h, op), read);
          if (!source || *source == t) return {};
          all.push_back({t, op, key_text(h, op), {*source}});
          continue;
        }
        bool right = true;
        each_read(op, [&](const std::string& variable, const std::string& value, bool other) {
          if (const auto mine = own.find(variable); mine != own.end()) {
            right = right && (mine->second == value) != other;
            return;
          }
          Read read{t, op, variable, {}};
          if ((initial(op) == value) != other) read.candidates.push_back(kInitially);
          for (int w = 0; w < size(); ++w) {
            if (w == t || !writes(w, variable)) continue;
            if ((txns[static_cast<std::size_t>(w)].final_writes.at(variable) == value) != other) read.candidates.push_back(w);
          }
          all.push_back(std::move(read));
        });
        if (!right) return {};
        if (const auto write = write_of(op)) own[write->first] = write->second;
      }
    }
    return all;
  }

  /// How many appenders of each key stand first, in the order `versions`, because their appends were read.
  [[nodiscard]] bool lists_agree(const std::vector<int>& versions, const std::vector<int>& arb, const std::vector<Read>& read) const {
    if (h.object() != Object::list) return true;
    std::map<std::string, std::size_t> fixed;
    const auto appenders = [&](const std::vector<int>& order, const std::string& key) {
      std::vector<int> of_key;
      std::copy_if(order.begin(), order.end(), std::back_inserter(of_key), [&](int t) { return writes(t, key); });
      return of_key;
    };
    for (const Read& r : read) {
      if (r.candidates.front() == kInitially) continue;
      const std::vector<int> order = appenders(versions, r.variable);
      const auto last = std::find(order.begin(), order.end(), r.candidates.front());
      fixed[r.variable] = std::max(fixed[r.variable], static_cast<std::size_t>(last - order.begin()) + 1);
    }
    return std::all_of(fixed.begin(), fixed.end(), [&](const auto& entry) {
      const std::vector<int> a = appenders(versions, entry.first), b = appenders(arb, entry.first);
      return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(entry.second), b.begin());
    });
  }

  /// Whether the order gives all results, for objects without sources (and, by definition, the same for all others).
  [[nodiscard]] bool replays(const std::vector<int>& arb) const {
    std::map<std::string, std::int64_t> sums;
    std::map<std::string, std::deque<std::string>> queues;
    std::map<std::string, std::optional<ProcessId>> holders;
    for (const int t : arb) {
      const Transaction& txn = txns[static_cast<std::size_t>(t)];
      for (const OpId op : txn.ops) {
        const std::string key = key_text(h, op);
        std::deque<std::string>& queue = queues[key];
        switch (h.kind(op)) {
          case Kind::add: sums[key] += *h.value_at(h.value(op)).as_int(); break;
          case Kind::read:
            if (txn.ok && sums[key] != *h.value_at(h.value(op)).as_int()) return false;
            break;
          case Kind::enqueue:
          case Kind::push: queue.push_back(json(h, h.value(op))); break;
          case Kind::dequeue:
          case Kind::pop: {
            std::string taken = "null";
            if (!queue.empty()) {
              taken = h.kind(op) == Kind::pop ? queue.back() : queue.front();
              h.kind(op) == Kind::pop ? queue.pop_back() : queue.pop_front();
            }
            if (txn.ok && taken != json(h, h.value(op))) return false;
            break;
          }
          case Kind::acquire:
            if (holders[key]) return false;
            holders[key] = txn.process;
            break;
          case Kind::release:
            if (holders[key] != txn.process) return false;
            holders[key].reset();
            break;
          default: return false;
        }
      }
    }
    return true;
  }

  const History& h;
  std::vector<Transaction> txns;

 private:
  [[nodiscard]] std::string initial(OpId op) const { return h.object() == Object::set ? "out" : json(h, h.initial(h.key(op))); }
  [[nodiscard]] std::optional<std::pair<std::string, std::string>> write_of(OpId op) const {
    switch (h.kind(op)) {
      case Kind::write: return std::pair{key_text(h, op), json(h, h.value(op))};
      case Kind::erase: return std::pair{key_text(h, op), std::string("null")};
      case Kind::cas:
        if (h.status(op) == Status::ok && !h.success(op)) return {};
        return std::pair{key_text(h, op), json(h, h.value(op))};
      case Kind::append: return std::pair{key_text(h, op), std::string("appended")};
      case Kind::add:
      case Kind::remove:
        if (h.object() != Object::set) return {};
        return std::pair{key_text(h, op) + ":" + json(h, h.value(op)), std::string(h.kind(op) == Kind::add ? "in" : "out")};
      default: return {};
    }
  }
  void each_read(OpId op, const std::function<void(const std::string&, const std::string&, bool)>& visit) const {
    if (h.kind(op) == Kind::contains) visit(key_text(h, op) + ":" + json(h, h.value(op)), h.success(op) ? "in" : "out", false);
    if (h.kind(op) == Kind::cas) visit(key_text(h, op), json(h, h.expected(op)), !h.success(op));
    if (h.kind(op) != Kind::read) return;
    if (h.object() != Object::set) return visit(key_text(h, op), json(h, h.value(op)), false);
    std::set<std::string> names, members;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId other = OpId{static_cast<std::uint32_t>(i)};
      if (h.key(other) == h.key(op) && h.kind(other) != Kind::read) names.insert(json(h, h.value(other)));
    }
    const Value read = h.value_at(h.value(op));
    for (const Value& member : *read.as_array()) {
      names.insert(member.to_json());
      members.insert(member.to_json());
    }
    for (const std::string& name : names) visit(key_text(h, op) + ":" + name, members.contains(name) ? "in" : "out", false);
  }
  [[nodiscard]] std::optional<int> list_source(const std::vector<int>& versions, const std::string& key, const Value::Array& read) const {
    std::vector<std::pair<Value, int>> whole;
    for (const int t : versions) {
      for (const OpId op : txns[static_cast<std::size_t>(t)].ops) {
        if (h.kind(op) == Kind::append && key_text(h, op) == key) whole.emplace_back(h.value_at(h.value(op)), t);
      }
    }
    if (read.size() > whole.size()) return {};
    for (std::size_t i = 0; i < read.size(); ++i) {
      if (!(read[i] == whole[i].first)) return {};
    }
    if (read.empty()) return kInitially;
    const int source = whole[read.size() - 1].second;
    if (read.size() < whole.size() && whole[read.size()].second == source) return {};  // an intermediate version
    return source;
  }
};

/// One choice of sources, and what the rows say of it.
class Chosen {
 public:
  Chosen(const Effective& effective, const Model& model, const std::vector<Read>& reads, const std::vector<int>& sources)
      : e_(effective), model_(model), reads_(reads), sources_(sources), n_(effective.size()) {
    base_.assign(static_cast<std::size_t>(n_ * n_), false);
    wr_ = base_;
    const bool session = model.extends != Base::reads_from, real = model.extends == Base::causal_and_real_time, reading = model.extends != Base::session_order;
    for (std::size_t r = 0; r < reads.size(); ++r) {
      if (sources[r] != kInitially) wr_[at(sources[r], reads[r].by)] = true;
    }
    for (int a = 0; a < n_; ++a) {
      for (int b = 0; b < n_; ++b) base_[at(a, b)] = (session && e_.so(a, b)) || (real && e_.rt(a, b)) || (reading && wr_[at(a, b)]);
    }
    causal_ = base_;
    for (int k = 0; k < n_; ++k) {
      for (int a = 0; a < n_; ++a) {
        for (int b = 0; b < n_; ++b) {
          if (causal_[at(a, k)] && causal_[at(k, b)]) causal_[at(a, b)] = true;
        }
      }
    }
  }

  /// `place`: of each transaction in arb; of those not ordered -1.
  [[nodiscard]] bool fits(const std::vector<int>& place, const std::function<bool(const Read&)>& asked) const {
    for (int a = 0; a < n_; ++a) {
      for (int b = 0; b < n_; ++b) {
        if (base_[at(a, b)] && ordered(place, a) && ordered(place, b) && !before(place, a, b)) return false;
      }
    }
    for (std::size_t r = 0; r < reads_.size(); ++r) {
      if (!asked(reads_[r])) continue;
      for (int t2 = 0; t2 < n_; ++t2) {
        if (t2 == reads_[r].by || t2 == sources_[r] || !e_.writes(t2, reads_[r].variable) || !seen(place, t2, r)) continue;
        if (sources_[r] == kInitially || !before(place, t2, sources_[r])) return false;
      }
    }
    return true;
  }

 private:
  [[nodiscard]] std::size_t at(int a, int b) const { return static_cast<std::size_t>(a * n_ + b); }
  static bool ordered(const std::vector<int>& place, int t) { return place[static_cast<std::size_t>(t)] >= 0; }
  static bool before(const std::vector<int>& place, int a, int b) { return place[static_cast<std::size_t>(a)] < place[static_cast<std::size_t>(b)]; }
  [[nodiscard]] bool any(const std::function<bool(int)>& holds) const {
    for (int t = 0; t < n_; ++t) {
      if (holds(t)) return true;
    }
    return false;
  }
  [[nodiscard]] bool share(int a, int b) const {
    const auto& writes = e_.txns[static_cast<std::size_t>(a)].final_writes;
    return std::any_of(writes.begin(), writes.end(), [&](const auto& write) { return e_.writes(b, write.first); });
  }
  [[nodiscard]] bool seen(const std::vector<int>& place, int t2, std::size_t r) const {
    const int t3 = reads_[r].by;
    const auto so = [&](int a, int b) { return e_.so(a, b); };
    const auto wr = [&](int a, int b) { return static_cast<bool>(wr_[at(a, b)]); };
    switch (model_.sees) {
      case Visibility::arbitrated_before: return before(place, t2, t3);
      case Visibility::prefix:
      case Visibility::snapshot:
        return any([&](int t) {
          const bool snapshot = model_.sees == Visibility::snapshot && before(place, t, t3) && share(t, t3);
          return (t2 == t || before(place, t2, t)) && (base_[at(t, t3)] || snapshot);
        });
      case Visibility::causal: return causal_[at(t2, t3)];
      case Visibility::adjacent: return base_[at(t2, t3)];
      case Visibility::read_earlier:
        for (std::size_t earlier = 0; earlier < reads_.size(); ++earlier) {
          if (reads_[earlier].by == t3 && reads_[earlier].op < reads_[r].op && sources_[earlier] == t2) return true;
        }
        return false;
      case Visibility::nothing: return false;
      case Visibility::session: return so(t2, t3);
      case Visibility::read_then_session: return any([&](int t) { return wr(t2, t) && so(t, t3); });
      case Visibility::session_then_read: return any([&](int t) { return so(t2, t) && any([&](int u) { return wr(t, u) && (u == t3 || so(u, t3)); }); });
      case Visibility::read_then_session_then_read:
        return any([&](int q) { return wr(t2, q) && any([&](int t) { return so(q, t) && any([&](int u) { return wr(t, u) && (u == t3 || so(u, t3)); }); }); });
    }
    return false;
  }

  const Effective& e_;
  const Model& model_;
  const std::vector<Read>& reads_;
  const std::vector<int>& sources_;
  int n_;
  std::vector<bool> base_, wr_, causal_;
};

bool has_sources(Object object) { return object == Object::register_ || object == Object::set || object == Object::list; }

/// Tries all sources.
bool each_choice(const std::vector<Read>& reads, std::vector<int>& sources, const std::function<bool()>& holds) {
  if (sources.size() == reads.size()) return holds();
  for (const int candidate : reads[sources.size()].candidates) {
    sources.push_back(candidate);
    const bool found = each_choice(reads, sources, holds);
    if (found) return true;
    sources.pop_back();
  }
  return false;
}

std::vector<int> numbers(int n) {
  std::vector<int> all;
  for (int i = 0; i < n; ++i) all.push_back(i);
  return all;
}

/// Session guarantees: an order of those that write for each process.
bool each_process_fits(const Effective& e, const Model& model, const std::vector<int>& versions) {
  const auto reads = e.reads(versions);
  if (!reads) return false;
  std::vector<int> sources;
  return each_choice(*reads, sources, [&] {
    const Chosen chosen(e, model, *reads, sources);
    for (std::size_t p = 0; p < e.h.process_count(); ++p) {
      std::vector<int> writers;
      for (int t = 0; t < e.size(); ++t) {
        if (!e.txns[static_cast<std::size_t>(t)].final_writes.empty()) writers.push_back(t);
      }
      bool found = false;
      do {
        std::vector<int> place(static_cast<std::size_t>(e.size()), -1);
        for (std::size_t i = 0; i < writers.size(); ++i) place[static_cast<std::size_t>(writers[i])] = static_cast<int>(i);
        found = e.lists_agree(versions, writers, *reads) && chosen.fits(place, [&](const Read& r) {
          return index(e.txns[static_cast<std::size_t>(r.by)].process) == p;
        });
      } while (!found && std::next_permutation(writers.begin(), writers.end()));
      if (!found) return false;
    }
    return true;
  });
}

}  // namespace

bool NaiveTransactions::proves(const Model& model, const std::vector<OpId>& order, std::vector<OpId>* sources) const {
  std::set<OpId> listed(order.begin(), order.end());
  if (listed.size() != order.size()) return false;
  for (std::size_t t = 0; t < history_.transaction_count(); ++t) {
    const OpId first = history_.first_of(TxnId{static_cast<std::uint32_t>(t)});
    if (history_.status(first) == Status::ok && !listed.contains(first)) return false;
    if (history_.status(first) == Status::fail && listed.contains(first)) return false;
  }
  const Effective e(history_, order);
  const std::vector<int> place = numbers(e.size());
  if (!has_sources(history_.object())) return e.replays(place) && Chosen(e, model, {}, {}).fits(place, [](const Read&) { return true; });
  const auto reads = e.reads(place);
  if (!reads) return false;
  std::vector<int> chosen;
  const bool found = each_choice(*reads, chosen, [&] { return Chosen(e, model, *reads, chosen).fits(place, [](const Read&) { return true; }); });
  if (found && sources != nullptr) {
    sources->assign(history_.size(), kNoOp);
    for (std::size_t r = 0; r < reads->size(); ++r) {
      if (chosen[r] == kInitially) continue;
      for (const OpId op : e.txns[static_cast<std::size_t>(chosen[r])].ops) {
        const bool writes = history_.kind(op) == Kind::write || history_.kind(op) == Kind::erase ||
                            (history_.kind(op) == Kind::cas && (history_.status(op) == Status::unknown || history_.success(op)));
        if (writes && history_.key(op) == history_.key((*reads)[r].op)) (*sources)[index((*reads)[r].op)] = op;  // the last one stays
      }
    }
  }
  return found;
}

std::vector<std::vector<OpId>> NaiveTransactions::arrangements() const {
  std::vector<OpId> certain, unknown;
  for (std::size_t t = 0; t < history_.transaction_count(); ++t) {
    const OpId first = history_.first_of(TxnId{static_cast<std::uint32_t>(t)});
    if (history_.status(first) == Status::ok) certain.push_back(first);
    if (history_.status(first) == Status::unknown) unknown.push_back(first);
  }
  std::vector<std::vector<OpId>> all;
  for (std::size_t choice = 0; choice < (std::size_t{1} << unknown.size()); ++choice) {
    std::vector<OpId> order = certain;
    for (std::size_t u = 0; u < unknown.size(); ++u) {
      if ((choice >> u & 1) != 0) order.push_back(unknown[u]);
    }
    std::sort(order.begin(), order.end());
    do all.push_back(order);
    while (std::next_permutation(order.begin(), order.end()));
  }
  return all;
}

bool NaiveTransactions::satisfies(const Model& model) const {
  for (const std::vector<OpId>& order : arrangements()) {
    if (model.agreed_by == Agreement::everyone) {
      if (proves(model, order)) return true;
    } else {
      const Effective e(history_, order);
      if (each_process_fits(e, model, numbers(e.size()))) return true;
    }
  }
  return false;
}

// ---- random histories

History random_transactions(oracle::Dice& dice, const TransactionMixture& mixture) {
  HistoryBuilder builder;
  builder.header().object = mixture.object;
  const bool timed = dice.chance(60), distinct = dice.chance(40), strange = dice.chance(40);
  builder.set_timed(timed);
  if (mixture.object == Object::counter) builder.header().initial = Value(0);
  if (mixture.object == Object::register_ && dice.chance(20)) builder.header().initial = Value(1);
  if (timed && dice.chance(20)) builder.header().clock_uncertainty = 1;
  const std::size_t processes = 1 + dice.below(3);
  std::vector<Time> free_at(processes, 0);
  // What the keys held after each transaction so far: reads return an older state now and then.
  using State = std::map<int, std::vector<int>>;
  std::vector<State> states(1);
  if (mixture.object == Object::register_) {
    for (int k = 0; k < mixture.keys_max; ++k) states[0][k] = {builder.header().initial.is_null() ? 0 : 1};
  }
  int fresh = 1;
  const std::size_t transactions = 1 + dice.below(mixture.transactions_max);
  for (std::size_t t = 0; t < transactions; ++t) {
    const std::size_t process = dice.below(processes);
    State state = states[states.size() - 1 - (dice.chance(70) ? 0 : dice.below(std::min<std::size_t>(states.size(), 3)))], latest = states.back();
    std::vector<Operation> rows;
    const std::size_t length = 1 + dice.below(mixture.length_max);
    const Status status = dice.chance(15) ? Status::unknown : dice.chance(6) ? Status::fail : Status::ok;
    for (std::size_t i = 0; i < length; ++i) {
      const int key = static_cast<int>(dice.below(static_cast<std::size_t>(mixture.keys_max)));
      std::vector<int>& held = state[key];
      std::vector<int>& last = latest[key];
      const int value = distinct ? fresh++ : 1 + static_cast<int>(dice.below(3));
      const bool odd = strange && dice.chance(20);
      Operation row{.process = builder.process(static_cast<int>(process)), .key = builder.key(key)};
      const auto number = [&](int v) { return v == 0 ? kNull : builder.value(v); };
      const auto array = [&](const std::vector<int>& values) {
        Value::Array list;
        for (const int v : values) list.emplace_back(v);
        return builder.value(Value(list));
      };
      switch (mixture.object) {
        case Object::register_: {
          const int read = odd ? static_cast<int>(dice.below(4)) : held[0];
          const std::size_t kind = dice.below(10);
          row.kind = kind < 4 ? Kind::read : kind < 8 ? Kind::write : kind == 8 ? Kind::erase : Kind::cas;
          row.value = row.kind == Kind::read ? number(read) : row.kind == Kind::erase ? kNull : number(value);
          if (row.kind == Kind::cas) {
            row.success = dice.chance(70);
            row.expected = row.success ? number(read) : builder.value(3);
          }
          if (row.kind != Kind::read && row.success) held[0] = last[0] = row.kind == Kind::erase ? 0 : value;
          break;
        }
        case Object::counter:
          if (held.empty()) held = {0};
          if (last.empty()) last = {0};
          row.kind = dice.chance(50) ? Kind::read : Kind::add;
          row.value = builder.value(row.kind == Kind::read ? held[0] + (odd ? 1 : 0) : value);
          if (row.kind == Kind::add) held[0] += value, last[0] += value;
          break;
        case Object::set: {
          const std::size_t kind = dice.below(6);
          row.kind = kind < 2 ? Kind::add : kind == 2 ? Kind::remove : kind < 4 ? Kind::contains : Kind::read;
          row.value = row.kind == Kind::read ? kNull : builder.value(value);
          const bool there = std::find(held.begin(), held.end(), value) != held.end();
          if (row.kind == Kind::contains) row.success = there != odd;
          if (row.kind == Kind::read) {
            if (odd && !held.empty()) row.value = array({held.begin() + 1, held.end()});
            else row.value = array(held);
          }
          for (std::vector<int>* members : {&held, &last}) {
            if (row.kind == Kind::add || row.kind == Kind::remove) std::erase(*members, value);
            if (row.kind == Kind::add) members->push_back(value);
          }
          break;
        }
        case Object::list:
          row.kind = dice.chance(50) ? Kind::read : Kind::append;
          row.value = builder.value(value);
          if (row.kind == Kind::read) row.value = array(odd && !held.empty() ? std::vector<int>(held.begin(), held.end() - 1) : held);
          if (row.kind == Kind::append) held.push_back(value), last.push_back(value);
          break;
        case Object::queue:
        case Object::stack: {
          const bool queue = mixture.object == Object::queue, puts = dice.chance(55);
          row.kind = queue ? (puts ? Kind::enqueue : Kind::dequeue) : puts ? Kind::push : Kind::pop;
          row.value = builder.value(value);
          if (puts) held.push_back(value), last.push_back(value);
          if (!puts) {
            row.value = held.empty() || odd ? kNull : builder.value(queue ? held.front() : held.back());
            for (std::vector<int>* all : {&held, &last}) {
              if (!all->empty()) all->erase(queue ? all->begin() : all->end() - 1);
            }
          }
          break;
        }
        case Object::mutex:
          row.kind = (held.empty() || held[0] == 0) != odd ? Kind::acquire : Kind::release;
          held = last = {row.kind == Kind::acquire ? 1 : 0};
          break;
        case Object::text: CLIO_ASSERT(false); break;  // not drawn here
      }
      rows.push_back(row);
    }
    if (timed) {
      const Time call = free_at[process] + static_cast<Time>(dice.below(4));
      const Time response = call + static_cast<Time>(dice.below(5));
      for (Operation& row : rows) row.call = call, row.response = status == Status::unknown ? kNever : response;
      free_at[process] = response + (dice.chance(70) ? 1 : 0);
    }
    for (Operation& row : rows) row.status = status;
    if (rows.size() == 1 && t > 0 && dice.chance(30)) builder.add(rows[0]);
    else builder.add_transaction(rows);
    if (status != Status::fail && (status == Status::ok || dice.chance(50))) states.push_back(latest);
  }
  auto built = std::move(builder).build();
  CLIO_ASSERT(built.has_value());
  return std::move(built).value();
}

std::string show_transactions(const History& h) {
  std::string text = "object " + std::string(name_of(h.object())) + ", initially " + h.header().initial.to_json() + ", uncertainty " +
                     std::to_string(h.header().clock_uncertainty) + "\n";
  for (std::size_t t = 0; t < h.transaction_count(); ++t) {
    const OpId first = h.first_of(TxnId{static_cast<std::uint32_t>(t)});
    text += "  process " + h.process_name(h.process(first)).to_json() + " " + std::string(name_of(h.status(first)));
    if (h.timed()) text += " [" + std::to_string(h.call(first)) + "," + (h.response(first) == kNever ? "-" : std::to_string(h.response(first))) + "]";
    for (std::size_t i = 0; i < h.length_of(TxnId{static_cast<std::uint32_t>(t)}); ++i) {
      const OpId op = OpId{static_cast<std::uint32_t>(index(first) + i)};
      text += "  " + std::to_string(index(op)) + ":" + std::string(name_of(h.kind(op))) + "(" + h.key_name(h.key(op)).to_json() + ")" + json(h, h.value(op));
      if (h.kind(op) == Kind::cas) text += " from " + json(h, h.expected(op));
      if (!h.success(op)) text += " no";
    }
    text += "\n";
  }
  return text;
}

History part_of(const History& h, const std::vector<OpId>& operations) {
  HistoryBuilder builder(h.header());
  builder.set_timed(h.timed());
  std::vector<Operation> rows;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const OpId op = operations[i];
    Operation row = h.at(op);
    row.process = builder.process(h.process_name(row.process));
    row.key = builder.key(h.key_name(row.key));
    row.value = builder.value(h.value_at(row.value));
    row.expected = builder.value(h.value_at(row.expected));
    rows.push_back(row);
    if (i + 1 == operations.size() || h.transaction(operations[i + 1]) != h.transaction(op)) {
      builder.add_transaction(rows);
      rows.clear();
    }
  }
  auto built = std::move(builder).build();
  CLIO_ASSERT(built.has_value());
  return std::move(built).value();
}

}  // namespace clio::test
