#include "tests/certificate/transaction_reference.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace clio::test {

TransactionReference::TransactionReference(const History& h) : history_(h), uncertainty_(h.header().clock_uncertainty) {
  std::map<std::string, std::set<std::string>> elements;  // of sets
  const auto place = [&](OpId op) { return h.key_name(h.key(op)).to_json(); };
  const auto text = [&](ValueId value) { return h.value_at(value).to_json(); };
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (h.object() != Object::set || h.status(op) == Status::fail) continue;
    if (h.kind(op) != Kind::read) elements[place(op)].insert(text(h.value(op)));
  }
  for (std::size_t t = 0; t < h.transaction_count(); ++t) {
    const OpId first = h.first_of(id_at<TxnId>(t));
    if (h.status(first) == Status::fail) continue;
    Transaction transaction{.ok = h.status(first) == Status::ok, .process = index(h.process(first)), .position = t, .call = h.timed() ? h.call(first) : 0, .response = h.timed() ? h.response(first) : 0, .events = {}};
    for (std::size_t i = index(first); i < index(first) + h.length_of(id_at<TxnId>(t)); ++i) {
      const OpId op = id_at<OpId>(i);
      const Value value = h.value_at(h.value(op));
      const auto event = [&](Event e) {
        e.operation = i;
        transaction.events.push_back(std::move(e));
      };
      switch (h.kind(op)) {
        case Kind::read:
          if (h.object() == Object::register_) event({.place = place(op), .reads = true, .wanted = text(h.value(op)), .initial = text(h.initial(h.key(op)))});
          if (h.object() == Object::set) {
            std::multiset<std::string> members;
            if (value.as_array() != nullptr) {
              for (const Value& member : *value.as_array()) members.insert(member.to_json());
            }
            wrong_ = wrong_ || (transaction.ok && value.as_array() == nullptr);
            for (const std::string& member : members) wrong_ = wrong_ || (transaction.ok && (members.count(member) > 1 || !elements[place(op)].contains(member)));
            for (const std::string& element : elements[place(op)]) {
              event({.place = place(op) + "/" + element, .reads = true, .wanted = members.contains(element) ? "in" : "out", .initial = "out"});
            }
          }
          if (h.object() == Object::list) {
            Event e{.place = place(op), .reads = true, .list = true};
            wrong_ = wrong_ || (transaction.ok && value.as_array() == nullptr);
            if (value.as_array() != nullptr) {
              for (const Value& member : *value.as_array()) e.elements.push_back(member.to_json());
            }
            event(e);
          }
          break;
        case Kind::contains: event({.place = place(op) + "/" + text(h.value(op)), .reads = true, .wanted = h.success(op) ? "in" : "out", .initial = "out"}); break;
        case Kind::add: event({.place = place(op) + "/" + text(h.value(op)), .writes = true, .value = "in"}); break;
        case Kind::remove: event({.place = place(op) + "/" + text(h.value(op)), .writes = true, .value = "out"}); break;
        case Kind::append: event({.place = place(op), .writes = true, .list = true, .value = text(h.value(op))}); break;
        case Kind::write: event({.place = place(op), .writes = true, .value = text(h.value(op))}); break;
        case Kind::erase: event({.place = place(op), .writes = true, .value = "null"}); break;
        case Kind::cas:
          event({.place = place(op), .reads = transaction.ok, .other = transaction.ok && !h.success(op), .writes = !transaction.ok || h.success(op), .wanted = text(h.expected(op)),
                 .initial = text(h.initial(h.key(op))), .value = text(h.value(op))});
          break;
        default: break;
      }
      for (Event& e : transaction.events) {
        if (e.wanted.empty() && e.value.empty() && !e.list) wrong_ = true;
      }
    }
    transactions_.push_back(std::move(transaction));
  }
  find_reads();
}

bool TransactionReference::writes(std::size_t t, const std::string& place) const { return !final_value(t, place).empty(); }

