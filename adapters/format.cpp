#include "adapters/format.hpp"

#include <array>

#include "adapters/jepsen/jepsen_log.hpp"
#include "adapters/lecture/lecture.hpp"
#include "adapters/native/native.hpp"

namespace clio {
namespace {

constexpr std::array<std::string_view, 2> kNativeExtensions{".jsonl", ".ndjson"};
constexpr std::array<std::string_view, 1> kLectureExtensions{".history"};
constexpr std::array<std::string_view, 1> kJepsenLogExtensions{".log"};

const std::array kFormats{
    Format{.id = "native", .title = "Clio's JSON Lines", .extensions = kNativeExtensions, .recognises = recognises_native,
           .read = read_native, .write = write_native},
    Format{.id = "lecture", .title = "lecture notation", .extensions = kLectureExtensions, .recognises = recognises_lecture,
           .read = read_lecture, .write = write_lecture},
    Format{.id = "jepsen-log", .title = "Jepsen's console log of one register", .extensions = kJepsenLogExtensions,
           .recognises = recognises_jepsen_log, .read = read_jepsen_log, .write = nullptr},
};

}  // namespace

std::span<const Format> formats() { return kFormats; }

}  // namespace clio
