#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/core/entry.hpp"

namespace clio::fuzz {

// What has to hold of any bytes that reach a node of the included store, as for the readers of files in properties.hpp.

/// The first byte says into which pieces the rest, a stream, is cut. The frames that come out do not depend on that, and are what their bytes say;
/// their payloads decode to something that encodes to the same bytes, or not at all.
void check_frames(std::string_view input);

/// A node of some protocol, or a manager (the first byte says which, the second which node), gets messages (each: sender, length, bytes). None stops it; one
/// that is no message changes nothing, is answered by nothing, and is noted.
void check_store_messages(std::string_view input);

/// A kind of node: a protocol in one of its variants, or the manager.
struct Setup {
  std::string name;
  const store::Entry* protocol = nullptr;  ///< null: the manager
  store::Options options;

  [[nodiscard]] std::size_t nodes() const { return options.nodes + (protocol == nullptr || protocol->managed ? 1 : 0); }
  [[nodiscard]] std::unique_ptr<store::Protocol> node(store::Node self) const;
};
/// All of them, in the order of the first byte.
[[nodiscard]] const std::vector<Setup>& setups();

/// Hands `bytes` to a node. Whether they are a message of the store; where they are none, holds the node to what is said above.
bool check_message(store::Protocol& node, store::Time now, store::Node from, std::string_view bytes, store::Effects& effects);

}  // namespace clio::fuzz