std::string TransactionReference::final_value(std::size_t t, const std::string& place) const {
  std::string value;
  for (const Event& event : transactions_[t].events) {
    if (event.writes && event.place == place) value = event.value;
  }
  return value;
}

void TransactionReference::find_reads() {
  for (std::size_t t = 0; t < transactions_.size(); ++t) {
    if (!transactions_[t].ok) continue;
    std::map<std::string, std::string> own;
    for (std::size_t at = 0; at < transactions_[t].events.size(); ++at) {
      const Event& event = transactions_[t].events[at];
      if (event.reads && event.list) {
        list_read(t, at, event.operation, event);
      } else if (event.reads) {
        const auto right = [&](const std::string& value) { return (value == event.wanted) != event.other; };
        if (const auto before = own.find(event.place); before != own.end()) {
          wrong_ = wrong_ || !right(before->second);
        } else {
          Read read{.by = t, .at = event.operation, .place = event.place, .sources = {}};
          if (right(event.initial)) read.sources.push_back(-1);
          for (std::size_t w = 0; w < transactions_.size(); ++w) {
            if (w != t && writes(w, event.place) && right(final_value(w, event.place))) read.sources.push_back(static_cast<int>(w));
          }
          reads_.push_back(std::move(read));
        }
      }
      if (event.writes) own[event.place] = event.value;
    }
  }
}

void TransactionReference::list_read(std::size_t t, std::size_t at, std::size_t operation, const Event& event) {
  std::vector<std::string> own, shown = event.elements;
  for (std::size_t i = 0; i < at; ++i) {
    if (transactions_[t].events[i].writes && transactions_[t].events[i].place == event.place) own.push_back(transactions_[t].events[i].value);
  }
  if (shown.size() < own.size() || !std::equal(own.begin(), own.end(), shown.end() - static_cast<std::ptrdiff_t>(own.size()))) {
    wrong_ = true;
    return;
  }
  shown.resize(shown.size() - own.size());  // where own appends end up among those of others is not shown
  auto longest = std::find_if(longest_.begin(), longest_.end(), [&](const auto& entry) { return entry.first == event.place; });
  if (longest == longest_.end()) longest = longest_.insert(longest_.end(), {event.place, {}});
  const std::size_t common = std::min(shown.size(), longest->second.size());
  wrong_ = wrong_ || !std::equal(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(common), longest->second.begin());
  if (shown.size() > common) longest->second = shown;
  // All appends of one transaction stand side by side, in its order; each element once.
  wrong_ = wrong_ || std::set<std::string>(shown.begin(), shown.end()).size() != shown.size();
  std::vector<std::string> expected;
  std::set<std::size_t> done;
  for (const std::string& element : shown) {
    std::size_t by = transactions_.size();
    for (std::size_t w = 0; w < transactions_.size(); ++w) {
      for (const Event& e : transactions_[w].events) {
        if (e.writes && e.place == event.place && e.value == element) by = w;
      }
    }
    if (by == transactions_.size()) wrong_ = true;  // thin air
    if (by == transactions_.size() || !done.insert(by).second) continue;
    for (const Event& e : transactions_[by].events) {
      if (e.writes && e.place == event.place && (by != t || expected.size() < shown.size())) expected.push_back(e.value);
    }
  }
  wrong_ = wrong_ || expected != shown;
  Read read{.by = t, .at = operation, .place = event.place, .sources = {}};
  if (shown.empty()) read.sources.push_back(-1);
  for (std::size_t w = 0; w < transactions_.size(); ++w) {
    if (w != t && !shown.empty() && final_value(w, event.place) == shown.back()) read.sources.push_back(static_cast<int>(w));
  }
  for (const std::string& element : shown) {
    for (const Event& e : transactions_[t].events) wrong_ = wrong_ || (e.writes && e.place == event.place && e.value == element);
  }
  reads_.push_back(std::move(read));
}

