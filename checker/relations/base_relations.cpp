// Session order, key groups and cells from the columns of a history, each by one counting sort.
//
// A cell is a value of a key. Engines speak of cells, never of values: whether a read has one possible source is then a question
// of how many writers its cell has. Cells are found key by key with a table that fits the key's operations, so that a history of many
// keys works in cache. Tested by tests/checker/base_relations_test.cpp.

#include "checker/relations/base_relations.hpp"

#include <algorithm>
#include <bit>

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

/// From the values of one key to the key's cells: open addressing, emptied for each key by a new epoch.
class CellTable {
 public:
  /// Ready for up to `values` different values.
  void start(std::size_t values) {
    const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(2 * values, 16));
    if (slots_.size() < wanted) {
      slots_.assign(wanted, Slot{});
      epoch_ = 0;
    }
    mask_ = wanted - 1;
    if (++epoch_ == 0) {
      std::fill(slots_.begin(), slots_.end(), Slot{});
      epoch_ = 1;
    }
  }
  /// The cell of `value`, `next` (and `added` set) if it is new.
  std::uint32_t find_or_add(ValueId value, std::uint32_t next, bool& added) {
    const auto bits = static_cast<std::uint32_t>(value);
    std::size_t i = (bits * 0x9e3779b97f4a7c15ULL >> 32) & mask_;
    while (slots_[i].epoch == epoch_) {
      if (slots_[i].value == bits) return added = false, slots_[i].cell;
      i = (i + 1) & mask_;
    }
    slots_[i] = {epoch_, bits, next};
    return added = true, next;
  }

 private:
  struct Slot {
    std::uint32_t epoch = 0, value = 0, cell = 0;
  };
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::uint32_t epoch_ = 0;
};

}  // namespace

BaseRelations::BaseRelations(const History& history) : history_(&history) {
  order_sessions();
  group_by_key();
  if (history.object() == Object::register_) make_cells();
}

Time BaseRelations::settled(OpId op) const {
  const Time response = history_->response(op);
  const Time uncertainty = history_->header().clock_uncertainty;
  return response >= kNever - uncertainty ? kNever : response + uncertainty;
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
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (can_matter(h, op)) session_ops_[next[index(h.process(op))]++] = op;
  }
  for (std::size_t p = 0; p < h.process_count(); ++p) {
    const auto begin = session_ops_.begin() + session_begin_[p];
    const auto end = session_ops_.begin() + session_begin_[p + 1];
    const auto by_call = [&](OpId a, OpId b) { return h.call(a) < h.call(b); };
    if (h.timed() && !std::is_sorted(begin, end, by_call)) std::stable_sort(begin, end, by_call);
    OpId last = kNoOp;  // the last of the session that precedes what follows
    for (auto op = begin; op != end; ++op) {
      position_[index(*op)] = static_cast<std::uint32_t>(op - begin);
      const bool apart = last == kNoOp || (h.transactional() && h.transaction(last) == h.transaction(*op));
      if (!h.timed()) gaps_ = false;
      else if (!apart && !before_in_real_time(last, *op)) gaps_ = false;
      if (!optional(*op)) last = *op;
    }
  }
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
  cell_begin_.reserve(h.key_count() + 1);
  distinct_.assign(h.key_count(), true);
  std::vector<std::uint32_t> writer_count;
  std::size_t writer_total = 0;
  CellTable table;
  for (std::size_t k = 0; k < h.key_count(); ++k) {
    const KeyId key = id_at<KeyId>(k);
    cell_begin_.push_back(static_cast<std::uint32_t>(cell_key_.size()));
    table.start(on_key(key).size() * 2 + 1);
    const auto cell = [&](ValueId value) {
      bool added = false;
      const std::uint32_t found = table.find_or_add(value, static_cast<std::uint32_t>(cell_key_.size()), added);
      if (added) {
        cell_key_.push_back(key);
        writer_count.push_back(0);
      }
      return found;
    };
    CLIO_ASSERT(cell(h.initial(key)) == cell_begin_.back());
    for (const OpId op : on_key(key)) {
      const std::size_t i = index(op);
      const Kind kind = h.kind(op);
      if (kind == Kind::read) {
        read_cell_[i] = cell(h.value(op));
        continue;
      }
      bool sets = true;
      if (kind == Kind::cas) {
        has_cas_ = true;
        const std::uint32_t expected = cell(h.expected(op));
        if (h.status(op) == Status::unknown) {
          if (needed_cell_.empty()) needed_cell_.assign(h.size(), kNothing);
          needed_cell_[i] = expected;
        } else if (h.success(op)) {
          read_cell_[i] = expected;
        } else {
          read_cell_[i] = expected | kOther;
          has_failed_cas_ = true;
          sets = false;
        }
      }
      if (!sets) continue;
      const std::uint32_t written = cell(h.value(op));
      write_cell_[i] = static_cast<CellId>(written);
      ++writer_total;
      if (++writer_count[written] > 1 || written == cell_begin_.back()) distinct_[k] = false;
    }
    if (!distinct_[k]) all_distinct_ = false;
  }
  CLIO_ASSERT(cell_key_.size() < kOther);
  cell_begin_.push_back(static_cast<std::uint32_t>(cell_key_.size()));
  writers_begin_.assign(cell_key_.size() + 1, 0);
  for (std::size_t c = 0; c < cell_key_.size(); ++c) writers_begin_[c + 1] = writers_begin_[c] + writer_count[c];
  writers_.resize(writer_total);
  std::vector<std::uint32_t>& next = writer_count;  // reused: where the cell's next writer goes
  std::copy(writers_begin_.begin(), writers_begin_.end() - 1, next.begin());
  for (const OpId op : key_ops_) {
    if (writes(op)) writers_[next[index(write_cell_[index(op)])]++] = op;
  }
}

}  // namespace clio
