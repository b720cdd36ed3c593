// What a node finds on its disk when it starts again.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "src/store/net/disk.hpp"
#include "tests/support/temporary_folder.hpp"

namespace clio::store {
namespace {

class DiskTest : public testing::Test {
 protected:
  [[nodiscard]] std::string file() const { return folder_ / "n0.sqlite"; }
  test::TemporaryFolder folder_;
};

TEST_F(DiskTest, KeepsRecordsThatWereSynced) {
  {
    const auto disk = std::move(Disk::open(file())).value();
    EXPECT_TRUE(disk->durable().empty());
    disk->write({.slot = 1, .bytes = "one"});
    disk->write({.slot = 2, .bytes = std::string("\0two", 4)});
    disk->write({.slot = 1, .bytes = "uno"});
    disk->write({.slot = ~std::uint64_t{0}, .bytes = ""});
    disk->sync();
  }
  const auto again = std::move(Disk::open(file())).value();
  EXPECT_EQ(again->durable(), (Durable{{1, "uno"}, {2, std::string("\0two", 4)}, {~std::uint64_t{0}, ""}}));
}

TEST_F(DiskTest, LosesRecordsThatWereNot) {
  {
    const auto disk = std::move(Disk::open(file())).value();
    disk->write({.slot = 1, .bytes = "one"});
    disk->sync();
    disk->write({.slot = 2, .bytes = "two"});
  }
  EXPECT_EQ(std::move(Disk::open(file())).value()->durable(), (Durable{{1, "one"}}));
}

TEST_F(DiskTest, ForgetsARangeAcrossAllSlots) {
  {
    const auto disk = std::move(Disk::open(file())).value();
    for (const std::uint64_t slot : {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{1} << 63, ~std::uint64_t{0}}) disk->write({.slot = slot, .bytes = "x"});
    disk->erase({.first = 5, .last = std::uint64_t{1} << 63});
    disk->sync();
  }
  EXPECT_EQ(std::move(Disk::open(file())).value()->durable(), (Durable{{0, "x"}, {~std::uint64_t{0}, "x"}}));
}

TEST_F(DiskTest, CountsLives) {
  for (std::uint64_t life = 1; life <= 3; ++life) EXPECT_EQ(std::move(Disk::open(file())).value()->life(), life);
}

TEST_F(DiskTest, SaysWhereAFileIsNoDatabase) {
  std::ofstream(file()) << "this is no database, and is long enough not to be taken for an empty one";
  const auto disk = Disk::open(file());
  ASSERT_FALSE(disk.has_value());
  EXPECT_NE(disk.error().find("is no database of a node"), std::string::npos) << disk.error();
}

}  // namespace
}  // namespace clio::store
