// The gate of the store itself: every protocol under every read policy against its promise, and every mutant as a canary.
//
// A mutant shows only where its bug matters: some need a pull to cache, some a backup that is waited for, some crashes in quick succession. The
// table below says which settings bring each one out, beside the promise that it breaks; the seeds that it then takes are measured, not set.
//
// Tested by tests/gate/self_test_test.cpp.

#include <algorithm>
#include <string>

#include "checker/models/catalogue.hpp"
#include "checker/support/assert.hpp"
#include "src/gate/config.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio::gate {
namespace {

struct Set {
  std::string_view setting, value;
};

void set(store::RunConfig& config, std::string_view name, std::string_view value) {
  const Setting* setting = setting_named(name);
  CLIO_ASSERT(setting != nullptr);
  CLIO_ASSERT(!setting->set(config, value));
}

/// What clients ask of each protocol: enough contention on few keys that orders matter.
store::RunConfig asked(const store::Entry& protocol) {
  store::RunConfig config = default_config(protocol);
  config.workload.sessions = 5, config.workload.operations = 200, config.workload.keys = 3;
  if (protocol.cas) config.workload.cas = 0.2;
  if (protocol.id == "paxos") {  // an instance decides one value once: many keys, proposals only
    config.workload.sessions = 6, config.workload.keys = 30, config.workload.cas = 1, config.workload.think = store::kMillisecond;
  }
  set(config, "faults", "all");
  return config;
}

struct Bringing {
  std::string_view protocol, mutant;
  std::vector<Set> settings;
};

/// Settings under which a mutant shows; where a mutant is not listed, what every protocol is asked brings it out.
const std::vector<Bringing>& bringing_out() {
  static const std::vector<Bringing> kAll{
      {"read-only-replicas", "ignores-time-to-live", {{"when", "pull"}}},
      {"async-primary-backup", "no-fencing", {{"wait-for", "2"}}},
      {"async-primary-backup", "no-state-transfer", {{"wait-for", "2"}}},
      {"async-primary-backup", "lies-about-completion", {{"wait-for", "2"}}},
      {"async-primary-backup", "forgets-context", {{"faults", "delay,loss,duplication,reordering,clock,disk"}}},
  };
  return kAll;
}

std::vector<const Model*> models(const std::vector<std::string_view>& ids) {
  std::vector<const Model*> all;
  for (const std::string_view id : ids) all.push_back(model_named(id));
  return all;
}

}  // namespace

Config self_test(std::uint64_t seeds) {
  Config config;
  config.name = "the included store";
  config.seeds = {.from = 1, .count = seeds, .budget = std::nullopt};
  config.keep_failing = 3, config.keep_sampled = 0;
  for (const store::Entry* protocol : store::protocols()) {
    for (const store::Reads reads : protocol->reads) {
      Case one{.subject = std::string(protocol->id) + ", reads " + std::string(name_of(reads)), .workload = {}, .faults = "all", .config = asked(*protocol), .command = {}, .format = {}, .expect = {}};
      one.config.reads = reads;
      const store::Promise promise = protocol->promise(one.config.options, reads);
      one.expect.keeps = models(promise.keeps);
      one.expect.caught = models(promise.caught);
      config.cases.push_back(std::move(one));
    }
    for (const store::Mutant& mutant : protocol->mutants) {
      Case one{.subject = std::string(protocol->id) + ", " + std::string(mutant.name), .workload = {}, .faults = "all", .config = asked(*protocol), .command = {}, .format = {}, .expect = {}, .canary = true};
      one.config.reads = mutant.reads;
      one.config.options.mutant = mutant.name;
      for (const Bringing& bringing : bringing_out()) {
        if (bringing.protocol != protocol->id || bringing.mutant != mutant.name) continue;
        for (const Set& s : bringing.settings) set(one.config, s.setting, s.value);
      }
      one.expect.caught = {model_named(mutant.breaks)};
      one.expect.invariants = one.expect.available = false;
      config.cases.push_back(std::move(one));
    }
  }
  return config;
}

}  // namespace clio::gate
