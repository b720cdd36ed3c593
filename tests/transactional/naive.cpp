#include "tests/transactional/naive.hpp"

#include <algorithm>

#include "tests/transactional/small_history.hpp"

namespace clio::test {

using namespace transactional;
using transactional::kNoNode;

namespace {

using Matrix = std::vector<std::vector<bool>>;

Matrix matrix(std::size_t n) { return Matrix(n, std::vector<bool>(n)); }

Matrix joined(const Matrix& a, const Matrix& b) {
  Matrix c = a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a.size(); ++j) c[i][j] = a[i][j] || b[i][j];
  }
  return c;
}

Matrix composed(const Matrix& a, const Matrix& b) {
  Matrix c = matrix(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a.size(); ++j) {
      for (std::size_t k = 0; k < a.size(); ++k) c[i][k] = c[i][k] || (a[i][j] && b[j][k]);
    }
  }
  return c;
}

Matrix closure(Matrix a) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < a.size(); ++j) a[i][j] = a[i][j] || (a[i][k] && a[k][j]);
    }
  }
  return a;
}

bool acyclic(const Matrix& a) {
  const Matrix closed = closure(a);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (closed[i][i]) return false;
  }
  return true;
}

class Naive {
 public:
  explicit Naive(const Transactions& t) : t_(t), so_(matrix(t.size())), wr_(matrix(t.size())), versions_(matrix(t.size())) {
    for (Node b = 0; b < t.size(); ++b) {
      for (Node a = t.before(b); a != kNoNode; a = t.before(a)) so_[a][b] = true;
      for (const Transactions::Read& read : t.reads(b)) {
        if (read.source < kUndecided) wr_[read.source][b] = true;
      }
    }
    for (Place place = 0; place < t.place_count(); ++place) {
      const std::vector<Node> order = t.version_order(place);
      for (std::size_t i = 0; i < order.size(); ++i) {
        for (Node b = 0; b < t.size(); ++b) {
          if (t.writes(b, place) && std::find(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(i) + 1, b) == order.begin() + static_cast<std::ptrdiff_t>(i) + 1) versions_[order[i]][b] = true;
        }
      }
    }
  }

  bool satisfied(const Model& model) const {
    const Matrix base = model.extends == Base::causal ? joined(so_, wr_) : model.extends == Base::session_order ? so_ : wr_;
    if (model.agreed_by == Agreement::everyone) return ordered(model, base, t_.session_count());
    for (std::uint32_t process = 0; process < t_.session_count(); ++process) {
      if (!ordered(model, base, process)) return false;
    }
    return true;
  }

 private:
  /// Whether an order extends the base and suits the reads of the process, or of all.
  bool ordered(const Model& model, const Matrix& base, std::uint32_t process) const {
    Matrix arb = joined(base, versions_);
    const Matrix sees = seen(model);
    for (Node reader = 0; reader < t_.size(); ++reader) {
      if (process != t_.session_count() && t_.session_of(reader) != process) continue;
      const auto reads = t_.reads(reader);
      for (std::size_t i = 0; i < reads.size(); ++i) {
        if (reads[i].source == kUndecided) continue;
        for (Node other = 0; other < t_.size(); ++other) {
          if (other == reader || other == reads[i].source || !t_.writes(other, reads[i].place)) continue;
          bool sees_it = sees[other][reader];
          for (std::size_t j = 0; model.sees == Visibility::read_earlier && j < i; ++j) sees_it = sees_it || (reads[j].source == other && t_.read_op(reader, j) != t_.read_op(reader, i));
          if (!sees_it) continue;
          if (reads[i].source == kFromInitial) return false;
          arb[other][reads[i].source] = true;
        }
      }
    }
    return acyclic(arb);
  }

  Matrix seen(const Model& model) const {
    Matrix so_or_same = so_;
    for (std::size_t i = 0; i < t_.size(); ++i) so_or_same[i][i] = true;
    switch (model.sees) {
      case Visibility::adjacent: return joined(so_, wr_);
      case Visibility::causal: return closure(joined(so_, wr_));
      case Visibility::session: return so_;
      case Visibility::read_then_session: return composed(wr_, so_);
      case Visibility::session_then_read: return composed(composed(so_, wr_), so_or_same);
      case Visibility::read_then_session_then_read: return composed(composed(composed(wr_, so_), wr_), so_or_same);
      default: return matrix(t_.size());
    }
  }

  const Transactions& t_;
  Matrix so_, wr_, versions_;
};

/// Calls visit(sources) for each choice until it answers true; answers whether it did.
template <class Visit>
bool any_choice(const Accesses& accesses, Visit visit) {
  std::vector<std::vector<OpId>> candidates;
  std::vector<OpId> sources;
  for (std::size_t t = 0; t < accesses.transaction_count(); ++t) {
    for (const ExternalRead& read : accesses.reads(id_at<TxnId>(t))) {
      candidates.emplace_back();
      if (read.source == kOpen) {
        candidates.back() = accesses.candidates(read);
        if (accesses.may_read_initial(read)) candidates.back().push_back(kInitialValue);
      } else {
        candidates.back().push_back(read.source);
      }
      sources.push_back(candidates.back().front());
    }
  }
  std::vector<std::size_t> at(sources.size());
  for (;;) {
    if (visit(sources)) return true;
    std::size_t i = 0;
    for (; i < sources.size(); ++i) {
      at[i] = (at[i] + 1) % candidates[i].size();
      sources[i] = candidates[i][at[i]];
      if (at[i] != 0) break;
    }
    if (i == sources.size()) return false;
  }
}

}  // namespace

