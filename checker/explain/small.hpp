#pragma once

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio {

// What explaining asks of single operations. (The engines have relations for this; a counterexample has a handful of operations.)

/// Whether it can matter: ok, or unknown and able to change something.
[[nodiscard]] inline bool takes_part(const History& history, OpId op) {
  if (history.status(op) == Status::ok) return true;
  return history.status(op) == Status::unknown && history.kind(op) != Kind::read && history.kind(op) != Kind::contains;
}

[[nodiscard]] inline bool is_failed_cas(const History& history, OpId op) {
  return history.kind(op) == Kind::cas && history.status(op) == Status::ok && !history.success(op);
}

// Registers.
[[nodiscard]] inline bool sets_register(const History& history, OpId op) {
  const Kind kind = history.kind(op);
  return kind == Kind::write || kind == Kind::erase || (kind == Kind::cas && !is_failed_cas(history, op));
}
/// Whether it is a reading event of the row: an unknown cas is one where the row is agreed by everyone.
[[nodiscard]] inline bool observes_register(const History& history, const Model& model, OpId op) {
  if (history.kind(op) == Kind::cas) return history.status(op) == Status::ok || model.agreed_by == Agreement::everyone;
  return history.kind(op) == Kind::read && history.status(op) == Status::ok;
}
/// The value that a reading event returned; for a failed cas the one that it did not find.
[[nodiscard]] inline ValueId observed_value(const History& history, OpId op) {
  return history.kind(op) == Kind::cas ? history.expected(op) : history.value(op);
}
[[nodiscard]] inline bool may_observe(const History& history, OpId reading, ValueId value) {
  return (observed_value(history, reading) == value) != is_failed_cas(history, reading);
}

/// Program order within a process, without regard to status.
[[nodiscard]] inline bool earlier_in_program(const History& history, OpId a, OpId b) {
  if (history.timed() && history.call(a) != history.call(b)) return history.call(a) < history.call(b);
  return a < b;
}
[[nodiscard]] inline bool in_session_order(const History& history, OpId a, OpId b) {
  return a != b && history.process(a) == history.process(b) && history.status(a) == Status::ok && earlier_in_program(history, a, b);
}
/// When it had certainly returned; kNever for an unknown operation. Precondition: timed.
[[nodiscard]] inline Time settled(const History& history, OpId op) {
  const Time uncertainty = history.header().clock_uncertainty;
  if (history.status(op) != Status::ok || history.response(op) > kNever - uncertainty) return kNever;
  return history.response(op) + uncertainty;
}
[[nodiscard]] inline bool in_real_time_order(const History& history, OpId a, OpId b) {
  return history.timed() && settled(history, a) < history.call(b);
}
/// The order that a row's orders extend: real time, or session order.
[[nodiscard]] inline bool certainly_before(const History& history, const Model& model, OpId a, OpId b) {
  return model.extends == Base::real_time ? in_real_time_order(history, a, b) : in_session_order(history, a, b);
}

}  // namespace clio
