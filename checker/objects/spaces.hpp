#pragma once

#include <memory>

#include "checker/objects/object_state.hpp"

// The specifications behind ObjectSpace::of, one in each file of the same name.
namespace clio::objects {

[[nodiscard]] std::unique_ptr<ObjectSpace> register_space(const BaseRelations& relations, KeyId key);
[[nodiscard]] std::unique_ptr<ObjectSpace> counter_space(const BaseRelations& relations, KeyId key);
[[nodiscard]] std::unique_ptr<ObjectSpace> set_space(const BaseRelations& relations, KeyId key);
[[nodiscard]] std::unique_ptr<ObjectSpace> queue_space(const BaseRelations& relations);
[[nodiscard]] std::unique_ptr<ObjectSpace> stack_space(const BaseRelations& relations);
[[nodiscard]] std::unique_ptr<ObjectSpace> list_space(const BaseRelations& relations);
[[nodiscard]] std::unique_ptr<ObjectSpace> mutex_space(const BaseRelations& relations);
[[nodiscard]] std::unique_ptr<ObjectSpace> text_space(const BaseRelations& relations, KeyId key);

}  // namespace clio::objects
