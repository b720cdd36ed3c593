#pragma once

#include "src/store/core/entry.hpp"

namespace clio::store {

/// Primary-backup replication that answers before the backups (or after Options::wait_for of them); the argument is in
/// async_primary_backup.cpp.
[[nodiscard]] const Entry& async_primary_backup_entry();

}  // namespace clio::store