bool naively_satisfied(const Transactions& transactions, const Model& model) { return Naive(transactions).satisfied(model); }

bool naively_satisfied(const Accesses& accesses, const Model& model) {
  if (!accesses.inconsistencies().empty()) return false;
  return any_choice(accesses, [&](const std::vector<OpId>& sources) { return naively_satisfied(Transactions(accesses, sources), model); });
}

std::size_t choice_count(const Accesses& accesses) {
  std::size_t count = 1;
  for (std::size_t t = 0; t < accesses.transaction_count(); ++t) {
    for (const ExternalRead& read : accesses.reads(id_at<TxnId>(t))) {
      if (read.source == kOpen) count *= accesses.candidates(read).size() + (accesses.may_read_initial(read) ? 1 : 0);
    }
  }
  return count;
}

std::vector<const Model*> polynomial_rows() {
  return {&kCausalConvergent, &kReadAtomic, &kReadCommitted, &kAdyaReadCommitted, &kReadYourWrites, &kMonotonicReads, &kMonotonicWrites, &kWritesFollowReads};
}

namespace {

/// Rolls a history transaction by transaction; reads are put in when all writes are known.
class RandomTransactions {
 public:
  RandomTransactions(oracle::Dice& dice, const RandomShape& shape) : dice_(dice), shape_(shape) {}

  History roll() {
    const int count = 2 + below(shape_.transactions_max - 1);
    for (int t = 0; t < count; ++t) roll_transaction();
    for (Planned& txn : plan_) fill_reads(txn);
    return build();
  }

 private:
  struct Planned {
    int process = 0;
    Status status = Status::ok;
    std::vector<Operation> operations;
    std::vector<std::vector<int>> elements;  // of reads of lists and sets
  };

  int below(int n) { return static_cast<int>(dice_.below(static_cast<std::uint64_t>(n))); }
  bool percent(int p) { return below(100) < p; }

  void roll_transaction() {
    Planned txn{.process = below(shape_.processes), .status = Status::ok, .operations = {}, .elements = {}};
    if (percent(shape_.unknown_percent)) txn.status = percent(70) ? Status::unknown : Status::fail;
    const int length = 1 + below(shape_.operations_max);
    for (int i = 0; i < length; ++i) {
      Operation op{.status = txn.status, .key = static_cast<KeyId>(below(shape_.keys))};
      const bool writes = percent(50);
      const int value = shape_.values == 0 ? ++values_ : 1 + below(shape_.values);
      switch (shape_.object) {
        case Object::list: op.kind = writes ? Kind::append : Kind::read; break;
        case Object::set: op.kind = writes ? (percent(70) ? Kind::add : Kind::remove) : Kind::read; break;
        default: op.kind = writes ? Kind::write : percent(15) ? Kind::cas : Kind::read; break;
      }
      if (op.kind == Kind::cas) op.success = percent(70);
      op.value = static_cast<ValueId>(shape_.object == Object::set ? 1 + below(2) : value);
      txn.operations.push_back(op);
    }
    plan_.push_back(std::move(txn));
  }

  /// What is written to the key, in an order of its own for lists.
  std::vector<int> written(KeyId key) {
    std::vector<int> values;
    for (const Planned& txn : plan_) {
      for (const Operation& op : txn.operations) {
        if (op.key == key && op.kind != Kind::read && txn.status != Status::fail) values.push_back(static_cast<int>(op.value));
      }
    }
    return values;
  }

  void fill_reads(Planned& txn) {
    for (Operation& op : txn.operations) {
      txn.elements.emplace_back();
      if (op.kind != Kind::read && op.kind != Kind::cas) continue;
      std::vector<int> values = written(op.key);
      if (shape_.object == Object::register_) {
        const auto at = static_cast<std::size_t>(below(static_cast<int>(values.size()) + 1));
        const auto value = static_cast<ValueId>(at == values.size() ? 0 : values[at]);
        (op.kind == Kind::cas ? op.expected : op.value) = value;
      } else if (shape_.object == Object::list) {
        values.resize(static_cast<std::size_t>(below(static_cast<int>(values.size()) + 1)));
        txn.elements.back() = values;
      } else {
        for (int element = 1; element <= 2; ++element) {
          if (std::find(values.begin(), values.end(), element) != values.end() && percent(50)) txn.elements.back().push_back(element);
        }
      }
    }
  }

  History build() {
    Header header;
    header.object = shape_.object;
    HistoryBuilder builder(header);
    builder.set_timed(false);
    for (const Planned& txn : plan_) {
      std::vector<Operation> operations = txn.operations;
      for (std::size_t i = 0; i < operations.size(); ++i) {
        Operation& op = operations[i];
        op.process = builder.process(txn.process);
        op.key = builder.key(static_cast<int>(op.key));
        const auto value = [&](ValueId id) { return id == kNull || static_cast<int>(id) == 0 ? kNull : builder.value(static_cast<int>(id)); };
        op.expected = value(op.expected);
        if (shape_.object != Object::register_ && op.kind == Kind::read) {
          op.value = builder.value(Value(Value::Array(txn.elements[i].begin(), txn.elements[i].end())));
        } else {
          op.value = value(op.value);
        }
      }
      builder.add_transaction(operations);
    }
    return std::move(*std::move(builder).build());
  }

  oracle::Dice& dice_;
  const RandomShape& shape_;
  std::vector<Planned> plan_;
  int values_ = 0;
};

}  // namespace

History random_transactions(oracle::Dice& dice, const RandomShape& shape) { return RandomTransactions(dice, shape).roll(); }

}  // namespace clio::test
