#pragma once

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/explain/explain.hpp"
#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::test {

/// Judges a row over transactions by trying every set of effective transactions, every choice of sources and every order: docs/semantics.md read aloud. Registers, and lists whose elements are
/// distinct; for at most six transactions or so. Shares nothing with the engines.
class TransactionBrute {
 public:
  TransactionBrute(const History& history, const Model& model) : h_(history), model_(model) {}

  [[nodiscard]] bool satisfied() {
    std::vector<TxnId> unknown;
    for (std::size_t t = 0; t < h_.transaction_count(); ++t) {
      const TxnId txn = id_at<TxnId>(t);
      if (status(txn) == Status::unknown) unknown.push_back(txn);
    }
    for (std::size_t chosen = 0; chosen < (std::size_t{1} << unknown.size()); ++chosen) {
      effective_.clear();
      for (std::size_t t = 0; t < h_.transaction_count(); ++t) {
        const auto place = static_cast<std::size_t>(std::find(unknown.begin(), unknown.end(), id_at<TxnId>(t)) - unknown.begin());
        if (status(id_at<TxnId>(t)) == Status::ok || (place < unknown.size() && (chosen >> place & 1) != 0)) effective_.push_back(id_at<TxnId>(t));
      }
      if (with_effective()) return true;
    }
    return false;
  }

 private:
  static constexpr int kInitial = -1;
  struct Read {
    int by;
    KeyId key;
    std::size_t op;
    ValueId value;
    bool other;                      // a failed cas: anything but the value
    std::vector<Value> list;         // of lists: what stands before its own appends
    std::vector<int> candidates;
  };

  [[nodiscard]] Status status(TxnId txn) const { return h_.status(h_.first_of(txn)); }
  [[nodiscard]] bool lists() const { return h_.object() == Object::list; }
  [[nodiscard]] bool writes(OpId op) const {
    const Kind kind = h_.kind(op);
    return kind == Kind::write || kind == Kind::erase || kind == Kind::append || (kind == Kind::cas && (h_.status(op) == Status::unknown || h_.success(op)));
  }
  [[nodiscard]] std::size_t n() const { return effective_.size(); }

  bool with_effective() {
    reads_.clear();
    final_.assign(n(), {});
    appended_.assign(n(), {});
    for (std::size_t t = 0; t < n(); ++t) {
      const std::size_t first = index(h_.first_of(effective_[t]));
      for (std::size_t i = first; i < first + h_.length_of(effective_[t]); ++i) {
        if (!look_at(static_cast<int>(t), id_at<OpId>(i))) return false;
      }
    }
    if (!lists()) {
      for (Read& read : reads_) {
        if ((h_.initial(read.key) == read.value) != read.other) read.candidates.push_back(kInitial);
        for (std::size_t t = 0; t < n(); ++t) {
          const auto written = final_[t].find(read.key);
          if (static_cast<int>(t) != read.by && written != final_[t].end() && (written->second == read.value) != read.other) read.candidates.push_back(static_cast<int>(t));
        }
      }
    }
    source_.assign(reads_.size(), kInitial);
    return with_sources(0);
  }

  /// Internal reads are checked, external ones noted.
  bool look_at(int t, OpId op) {
    const KeyId key = h_.key(op);
    auto& final = final_[static_cast<std::size_t>(t)];
    auto& appended = appended_[static_cast<std::size_t>(t)][key];
    const bool reads = h_.status(op) == Status::ok && (h_.kind(op) == Kind::read || h_.kind(op) == Kind::cas);
    if (reads && lists()) {
      const Value value = h_.value_at(h_.value(op));
      const Value::Array* array = value.as_array();
      if (array == nullptr || array->size() < appended.size()) return false;
      if (!std::equal(appended.begin(), appended.end(), array->end() - static_cast<std::ptrdiff_t>(appended.size()))) return false;
      reads_.push_back({t, key, index(op), {}, false, {array->begin(), array->end() - static_cast<std::ptrdiff_t>(appended.size())}, {}});
    } else if (reads) {
      const ValueId value = h_.kind(op) == Kind::cas ? h_.expected(op) : h_.value(op);
      const bool other = h_.kind(op) == Kind::cas && !h_.success(op);
      const auto own = final.find(key);
      if (own != final.end() && (own->second == value) == other) return false;
      if (own == final.end()) reads_.push_back({t, key, index(op), value, other, {}, {}});
    }
    if (writes(op)) final[key] = h_.kind(op) == Kind::erase ? kNull : h_.value(op);
    if (h_.kind(op) == Kind::append) appended.push_back(h_.value_at(h_.value(op)));
    return true;
  }

