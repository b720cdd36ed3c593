// A register: the state is the cell of the current value.
// Tested by tests/linearizable/objects_test.cpp.

#include "checker/objects/spaces.hpp"

namespace clio::objects {
namespace {

class RegisterSpace final : public ObjectSpace {
 public:
  RegisterSpace(const BaseRelations& relations, KeyId key) : relations_(relations), initial_(relations.initial_cell(key)) {}

  StateId initial() override { return id_at<StateId>(index(initial_)); }
  std::optional<StateId> step(StateId state, OpId op) override {
    const CellId current = id_at<CellId>(index(state));
    const bool needs_value = relations_.reads(op) || relations_.history().kind(op) == Kind::cas;
    if (needs_value && (relations_.read_cell(op) == current) == relations_.reads_other(op)) return std::nullopt;
    if (!relations_.writes(op)) return state;
    return id_at<StateId>(index(relations_.write_cell(op)));
  }
  StateId compact(StateId keep) override { return keep; }
  std::size_t bytes() const override { return 0; }

 private:
  const BaseRelations& relations_;
  CellId initial_;
};

}  // namespace

std::unique_ptr<ObjectSpace> register_space(const BaseRelations& relations, KeyId key) {
  return std::make_unique<RegisterSpace>(relations, key);
}

}  // namespace clio::objects
