#include "tests/oracle/bounds.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace clio::oracle {
namespace {

/// One bound for each number of steps up to the most.
void up_to(std::vector<Bound>& bounds, Bound bound) {
  const std::string name = bound.name;
  for (std::size_t steps = 1, most = bound.steps; steps <= most; ++steps) {
    bound.steps = steps;
    bound.name = std::to_string(steps) + " operations, " + name;
    bounds.push_back(bound);
  }
}

}  // namespace

Effort effort() {
  const char* wanted = std::getenv("CLIO_EXHAUSTIVE");
  return wanted != nullptr && std::string_view(wanted) == "1" ? Effort::full : Effort::usual;
}

Share share() {
  const char* wanted = std::getenv("CLIO_SHARE");
  Share share;
  if (wanted == nullptr) return share;
  char rest = '\0';
  if (std::sscanf(wanted, "%llu/%llu%c", &share.mine, &share.of, &rest) != 2 || share.mine >= share.of) {
    std::fprintf(stderr, "CLIO_SHARE=%s is not MINE/OF with MINE below OF\n", wanted);
    std::exit(2);
  }
  return share;
}

std::vector<Bound> register_bounds(Effort effort) {
  const bool full = effort == Effort::full;
  const std::vector<Step> plain = contents_of(RegisterContents{.keys = 2});
  const std::vector<Step> cas = contents_of(RegisterContents{.keys = 2, .cas = true});
  const std::vector<Step> plain_one_key = contents_of(RegisterContents{.keys = 1});
  const std::vector<Step> cas_one_key = contents_of(RegisterContents{.keys = 1, .cas = true});
  const std::vector<Step> plain_ok = contents_of(RegisterContents{.keys = 2, .rewrites_initial = false, .failed = false});
  std::vector<Bound> bounds;
  up_to(bounds, {.name = "no times, 3 processes, 2 keys, repeated values, unknown and failed writes", .steps = 4, .processes = 3, .contents = plain});
  up_to(bounds, {.name = "no times, 3 processes, 2 keys, cas", .steps = full ? 4u : 2u, .processes = 3, .contents = cas});
  up_to(bounds, {.name = "no times, 3 processes, 1 key, cas", .steps = full ? 4u : 3u, .processes = 3, .contents = cas_one_key});
  for (const Timing timing : {Timing::tight, Timing::spread}) {
    const std::string drawn = timing == Timing::tight ? "touching intervals, " : "intervals with gaps, ";
    up_to(bounds, {.name = drawn + "1 key, unknown and failed writes, each on its own process", .timing = timing, .steps = 4, .processes = 4,
                   .one_each = true, .contents = plain_one_key});
    up_to(bounds, {.name = drawn + "1 key, cas, each on its own process", .timing = timing, .steps = full ? 4u : 3u, .processes = 4,
                   .one_each = true, .contents = cas_one_key});
    up_to(bounds, {.name = drawn + "3 processes, 2 keys, unknown writes", .timing = timing, .steps = full ? 4u : 3u, .processes = 3,
                   .contents = plain_ok});
  }
  return bounds;
}

std::vector<Bound> object_bounds(Effort effort) {
  const bool full = effort == Effort::full;
  constexpr std::array kObjects{Object::counter, Object::set, Object::queue, Object::stack, Object::list, Object::mutex, Object::text};
  std::vector<Bound> bounds;
  for (const Object object : kObjects) {
    const bool small = object == Object::queue || object == Object::stack || object == Object::mutex;
    const std::string name(name_of(object));
    const std::size_t steps = full ? 4 : small ? 4 : 3;
    up_to(bounds, {.name = name + ", no times, 3 processes", .object = object, .steps = steps, .processes = 3,
                   .values_alike = object != Object::counter && object != Object::text, .contents = contents_of(object)});
    for (const Timing timing : {Timing::tight, Timing::spread}) {
      const std::string drawn = timing == Timing::tight ? "touching intervals" : "intervals with gaps";
      up_to(bounds, {.name = name + ", " + drawn + ", 2 processes", .object = object, .timing = timing, .steps = 3, .processes = 2,
                     .values_alike = object != Object::counter && object != Object::text, .contents = contents_of(object)});
      up_to(bounds, {.name = name + ", " + drawn + ", each on its own process", .object = object, .timing = timing, .steps = steps, .processes = 4,
                     .one_each = true, .values_alike = object != Object::counter && object != Object::text, .contents = contents_of(object)});
    }
  }
  return bounds;
}

Bound plain_bound(std::size_t steps) {
  return {.name = std::to_string(steps) + " operations, no times, 4 processes, 2 keys, reads and distinct writes", .steps = steps, .processes = 4,
          .distinct = true, .contents = contents_of(RegisterContents{.keys = 2, .rewrites_initial = false, .unknown = false, .failed = false})};
}

std::uint64_t random_count(std::uint64_t usual, std::uint64_t full) {
  if (const char* wanted = std::getenv("CLIO_RANDOM"); wanted != nullptr) return std::strtoull(wanted, nullptr, 10);
  return effort() == Effort::full ? full : usual;
}

}  // namespace clio::oracle