  bool with_sources(std::size_t at) {
    if (!lists() && at < reads_.size()) {
      for (const int source : reads_[at].candidates) {
        source_[at] = source;
        if (with_sources(at + 1)) return true;
      }
      return false;
    }
    if (lists() && at == 0) {
      for (std::size_t r = 0; r < reads_.size(); ++r) {  // the appender of the last element
        source_[r] = kInitial;
        for (std::size_t t = 0; t < n() && !reads_[r].list.empty(); ++t) {
          const auto own = appended_[t].find(reads_[r].key);
          if (own != appended_[t].end() && !own->second.empty() && own->second.back() == reads_[r].list.back()) source_[r] = static_cast<int>(t);
        }
        if (!reads_[r].list.empty() && source_[r] == kInitial) return false;
      }
    }
    if (model_.agreed_by == Agreement::everyone) return some_order(std::nullopt);
    for (std::size_t p = 0; p < h_.process_count(); ++p) {
      if (!some_order(id_at<ProcessId>(p))) return false;
    }
    return true;
  }

  [[nodiscard]] bool so(std::size_t a, std::size_t b) const {
    const OpId x = h_.first_of(effective_[a]), y = h_.first_of(effective_[b]);
    if (a == b || h_.process(x) != h_.process(y) || h_.status(x) != Status::ok) return false;
    return h_.timed() && h_.call(x) != h_.call(y) ? h_.call(x) < h_.call(y) : x < y;
  }
  [[nodiscard]] bool rt(std::size_t a, std::size_t b) const {
    const OpId x = h_.first_of(effective_[a]), y = h_.first_of(effective_[b]);
    return h_.timed() && h_.status(x) == Status::ok && h_.response(x) + h_.header().clock_uncertainty < h_.call(y);
  }
  [[nodiscard]] bool wr(std::size_t a, std::size_t b) const {
    for (std::size_t r = 0; r < reads_.size(); ++r) {
      if (source_[r] == static_cast<int>(a) && reads_[r].by == static_cast<int>(b)) return true;
    }
    return false;
  }
  [[nodiscard]] bool base(std::size_t a, std::size_t b) const {
    switch (model_.extends) {
      case Base::session_order: return so(a, b);
      case Base::causal: return so(a, b) || wr(a, b);
      case Base::causal_and_real_time: return so(a, b) || wr(a, b) || rt(a, b);
      case Base::reads_from: return wr(a, b);
      case Base::real_time: break;
    }
    return false;
  }

  bool some_order(std::optional<ProcessId> viewer) {
    std::vector<std::size_t> order(n());
    std::iota(order.begin(), order.end(), std::size_t{0});
    do {
      std::vector<std::size_t> place(n());
      for (std::size_t i = 0; i < n(); ++i) place[order[i]] = i;
      if (fits(order, place, viewer)) return true;
    } while (std::next_permutation(order.begin(), order.end()));
    return false;
  }

  [[nodiscard]] bool fits(const std::vector<std::size_t>& order, const std::vector<std::size_t>& place, std::optional<ProcessId> viewer) const {
    for (std::size_t a = 0; a < n(); ++a) {
      for (std::size_t b = 0; b < n(); ++b) {
        if (base(a, b) && place[a] >= place[b]) return false;
      }
    }
    for (std::size_t r = 0; r < reads_.size(); ++r) {
      const Read& read = reads_[r];
      if (lists() && !begins_with(order, read)) return false;
      const auto reader = static_cast<std::size_t>(read.by);
      if (viewer && h_.process(h_.first_of(effective_[reader])) != *viewer) continue;
      for (std::size_t w = 0; w < n(); ++w) {
        if (w == reader || static_cast<int>(w) == source_[r] || !final_[w].contains(read.key) || !sees(w, r, place)) continue;
        if (source_[r] == kInitial || place[w] >= place[static_cast<std::size_t>(source_[r])]) return false;
      }
    }
    return true;
  }

