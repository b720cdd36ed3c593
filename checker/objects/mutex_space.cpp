// A mutex: free, or held by a process that alone may release it.
// Tested by tests/linearizable/objects_test.cpp.

#include "checker/objects/spaces.hpp"

namespace clio::objects {
namespace {

class MutexSpace final : public ObjectSpace {
 public:
  explicit MutexSpace(const BaseRelations& relations) : history_(relations.history()) {}

  StateId initial() override { return kFree; }
  std::optional<StateId> step(StateId state, OpId op) override {
    const StateId held = id_at<StateId>(index(history_.process(op)) + 1);
    if (history_.kind(op) == Kind::acquire) return state == kFree ? std::optional(held) : std::nullopt;
    return state == held ? std::optional(kFree) : std::nullopt;
  }
  StateId compact(StateId keep) override { return keep; }
  std::size_t bytes() const override { return 0; }

 private:
  static constexpr StateId kFree{0};
  const History& history_;
};

}  // namespace

std::unique_ptr<ObjectSpace> mutex_space(const BaseRelations& relations) { return std::make_unique<MutexSpace>(relations); }

}  // namespace clio::objects
