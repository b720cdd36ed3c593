#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "checker/support/result.hpp"
#include "src/store/core/durable.hpp"
#include "src/store/core/protocol.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace clio::store {

/// A node's durable records in a SQLite database: a record is whole or absent, whatever happens to the process.
class Disk {
 public:
  /// Opens or creates the database, and begins a new life: a number greater than every earlier one of this file.
  [[nodiscard]] static Result<std::unique_ptr<Disk>, std::string> open(const std::string& path);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  [[nodiscard]] const Durable& durable() const { return durable_; }  ///< as it was when the file was opened
  [[nodiscard]] std::uint64_t life() const { return life_; }

  void write(const Persist& record);
  void erase(const Forget& range);
  /// Returns once everything written is durable.
  void sync();

 private:
  Disk() = default;
  void begin();
  [[noreturn]] void fail(const char* doing) const;

  sqlite3* database_ = nullptr;
  sqlite3_stmt* replace_ = nullptr;
  sqlite3_stmt* remove_ = nullptr;
  bool open_transaction_ = false;
  Durable durable_;
  std::uint64_t life_ = 1;
};

}  // namespace clio::store