bool TransactionReference::so(std::size_t a, std::size_t b) const {
  const Transaction &x = transactions_[a], &y = transactions_[b];
  if (x.process != y.process || !x.ok || a == b) return false;
  return x.call != y.call ? x.call < y.call : x.position < y.position;
}
bool TransactionReference::rt(std::size_t a, std::size_t b) const { return history_.timed() && transactions_[a].ok && transactions_[a].response + uncertainty_ < transactions_[b].call; }
bool TransactionReference::wr(const Choice& choice, std::size_t a, std::size_t b) const {
  for (std::size_t r = 0; r < reads_.size(); ++r) {
    if (reads_[r].by == b && choice.source[r] == static_cast<int>(a)) return true;
  }
  return false;
}

bool TransactionReference::sees(const Model& model, const Choice& choice, const Order& arb, std::size_t other, const Read& read) const {
  const std::size_t n = transactions_.size(), t3 = read.by;
  const auto some = [&](auto property) {
    for (std::size_t t = 0; t < n; ++t) {
      if (choice.effective[t] && property(t)) return true;
    }
    return false;
  };
  const bool sessions = model.extends != Base::reads_from;
  const auto b = [&](std::size_t x, std::size_t y) { return (sessions && so(x, y)) || wr(choice, x, y); };
  const auto before_or_same = [&](std::size_t x, std::size_t y) { return x == y || arb[x] < arb[y]; };
  const auto share = [&](std::size_t x, std::size_t y) {
    return std::any_of(transactions_[x].events.begin(), transactions_[x].events.end(), [&](const Event& e) { return e.writes && writes(y, e.place); });
  };
  switch (model.sees) {
    case Visibility::arbitrated_before: return arb[other] < arb[t3];
    case Visibility::snapshot: return some([&](std::size_t t) { return before_or_same(other, t) && (b(t, t3) || (arb[t] < arb[t3] && share(t, t3))); });
    case Visibility::prefix: return some([&](std::size_t t) { return before_or_same(other, t) && b(t, t3); });
    case Visibility::causal: {
      std::vector<bool> reached(n);
      std::vector<std::size_t> todo{other};
      while (!todo.empty()) {
        const std::size_t x = todo.back();
        todo.pop_back();
        for (std::size_t y = 0; y < n; ++y) {
          if (choice.effective[y] && !reached[y] && b(x, y)) reached[y] = true, todo.push_back(y);
        }
      }
      return reached[t3];
    }
    case Visibility::adjacent: return b(other, t3);
    case Visibility::read_earlier:
      for (std::size_t r = 0; r < reads_.size(); ++r) {
        if (reads_[r].by == t3 && reads_[r].at < read.at && choice.source[r] == static_cast<int>(other)) return true;
      }
      return false;
    case Visibility::nothing: return false;
    case Visibility::session: return so(other, t3);
    case Visibility::read_then_session: return some([&](std::size_t t) { return wr(choice, other, t) && so(t, t3); });
    case Visibility::session_then_read:
      return some([&](std::size_t x) { return so(other, x) && some([&](std::size_t y) { return wr(choice, x, y) && (y == t3 || so(y, t3)); }); });
    case Visibility::read_then_session_then_read:
      return some([&](std::size_t v) {
        return wr(choice, other, v) && some([&](std::size_t x) { return so(v, x) && some([&](std::size_t y) { return wr(choice, x, y) && (y == t3 || so(y, t3)); }); });
      });
  }
  return false;
}

bool TransactionReference::satisfies(const Model& model) const {
  if (wrong_) return false;
  std::vector<std::size_t> unknown;
  for (std::size_t t = 0; t < transactions_.size(); ++t) {
    if (!transactions_[t].ok) unknown.push_back(t);
  }
  for (std::size_t choice_bits = 0; choice_bits < std::size_t{1} << unknown.size(); ++choice_bits) {
    Choice choice{.effective = std::vector<bool>(transactions_.size(), true), .source = std::vector<int>(reads_.size(), -2)};
    for (std::size_t u = 0; u < unknown.size(); ++u) choice.effective[unknown[u]] = (choice_bits >> u & 1) != 0;
    if (sources_hold(model, choice, 0)) return true;
  }
  return false;
}

