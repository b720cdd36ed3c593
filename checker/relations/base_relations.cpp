// Session order, key groups and cells from the columns of a history, each by one counting sort.
//
// A cell is a value of a key. Engines speak of cells, never of values: whether a read has one possible source is then a question
// of how many writers its cell has. Tested by tests/history/base_relations_test.cpp.

#include "checker/relations/base_relations.hpp"

#include <algorithm>
#include <unordered_map>

#include "checker/support/aside.hpp"
#include "checker/support/assert.hpp"

namespace clio {
namespace {

bool can_matter(const History& history, OpId op) {
  switch (history.status(op)) {
    case Status::ok: return true;
    case Status::fail: return false;
    case Status::unknown: return history.kind(op) != Kind::read && history.kind(op) != Kind::contains;
  }
  return false;
}

/// From a value of a key to its number among the key's values, in order of first appearance; 0 is the initial value.
///
/// Most histories write a value to one key only, and read it soon after: then a direct table from value to (key, number), walked in file order, stays in
/// cache. A value that a second key uses as well goes to a hash table of (key, value).
class CellNumbers {
 public:
  explicit CellNumbers(const History& history) : history_(history), next_(history.key_count(), 1) {
    std::uint32_t small_max = 0, entry_max = 0;
    const auto see = [&](ValueId value) {
      const auto bits = static_cast<std::uint32_t>(value);
      std::uint32_t& max = ValueTable::is_small(value) ? small_max : entry_max;
      max = std::max(max, bits & ~kTableBit);
    };
    for (std::size_t i = 0; i < history.size(); ++i) see(history.value(id_at<OpId>(i)));
    const std::size_t worthwhile = 4 * history.size() + 1024;
    small_.resize(small_max < worthwhile ? small_max + 1 : 0);
    entry_.resize(entry_max < worthwhile ? entry_max + 1 : 0);
  }

  std::uint32_t number(KeyId key, ValueId value) {
    if (value == history_.initial(key)) return 0;
    std::vector<Owner>& direct = ValueTable::is_small(value) ? small_ : entry_;
    const std::uint32_t place = static_cast<std::uint32_t>(value) & ~kTableBit;
    if (place < direct.size()) {
      Owner& owner = direct[place];
      if (owner.number == 0) owner = {key, next_[index(key)]++};
      if (owner.key == key) return owner.number;
    }
    const auto [entry, added] = shared_.try_emplace(packed(key, value), next_[index(key)]);
    if (added) ++next_[index(key)];
    return entry->second;
  }

  /// How many numbers the key has, the initial value's included.
  [[nodiscard]] std::uint32_t count(KeyId key) const { return next_[index(key)]; }

 private:
  static constexpr std::uint32_t kTableBit = 0x80000000u;
  struct Owner {
    KeyId key{};
    std::uint32_t number = 0;  // 0: nobody's yet
  };
  const History& history_;
  std::vector<std::uint32_t> next_;
  std::vector<Owner> small_, entry_;
  std::unordered_map<std::uint64_t, std::uint32_t> shared_;
};

}  // namespace

BaseRelations::BaseRelations(const History& history, unsigned jobs) : history_(&history) {
  std::future<void> sessions = aside(jobs, history.size(), [this] {
    order_sessions();
    group_by_key();
  });
  if (history.object() == Object::register_) make_cells();
  sessions.get();
}

void BaseRelations::order_sessions() {
  const History& h = *history_;
  position_.assign(h.size(), kNowhere);
  session_begin_.assign(h.process_count() + 1, 0);
  for (std::size_t i = 0; i < h.size(); ++i) {
    if (can_matter(h, id_at<OpId>(i))) ++session_begin_[index(h.process(id_at<OpId>(i))) + 1];
  }
  for (std::size_t p = 0; p < h.process_count(); ++p) session_begin_[p + 1] += session_begin_[p];
  session_ops_.resize(session_begin_.back());
  std::vector<std::uint32_t> next(session_begin_.begin(), session_begin_.end() - 1);
  std::vector<OpId> last(h.process_count(), kNoOp);
  bool ordered = true;  // by call, within each process: then the file's order is program order
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (!can_matter(h, op)) continue;
    const std::size_t p = index(h.process(op));
    ordered = ordered && (!h.timed() || last[p] == kNoOp || h.call(last[p]) <= h.call(op));
    last[p] = op;
    position_[i] = next[p] - session_begin_[p];
    session_ops_[next[p]++] = op;
  }
  if (!ordered) sort_sessions();
  sessions_in_file_order_ = ordered;
  gaps_ = h.timed();
  for (std::size_t p = 0; p < h.process_count() && gaps_; ++p) gaps_ = leaves_gaps(id_at<ProcessId>(p));
}

