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

std::vector<TransactionBound> transaction_bounds(Effort effort) {
  const bool full = effort == Effort::full;
  const std::vector<Step> plain = contents_of(RegisterContents{.keys = 2, .rewrites_initial = false, .unknown = false, .failed = false});
  const std::vector<Step> erasing = contents_of(RegisterContents{.keys = 2, .unknown = false, .failed = false});
  const std::vector<Step> one_key = contents_of(RegisterContents{.keys = 1, .unknown = false, .failed = false});
  const std::vector<Step> cas = contents_of(RegisterContents{.keys = 1, .values_max = 1, .unknown = false, .failed = false, .cas = true});
  std::vector<TransactionBound> bounds;
  const auto add = [&](TransactionBound bound, std::size_t from) {
    const std::string name = bound.name;
    for (std::size_t count = from, most = bound.transactions; count <= most; ++count) {
      bound.transactions = count;
      bound.name = std::to_string(count) + " transactions, " + name;
      bounds.push_back(bound);
    }
  };
  const std::vector<Content> pairs = transactions_of(plain, 2, {}), pairs_ok = transactions_of(plain, 2, {.unknown = false, .failed = false});
  add({.name = "no times, up to 2 operations, 2 keys, deletes too", .transactions = 2, .processes = 2, .contents = transactions_of(erasing, 2, {})}, 1);
  add({.name = "no times, up to 3 operations, 1 key", .transactions = 2, .processes = 2, .contents = transactions_of(one_key, 3, {})}, 1);
  add({.name = "no times, up to 2 operations, 1 key, cas", .transactions = full ? 3u : 2u, .processes = 3, .contents = transactions_of(cas, 2, {.failed = false})}, 1);
  add({.name = "no times, up to 2 operations, 2 keys, distinct writes", .transactions = 3, .processes = 3, .distinct = true, .sourced = true, .contents = pairs}, 3);
  add({.name = "no times, up to 2 operations, 2 keys, repeated values", .transactions = 3, .processes = 3, .sourced = !full, .contents = pairs}, 3);
  for (const Timing timing : {Timing::tight, Timing::spread}) {
    const std::string drawn = timing == Timing::tight ? "touching intervals, " : "intervals with gaps, ";
    add({.name = drawn + "up to 2 operations, 2 keys", .timing = timing, .transactions = 2, .processes = 2, .contents = pairs}, 2);
    add({.name = drawn + "up to 2 operations, 2 keys, distinct writes", .timing = timing, .transactions = 3, .processes = full ? 3u : 2u, .distinct = true, .sourced = true,
         .contents = full ? pairs : pairs_ok}, 3);
  }
  return bounds;
}

std::vector<TransactionBound> transaction_object_bounds(Effort effort) {
  const bool full = effort == Effort::full;
  // What one operation may be; contents_of() has the unknown ones too, which are transactions' here.
  const auto steps_of = [](Object object) {
    std::vector<Step> steps = contents_of(object);
    std::erase_if(steps, [](const Step& step) { return step.status != Status::ok; });
    return steps;
  };
  std::vector<TransactionBound> bounds;
  const auto add = [&](Object object, const std::string& name, Timing timing, std::size_t transactions, std::vector<Content> contents) {
    bounds.push_back({.name = std::to_string(transactions) + " transactions of a " + std::string(name_of(object)) + ", " + name, .object = object, .timing = timing,
                      .transactions = transactions, .processes = 3, .values_alike = object != Object::counter, .contents = std::move(contents)});
  };
  for (const Object object : {Object::list, Object::set, Object::counter, Object::queue}) {
    add(object, "no times, up to 2 operations", Timing::none, 2, transactions_of(steps_of(object), 2, {.failed = false}));
    add(object, "touching intervals, up to 2 operations", Timing::tight, 2, transactions_of(steps_of(object), 2, {.unknown = false, .failed = false}));
  }
  // Three of them, with what tells most.
  const auto on_both_keys = [](std::vector<Step> steps) {
    const std::size_t count = steps.size();
    for (std::size_t i = 0; i < count; ++i) {
      steps.push_back(steps[i]);
      steps.back().key = 1;
    }
    return steps;
  };
  const std::vector<Step> appends = on_both_keys({{.kind = Kind::append, .value = 1}, {.kind = Kind::append, .value = 2}, {.kind = Kind::read}, {.kind = Kind::read, .values = {1}},
                                                  {.kind = Kind::read, .values = {1, 2}}});
  const std::vector<Step> elements = {{.kind = Kind::add, .value = 1}, {.kind = Kind::remove, .value = 1}, {.kind = Kind::read}, {.kind = Kind::read, .values = {1}},
                                      {.kind = Kind::read, .values = {1, 2}}, {.kind = Kind::add, .value = 2}, {.kind = Kind::contains, .value = 2},
                                      {.kind = Kind::contains, .success = false, .value = 2}};
  add(Object::list, "no times, up to 2 operations, 2 keys", Timing::none, 3, transactions_of(appends, 2, {.unknown = full, .failed = false}));
  bounds.back().values_alike = false;  // not every content is there with its values exchanged
  add(Object::set, "no times, up to " + std::string(full ? "2 operations" : "1 operation") + ", 2 elements", Timing::none, 3, transactions_of(elements, full ? 2 : 1, {.failed = false}));
  bounds.back().values_alike = false;
  return bounds;
}

unsigned long long usual_share(const TransactionBound& bound) {
  if (bound.transactions < 3) return bound.object == Object::register_ ? 2 : 4;
  return bound.object == Object::list ? 200 : bound.distinct && bound.timing == Timing::none ? 4 : 32;
}

std::uint64_t random_count(std::uint64_t usual, std::uint64_t full) {
  if (const char* wanted = std::getenv("CLIO_RANDOM"); wanted != nullptr) return std::strtoull(wanted, nullptr, 10);
  return effort() == Effort::full ? full : usual;
}

}  // namespace clio::oracle
