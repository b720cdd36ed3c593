#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "src/store/core/options.hpp"
#include "src/store/core/protocol.hpp"

namespace clio::store {

/// What a protocol promises under some read policy, by model ids: what a checker must find satisfied in every run, with any faults
/// that the protocol is made for, and what enough runs must be caught violating.
struct Promise {
  std::vector<std::string_view> keeps;
  std::vector<std::string_view> caught;
};

/// A deliberate bug, for tests and the gate's self-check.
struct Mutant {
  std::string_view name;   ///< --mutant NAME
  std::string_view about;  ///< what is left out or turned round
  Reads reads;             ///< the read policy under which it shows
  std::string_view breaks; ///< the model that it is caught violating
  bool early = false;      ///< it answers writes before others hold them: what it breaks is asynchronous replication's fault
};

/// How a protocol that answers writes before other replicas hold them would be run without doing so, for replays that ask whether asynchronous
/// replication is to blame.
enum class Synchronously : std::uint8_t {
  always,       ///< it never does
  by_waiting,   ///< Options::wait_for is set to all
  by_holding    ///< the simulator holds answers back (Replay::hold_answers)
};

/// A protocol of the store, as data; the catalogue lists them all.
struct Entry {
  std::string_view id;
  std::string_view about;           ///< one sentence
  std::string_view cite;
  bool managed = false;             ///< views come from the manager, which runs as one node more
  bool cas = false;                 ///< takes cas
  bool any_writer = false;          ///< every replica takes writes: sessions write at the replica that they keep to, not at a primary
  Synchronously synchronously = Synchronously::always;
  bool writes_move = true;          ///< a write that got no answer may be asked again at another replica (else only at the same one)
  std::vector<Reads> reads;         ///< the read policies it has; the first is the default
  std::vector<Mutant> mutants;
  Promise (*promise)(const Options&, Reads);
  /// Replica `self`. Precondition: self < options.nodes, and options.mutant is empty or one of `mutants`.
  std::unique_ptr<Protocol> (*replica)(Node self, const Options&);
  std::unique_ptr<Invariants> (*invariants)(const Options&);
};

}  // namespace clio::store
