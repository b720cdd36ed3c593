// Durable state in SQLite: one table of records, a write-ahead log, and synchronous=FULL, so that a committed transaction survives the end of the
// process and of the machine. Records that need no sync wait in the open transaction for the next one that does (or for the flush at leisure).
//
// Tested by tests/store/disk_test.cpp.

#include "src/store/net/disk.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace clio::store {
namespace {

/// Slots are unsigned, SQLite's integers signed: the same bits.
sqlite3_int64 key_of(std::uint64_t slot) { return static_cast<sqlite3_int64>(slot ^ 0x8000000000000000u); }
std::uint64_t slot_of(sqlite3_int64 key) { return static_cast<std::uint64_t>(key) ^ 0x8000000000000000u; }

}  // namespace

Result<std::unique_ptr<Disk>, std::string> Disk::open(const std::string& path) {
  std::unique_ptr<Disk> disk(new Disk);
  const auto wrong = [&](const char* doing) {
    return Unexpected(path + ": " + doing + ": " + (disk->database_ != nullptr ? sqlite3_errmsg(disk->database_) : "out of memory"));
  };
  if (sqlite3_open(path.c_str(), &disk->database_) != SQLITE_OK) return wrong("cannot be opened");
  const char* const kSetUp =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA locking_mode=EXCLUSIVE;"
      "CREATE TABLE IF NOT EXISTS record (slot INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
      "CREATE TABLE IF NOT EXISTS life (number INTEGER NOT NULL);"
      "INSERT INTO life SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM life); UPDATE life SET number = number + 1;";
  if (sqlite3_exec(disk->database_, kSetUp, nullptr, nullptr, nullptr) != SQLITE_OK) return wrong("is no database of a node");

  sqlite3_stmt* rows = nullptr;
  if (sqlite3_prepare_v2(disk->database_, "SELECT slot, bytes FROM record ORDER BY slot", -1, &rows, nullptr) != SQLITE_OK) return wrong("cannot be read");
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(rows)) == SQLITE_ROW) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(rows, 1));
    disk->durable_[slot_of(sqlite3_column_int64(rows, 0))].assign(bytes != nullptr ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(rows, 1)));
  }
  sqlite3_finalize(rows);
  if (step != SQLITE_DONE) return wrong("cannot be read");
  if (sqlite3_prepare_v2(disk->database_, "SELECT number FROM life", -1, &rows, nullptr) != SQLITE_OK) return wrong("cannot be read");
  if (sqlite3_step(rows) == SQLITE_ROW) disk->life_ = static_cast<std::uint64_t>(sqlite3_column_int64(rows, 0));
  sqlite3_finalize(rows);
  if (sqlite3_prepare_v2(disk->database_, "INSERT OR REPLACE INTO record VALUES (?, ?)", -1, &disk->replace_, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(disk->database_, "DELETE FROM record WHERE slot BETWEEN ? AND ?", -1, &disk->remove_, nullptr) != SQLITE_OK)
    return wrong("cannot be written");
  return disk;
}

Disk::~Disk() {
  sqlite3_finalize(replace_);
  sqlite3_finalize(remove_);
  sqlite3_close(database_);
}

/// A node whose disk fails stops: it must not go on as if something were durable.
void Disk::fail(const char* doing) const { throw std::runtime_error(std::string("the disk fails while ") + doing + ": " + sqlite3_errmsg(database_)); }

void Disk::begin() {
  if (open_transaction_) return;
  if (sqlite3_exec(database_, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK) fail("beginning");
  open_transaction_ = true;
}

void Disk::write(const Persist& record) {
  begin();
  sqlite3_bind_int64(replace_, 1, key_of(record.slot));
  sqlite3_bind_blob(replace_, 2, record.bytes.data(), static_cast<int>(record.bytes.size()), SQLITE_STATIC);
  if (record.bytes.empty()) sqlite3_bind_zeroblob(replace_, 2, 0);
  const int done = sqlite3_step(replace_);
  sqlite3_reset(replace_);
  if (done != SQLITE_DONE) fail("writing");
}

void Disk::erase(const Forget& range) {
  begin();
  sqlite3_bind_int64(remove_, 1, key_of(range.first));
  sqlite3_bind_int64(remove_, 2, key_of(range.last));
  const int done = sqlite3_step(remove_);
  sqlite3_reset(remove_);
  if (done != SQLITE_DONE) fail("erasing");
}

void Disk::sync() {
  if (!open_transaction_) return;
  if (sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) fail("committing");
  open_transaction_ = false;
}

}  // namespace clio::store