  /// The lists of the key, transaction by transaction: one of these is what was read.
  [[nodiscard]] bool begins_with(const std::vector<std::size_t>& order, const Read& read) const {
    std::vector<Value> list;
    if (list == read.list) return true;
    for (const std::size_t t : order) {
      const auto own = appended_[t].find(read.key);
      if (own == appended_[t].end()) continue;
      list.insert(list.end(), own->second.begin(), own->second.end());
      if (list == read.list) return true;
    }
    return false;
  }

  [[nodiscard]] bool sees(std::size_t w, std::size_t r, const std::vector<std::size_t>& place) const {
    const auto reader = static_cast<std::size_t>(reads_[r].by);
    const auto any = [&](const auto& property) {
      for (std::size_t t = 0; t < n(); ++t) {
        if (property(t)) return true;
      }
      return false;
    };
    const auto up_to = [&](std::size_t a, std::size_t b) { return a == b || place[a] < place[b]; };
    const auto same_key = [&](std::size_t a, std::size_t b) {
      return std::any_of(final_[a].begin(), final_[a].end(), [&](const auto& write) { return final_[b].contains(write.first); });
    };
    switch (model_.sees) {
      case Visibility::arbitrated_before: return place[w] < place[reader];
      case Visibility::snapshot:
        return any([&](std::size_t t) { return up_to(w, t) && (base(t, reader) || (t != reader && place[t] < place[reader] && same_key(t, reader))); });
      case Visibility::prefix: return any([&](std::size_t t) { return up_to(w, t) && base(t, reader); });
      case Visibility::causal: return reaches(w, reader);
      case Visibility::adjacent: return base(w, reader);
      case Visibility::read_earlier:
        for (std::size_t earlier = 0; earlier < reads_.size(); ++earlier) {
          if (reads_[earlier].by == reads_[r].by && reads_[earlier].op < reads_[r].op && source_[earlier] == static_cast<int>(w)) return true;
        }
        return false;
      case Visibility::session: return so(w, reader);
      case Visibility::read_then_session: return any([&](std::size_t t) { return wr(w, t) && so(t, reader); });
      case Visibility::session_then_read:
        return any([&](std::size_t t) { return so(w, t) && any([&](std::size_t u) { return wr(t, u) && (u == reader || so(u, reader)); }); });
      case Visibility::read_then_session_then_read:
        return any([&](std::size_t s) {
          return wr(w, s) && any([&](std::size_t t) { return so(s, t) && any([&](std::size_t u) { return wr(t, u) && (u == reader || so(u, reader)); }); });
        });
      case Visibility::nothing: return false;
    }
    return false;
  }
  [[nodiscard]] bool reaches(std::size_t a, std::size_t b) const {
    std::set<std::size_t> seen;
    std::vector<std::size_t> todo{a};
    while (!todo.empty()) {
      const std::size_t here = todo.back();
      todo.pop_back();
      for (std::size_t t = 0; t < n(); ++t) {
        if (!base(here, t) || !seen.insert(t).second) continue;
        todo.push_back(t);
      }
    }
    return seen.contains(b);
  }

  const History& h_;
  const Model& model_;
  std::vector<TxnId> effective_;
  std::vector<std::map<KeyId, ValueId>> final_;                   // by transaction: its last write of each key
  std::vector<std::map<KeyId, std::vector<Value>>> appended_;     // by transaction
  std::vector<Read> reads_;
  std::vector<int> source_;                                       // by read
};

/// Decides rows over transactions by the search above, so that explaining is tested without the engines. The core is everything.
inline Finding decide_transactions(const History& history, const Model& model, Budget&) {
  if (TransactionBrute(history, model).satisfied()) return Finding::satisfied("search");
  std::vector<OpId> all;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history.status(op) == Status::ok || (history.status(op) == Status::unknown && history.kind(op) != Kind::read)) all.push_back(op);
  }
  return Finding::violated("search", all);
}

}  // namespace clio::test
