#include "tests/transactional/order_axioms.hpp"

#include <algorithm>
#include <numeric>

namespace clio::test {

using namespace transactional;

namespace {

class Axioms {
 public:
  Axioms(const Transactions& transactions, const Model& model) : t_(transactions), model_(model) {}

  [[nodiscard]] std::string against(const std::vector<Node>& order) {
    const std::size_t n = t_.size();
    if (order.size() != n) return "some transactions are missing";
    at_.assign(n, n);
    for (std::size_t i = 0; i < n; ++i) at_[order[i]] = i;
    if (std::find(at_.begin(), at_.end(), n) != at_.end()) return "a transaction is there twice";
    for (Node a = 0; a < n; ++a) {
      for (Node b = 0; b < n; ++b) {
        if (base(a, b) && at_[a] >= at_[b]) return "the base is not extended";
      }
    }
    if (!versions_fit()) return "a list's versions are not in order";
    for (Node reader = 0; reader < n; ++reader) {
      for (const Transactions::Read& read : t_.reads(reader)) {
        if (read.source == kUndecided) continue;
        for (Node other = 0; other < n; ++other) {
          if (other == reader || other == read.source || !t_.writes(other, read.place) || !sees(reader, other)) continue;
          if (read.source == kFromInitial || at_[other] > at_[read.source]) return "transaction " + std::to_string(reader) + " must see " + std::to_string(other);
        }
      }
    }
    return {};
  }

 private:
  [[nodiscard]] bool base(Node a, Node b) const {
    if (a == b) return false;
    if (std::any_of(t_.reads(b).begin(), t_.reads(b).end(), [&](const Transactions::Read& r) { return r.source == a; })) return true;
    if (model_.extends == Base::reads_from) return false;
    const BaseRelations& relations = t_.accesses().relations();
    if (relations.session_ordered(participant(a), participant(b))) return true;
    return model_.extends == Base::causal_and_real_time && relations.before_in_real_time(t_.op(a), t_.op(b));
  }
  /// An operation of the transaction that takes part: reads of unknown ones do not.
  [[nodiscard]] OpId participant(Node n) const {
    OpId op = t_.op(n);
    while (!t_.accesses().relations().participates(op)) op = id_at<OpId>(index(op) + 1);
    return op;
  }
  [[nodiscard]] bool share_writes(Node a, Node b) const {
    return std::any_of(t_.writes(a).begin(), t_.writes(a).end(), [&](Place place) { return t_.writes(b, place); });
  }
  [[nodiscard]] bool sees(Node reader, Node other) const {
    if (model_.sees == Visibility::arbitrated_before) return at_[other] < at_[reader];
    for (Node via = 0; via < t_.size(); ++via) {
      if (via != other && at_[other] >= at_[via]) continue;
      if (base(via, reader)) return true;
      if (model_.sees == Visibility::snapshot && at_[via] < at_[reader] && share_writes(via, reader)) return true;
    }
    return false;
  }
  [[nodiscard]] bool versions_fit() const {
    if (t_.history().object() != Object::list) return true;
    for (Place place = 0; place < t_.place_count(); ++place) {
      const std::vector<Node> shown = t_.version_order(place);
      if (!std::is_sorted(shown.begin(), shown.end(), [&](Node a, Node b) { return at_[a] < at_[b]; })) return false;
      for (const Node writer : t_.writers(place)) {
        if (!shown.empty() && std::find(shown.begin(), shown.end(), writer) == shown.end() && at_[writer] < at_[shown.back()]) return false;
      }
    }
    return true;
  }

  const Transactions& t_;
  const Model& model_;
  std::vector<std::size_t> at_;
};

}  // namespace

std::string against(const Transactions& transactions, const Model& model, const std::vector<Node>& order) { return Axioms(transactions, model).against(order); }

std::optional<std::vector<Node>> any_arbitration(const Transactions& transactions, const Model& model) {
  Axioms axioms(transactions, model);
  std::vector<Node> order(transactions.size());
  std::iota(order.begin(), order.end(), Node{0});
  do {
    if (axioms.against(order).empty()) return order;
  } while (std::next_permutation(order.begin(), order.end()));
  return std::nullopt;
}

}  // namespace clio::test
