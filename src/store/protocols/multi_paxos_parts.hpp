#pragma once

#include <utility>

#include "src/store/core/wire.hpp"
#include "src/store/protocols/multi_paxos.hpp"

// What the files of Multi-Paxos share; nobody else includes it.
namespace clio::store::multi_paxos {

inline constexpr Timer kHeartbeatTimer{1}, kElectionTimer{2};

// Durable records: one each, and a slot's vote behind them.
inline constexpr std::uint64_t kPromiseRecord = 0, kSnapshotRecord = 1, kLogRecords = 9;

/// How far ahead of what it has applied a replica takes votes: bounds what a wrong message can make it hold.
inline constexpr Slot kWindow = 1 << 16;
/// Slots in a message that brings what is missing.
inline constexpr std::size_t kBatch = 64;

template <class M>
void Replica::send(Node to, M message, Effects& effects) {
  effects.send(to, wire::encode(Message(std::move(message))));
}

template <class M>
void Replica::send_to_others(M message, Effects& effects) {
  const std::string bytes = wire::encode(Message(std::move(message)));
  for (const Node node : all_.without(self_)) effects.send(node, bytes);
}

}  // namespace clio::store::multi_paxos
