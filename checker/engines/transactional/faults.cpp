#include "checker/engines/transactional/faults.hpp"

#include <algorithm>

namespace clio::transactional {

bool AbortedWrites::wrote(KeyId key, ValueId value) {
  if (!made_) {
    made_ = true;
    for (std::size_t i = 0; i < history_->size(); ++i) {
      const OpId op = id_at<OpId>(i);
      const Kind kind = history_->kind(op);
      const bool writes = kind == Kind::write || kind == Kind::erase || kind == Kind::append || kind == Kind::add || (kind == Kind::cas && history_->success(op));
      if (history_->status(op) == Status::fail && writes) written_.insert(packed(history_->key(op), history_->value(op)));
    }
  }
  return written_.contains(packed(key, value));
}

void FaultList::add(Fault fault, OpId read, std::vector<OpId> operations) {
  if (!wanted(read)) return;
  operations.push_back(read);
  std::sort(operations.begin(), operations.end());
  operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
  found_.push_back({fault, read, std::move(operations)});
}

}  // namespace clio::transactional
