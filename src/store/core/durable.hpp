#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace clio::store {

/// What a node finds on its disk when it starts: records by slot. A record is whole or absent: a torn write is found out by the runtime
/// (checksums, transactions) and is absent.
using Durable = std::map<std::uint64_t, std::string>;

}  // namespace clio::store