bool TransactionReference::sources_hold(const Model& model, Choice& choice, std::size_t next) const {
  if (next < reads_.size()) {
    for (const int source : reads_[next].sources) {
      if (source >= 0 && !choice.effective[static_cast<std::size_t>(source)]) continue;
      choice.source[next] = source;
      if (sources_hold(model, choice, next + 1)) return true;
    }
    return false;
  }
  std::vector<std::size_t> all, writers;
  for (std::size_t t = 0; t < transactions_.size(); ++t) {
    if (!choice.effective[t]) continue;
    all.push_back(t);
    if (std::any_of(transactions_[t].events.begin(), transactions_[t].events.end(), [](const Event& e) { return e.writes; })) writers.push_back(t);
  }
  if (model.agreed_by == Agreement::everyone) return order_exists(model, choice, all, -1);
  std::set<std::size_t> processes;
  for (const Read& read : reads_) processes.insert(transactions_[read.by].process);
  return std::all_of(processes.begin(), processes.end(), [&](std::size_t p) { return order_exists(model, choice, writers, static_cast<int>(p)); });
}

bool TransactionReference::order_exists(const Model& model, const Choice& choice, const std::vector<std::size_t>& ordered, int process) const {
  std::vector<std::size_t> order = ordered;
  std::sort(order.begin(), order.end());
  do {
    Order arb(transactions_.size(), -1);
    for (std::size_t i = 0; i < order.size(); ++i) arb[order[i]] = static_cast<int>(i);
    if (allowed(model, choice, ordered, arb, process)) return true;
  } while (std::next_permutation(order.begin(), order.end()));
  return false;
}

bool TransactionReference::allowed(const Model& model, const Choice& choice, const std::vector<std::size_t>& ordered, const Order& arb, int process) const {
  const bool sessions = model.extends != Base::reads_from, times = model.extends == Base::causal_and_real_time, reads = model.extends != Base::session_order;
  for (const std::size_t a : ordered) {  // all units are ordered where the base has more than session order, so its steps say all
    for (const std::size_t b : ordered) {
      if (((sessions && so(a, b)) || (times && rt(a, b)) || (reads && wr(choice, a, b))) && arb[a] >= arb[b]) return false;
    }
  }
  for (const auto& [place, elements] : longest_) {
    std::vector<std::size_t> version;
    for (const std::string& element : elements) {
      for (std::size_t t = 0; t < transactions_.size(); ++t) {
        for (const Event& e : transactions_[t].events) {
          if (e.writes && e.place == place && e.value == element && (version.empty() || version.back() != t)) version.push_back(t);
        }
      }
    }
    std::vector<std::size_t> appenders;
    for (const std::size_t t : ordered) {
      if (writes(t, place)) appenders.push_back(t);
    }
    std::sort(appenders.begin(), appenders.end(), [&](std::size_t a, std::size_t b) { return arb[a] < arb[b]; });
    if (appenders.size() < version.size() || !std::equal(version.begin(), version.end(), appenders.begin())) return false;
  }
  for (std::size_t r = 0; r < reads_.size(); ++r) {
    const Read& read = reads_[r];
    if (process >= 0 && transactions_[read.by].process != static_cast<std::size_t>(process)) continue;
    for (const std::size_t other : ordered) {
      if (other == read.by || static_cast<int>(other) == choice.source[r] || !writes(other, read.place) || !sees(model, choice, arb, other, read)) continue;
      if (choice.source[r] == -1 || arb[other] > arb[static_cast<std::size_t>(choice.source[r])]) return false;
    }
  }
  return true;
}

}  // namespace clio::test
