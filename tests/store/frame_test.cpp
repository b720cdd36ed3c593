// Frames survive any cutting of the stream, and what is no frame ends it.
#include <gtest/gtest.h>

#include "src/store/net/frame.hpp"

namespace clio::store {
namespace {

TEST(Frames, ComeWholeHoweverTheStreamIsCut) {
  const std::string stream = frame(FrameKind::hello, "h") + frame(FrameKind::message, "") + frame(FrameKind::reply, std::string(1000, 'x'));
  for (std::size_t piece = 1; piece < 40; ++piece) {
    FrameReader reader;
    std::vector<Frame> frames;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      reader.feed(std::string_view(stream).substr(at, piece));
      while (auto one = reader.next()) frames.push_back(*one);
    }
    ASSERT_EQ(frames.size(), 3u);
    EXPECT_EQ(frames[0].payload, "h");
    EXPECT_EQ(frames[1].kind, FrameKind::message);
    EXPECT_EQ(frames[2].payload.size(), 1000u);
    EXPECT_EQ(reader.wrong(), "");
  }
}

TEST(Frames, AreRefusedWhereTheyAreTooLong) {
  FrameReader reader;
  reader.feed(std::string_view("\xff\xff\xff\xff\x01", 5));
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.wrong(), "a frame of 4294967295 bytes; expected 1 to 4194304");
  reader.feed(frame(FrameKind::hello, ""));
  EXPECT_FALSE(reader.next()) << "nothing comes after that";
}

TEST(Frames, AreRefusedWhereTheyAreEmptyOrOfNoKind) {
  FrameReader empty, unknown;
  empty.feed(std::string_view("\0\0\0\0", 4));
  EXPECT_FALSE(empty.next());
  EXPECT_EQ(empty.wrong(), "a frame of 0 bytes; expected 1 to 4194304");
  unknown.feed(std::string_view("\x01\0\0\0\x04", 5));
  EXPECT_FALSE(unknown.next());
  EXPECT_EQ(unknown.wrong(), "a frame of kind 4; expected 0 to 3");
}

TEST(Frames, BeginWithAGreetingOfThisVersion) {
  const Hello hello{.client = true, .id = 7};
  EXPECT_TRUE(wire::decode<Hello>(wire::encode(hello))->acceptable());
  Hello old = hello;
  old.version = 0;
  EXPECT_FALSE(wire::decode<Hello>(wire::encode(old))->acceptable());
}

}  // namespace
}  // namespace clio::store
