#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/linearizable/key_finding.hpp"
#include "checker/limits.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::linearizable {

/// What an item asks of a register: to find a value; to find any but one; nothing, but to set one; both.
enum class Role : std::uint8_t { read, other, write, cas };

/// An operation in the terms of one register, whose values are numbered 0 .. values-1.
struct Item {
  Time call = 0;
  Time settled = kNever;       ///< kNever for optional ones
  OpId op{};
  std::uint32_t finds = 0;     ///< read, cas: the value that must be current; other: the one that must not be
  std::uint32_t sets = 0;      ///< write, cas
  Role role = Role::read;
  bool optional = false;       ///< may take no effect at all; never a read or other

  [[nodiscard]] bool changes() const { return role == Role::write || role == Role::cas; }
};

/// The linearizability of one register: also what an element of a set and a mutex come down to.
struct RegisterProblem {
  std::vector<Item> items;
  std::uint32_t values = 1;
  std::uint32_t initial = 0;
};

/// An item of the participant `op`, of the role given; what it finds and sets is left to be filled in.
[[nodiscard]] Item item_of(const BaseRelations& relations, OpId op, Role role);
/// The problem of a register key.
[[nodiscard]] RegisterProblem register_problem(const BaseRelations& relations, KeyId key);

struct RegisterAnswer {
  Answer answer = Answer::unknown;
  std::string reason;                  ///< unknown
  std::vector<std::uint32_t> witness;  ///< satisfied: positions in items, in order
  std::vector<std::uint32_t> core;     ///< violated: positions in items, sorted; violated on their own, and closed
};

/// Decides it by search; complete, whatever the values, up to kOpenAtMost operations open at once. `core_wanted` false leaves the core of a violation
/// empty. Cost: see register_search.cpp.
[[nodiscard]] RegisterAnswer search_register(const RegisterProblem& problem, Budget& budget, bool core_wanted = true);
inline constexpr std::size_t kOpenAtMost = 8192;

/// Decides it by chains where these apply and answer, otherwise by search; without `search` unknown then.
[[nodiscard]] RegisterAnswer decide_register(const RegisterProblem& problem, Budget& budget, bool search);

/// From positions among the problem's items to their operations.
[[nodiscard]] std::vector<OpId> operations_of(const RegisterProblem& problem, std::span<const std::uint32_t> items);
/// The answer in terms of operations.
[[nodiscard]] KeyFinding finding_of(const RegisterProblem& problem, const RegisterAnswer& answer);

}  // namespace clio::linearizable