void BaseRelations::sort_sessions() {
  for (std::size_t p = 0; p + 1 < session_begin_.size(); ++p) {
    const auto begin = session_ops_.begin() + session_begin_[p];
    const auto end = session_ops_.begin() + session_begin_[p + 1];
    std::stable_sort(begin, end, [&](OpId a, OpId b) { return history_->call(a) < history_->call(b); });
    for (auto op = begin; op != end; ++op) position_[index(*op)] = static_cast<std::uint32_t>(op - begin);
  }
}

bool BaseRelations::leaves_gaps(ProcessId process) const {
  OpId last = kNoOp;  // the last of the session that precedes what follows
  for (const OpId op : session(process)) {
    const bool one_transaction = last != kNoOp && history_->transactional() && history_->transaction(last) == history_->transaction(op);
    if (last != kNoOp && !one_transaction && !before_in_real_time(last, op)) return false;
    if (!optional(op)) last = op;
  }
  return true;
}

void BaseRelations::group_by_key() {
  const History& h = *history_;
  key_begin_.assign(h.key_count() + 1, 0);
  for (std::size_t i = 0; i < h.size(); ++i) {
    if (participates(id_at<OpId>(i))) ++key_begin_[index(h.key(id_at<OpId>(i))) + 1];
  }
  for (std::size_t k = 0; k < h.key_count(); ++k) key_begin_[k + 1] += key_begin_[k];
  key_ops_.resize(key_begin_.back());
  std::vector<std::uint32_t> next(key_begin_.begin(), key_begin_.end() - 1);
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (participates(op)) key_ops_[next[index(h.key(op))]++] = op;
  }
}

void BaseRelations::make_cells() {
  const History& h = *history_;
  read_cell_.assign(h.size(), kNothing);
  write_cell_.assign(h.size(), kNoCell);
  number_cells();
  cell_key_.resize(cell_begin_.back());
  for (std::size_t k = 0; k < h.key_count(); ++k) {
    std::fill(cell_key_.begin() + cell_begin_[k], cell_key_.begin() + cell_begin_[k + 1], id_at<KeyId>(k));
  }
  // From numbers within a key to cells, and the writers of each cell in file order.
  distinct_.assign(h.key_count(), true);
  writers_begin_.assign(cell_key_.size() + 1, 0);
  const auto shift = [](std::uint32_t number, std::uint32_t begin) { return (number & kOther) | ((number & ~kOther) + begin); };
  for (std::size_t i = 0; i < h.size(); ++i) {
    const std::size_t key = index(h.key(id_at<OpId>(i)));
    const std::uint32_t begin = cell_begin_[key];
    if (read_cell_[i] != kNothing) read_cell_[i] = shift(read_cell_[i], begin);
    if (!needed_cell_.empty() && needed_cell_[i] != kNothing) needed_cell_[i] += begin;
    if (write_cell_[i] == kNoCell) continue;
    const std::uint32_t cell = static_cast<std::uint32_t>(write_cell_[i]) + begin;
    write_cell_[i] = static_cast<CellId>(cell);
    if (++writers_begin_[cell + 1] > 1 || cell == begin) distinct_[key] = false;
  }
  all_distinct_ = std::find(distinct_.begin(), distinct_.end(), false) == distinct_.end();
  for (std::size_t c = 0; c < cell_key_.size(); ++c) writers_begin_[c + 1] += writers_begin_[c];
  writers_.resize(writers_begin_.back());
  std::vector<std::uint32_t> next(writers_begin_.begin(), writers_begin_.end() - 1);
  for (std::size_t i = 0; i < h.size(); ++i) {
    if (write_cell_[i] != kNoCell) writers_[next[index(write_cell_[i])]++] = id_at<OpId>(i);
  }
}

/// Fills the cell columns with numbers within the key, and cell_begin_. Asks nothing of sessions and keys, which may be made at the same time.
void BaseRelations::number_cells() {
  const History& h = *history_;
  CellNumbers numbers(h);
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (!can_matter(h, op)) continue;
    const Kind kind = h.kind(op);
    const KeyId key = h.key(op);
    if (kind == Kind::read) {
      read_cell_[i] = numbers.number(key, h.value(op));
      continue;
    }
    if (kind == Kind::cas) {
      has_cas_ = true;
      const std::uint32_t expected = numbers.number(key, h.expected(op));
      if (h.status(op) == Status::unknown) {
        if (needed_cell_.empty()) needed_cell_.assign(h.size(), kNothing);
        needed_cell_[i] = expected;
      } else if (h.success(op)) {
        read_cell_[i] = expected;
      } else {
        read_cell_[i] = expected | kOther;
        has_failed_cas_ = true;
        continue;
      }
    }
    write_cell_[i] = static_cast<CellId>(numbers.number(key, h.value(op)));
  }
  cell_begin_.assign(h.key_count() + 1, 0);
  for (std::size_t k = 0; k < h.key_count(); ++k) cell_begin_[k + 1] = cell_begin_[k] + numbers.count(id_at<KeyId>(k));
  CLIO_ASSERT(cell_begin_.back() < kOther);
}

}  // namespace clio
