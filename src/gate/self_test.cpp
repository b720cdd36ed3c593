// The gate of the store itself: every protocol under every read policy against its promise, and every mutant as a canary.
//
// A mutant shows only where its bug matters: some need a pull to cache, some a backup that is waited for, some crashes in quick succession. The
// table below says which settings bring each one out, beside the promise that it breaks; the seeds that it then takes are measured, not set.
//
// Tested by tests/gate/config_test.cpp.

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

/// Settings beside those that every case of the protocol has, and what they are called in the case's name.
struct Condition {
  std::string_view name;
  std::vector<Set> settings;
};

/// Replicas that are cut off from each other often and for a short time, while their clients go on: concurrent writes, and late ones.
const Condition kApart{"often apart", {{"ops", "500"}, {"keys", "8"}, {"read-ratio", "0.7"}, {"think", "1000"}, {"faults", "partition_every=60000,partition_for=30000"}}};
/// Nodes that crash often and come back soon, and compact their logs all the time.
const Condition kCrashing{"often crashing", {{"snapshot-every", "5"}, {"faults", "all,crash_every=60000,crash_for=40000"}}};
/// Leaders are lost and cut off, answers are lost, the log is compacted all the time.
const Condition kRough{"rough", {{"cas-ratio", "0.3"}, {"snapshot-every", "3"}, {"faults", "all,crash_every=120000,loss=0.12,partition_every=200000,partition_for=250000"}}};
const Condition kWaiting{"writes wait for two backups", {{"wait-for", "2"}}};
const Condition kNobodyFails{"nobody fails", {{"faults", "delay,loss,duplication,reordering,clock,disk"}}};
const Condition kPulled{"pulled", {{"when", "pull"}}};

struct Bringing {
  std::string_view protocol, mutant;
  const Condition* condition;
};

/// Conditions under which a mutant shows; where a mutant is not listed, what every protocol is asked brings it out.
constexpr Bringing kBringingOut[] = {
    {"read-only-replicas", "ignores-time-to-live", &kPulled},
    {"async-primary-backup", "no-fencing", &kWaiting},
    {"async-primary-backup", "no-state-transfer", &kWaiting},
    {"async-primary-backup", "lies-about-completion", &kWaiting},
    {"async-primary-backup", "forgets-context", &kNobodyFails},
    {"causal", "not-durable", &kCrashing},
    {"multi-paxos", "snapshot-loses-sessions", &kRough},
};

/// What a protocol promises and is caught at depends on how it is run; cases beside the usual one of each read policy.
struct Variant {
  std::string_view protocol, name;
  std::vector<Set> settings;
  std::vector<std::string_view> caught;  ///< what is to be caught, of the promise's; the usual case is not asked for it then
};
const std::vector<Variant>& variants() {
  static const std::vector<Variant> kAll{
      {"read-only-replicas", "pulled", {{"when", "pull"}, {"reads", "sticky"}}, {"linearizable"}},
      {"read-only-replicas", "invalidated", {{"what", "invalidation"}, {"reads", "sticky"}}, {"linearizable"}},
      {"async-primary-backup", "writes wait for two backups", {{"wait-for", "2"}, {"reads", "primary"}}, {}},
      {"async-primary-backup", "nobody fails", {{"reads", "primary"}, {"faults", "delay,loss,duplication,reordering,clock,disk"}}, {}},
      {"causal", "last writer wins, often apart", kApart.settings, {"causal"}},
      {"causal", "in order of arrival", {{"concurrent", "arrival"}, {"reads", "sticky"}}, {"causal-convergent"}},
      {"causal", "in order of arrival, moving", {{"concurrent", "arrival"}, {"reads", "any"}}, {"causal"}},
      {"multi-paxos", "rough", kRough.settings, {}},
      {"quorum", "quorums that need not meet", {{"read-quorum", "1"}}, {"linearizable"}},
  };
  return kAll;
}

std::vector<const Model*> models(const std::vector<std::string_view>& ids) {
  std::vector<const Model*> all;
  for (const std::string_view id : ids) all.push_back(model_named(id));
  return all;
}

void set(store::RunConfig& config, const std::vector<Set>& settings) {
  for (const Set& one : settings) set(config, one.setting, one.value);
}

Case case_of(const store::Entry& protocol, const std::string& what) {
  return {.subject = std::string(protocol.id) + ", " + what, .workload = {}, .faults = {}, .config = asked(protocol), .command = {}, .format = {}, .expect = {}};
}

void promise(Case& one) {
  const store::Promise said = one.config.protocol->promise(one.config.options, one.config.reads);
  one.expect.keeps = models(said.keeps);
  one.expect.caught = models(said.caught);
}

/// What is rare under the usual conditions is caught under those of a variant.
bool left_to_a_variant(const store::Entry& protocol, std::string_view model) { return protocol.id == "causal" && model == "causal"; }

}  // namespace

Config self_test(std::uint64_t seeds) {
  Config config;
  config.name = "the included store";
  config.seeds = {.from = 1, .count = seeds, .budget = std::nullopt};
  config.keep_failing = 3, config.keep_sampled = 0;
  for (const store::Entry* protocol : store::protocols()) {
    for (const store::Reads reads : protocol->reads) {
      Case one = case_of(*protocol, "reads " + std::string(name_of(reads)));
      one.config.reads = reads;
      promise(one);
      std::erase_if(one.expect.caught, [&](const Model* model) { return left_to_a_variant(*protocol, model->id); });
      config.cases.push_back(std::move(one));
    }
    for (const Variant& variant : variants()) {
      if (variant.protocol != protocol->id) continue;
      Case one = case_of(*protocol, std::string(variant.name));
      set(one.config, variant.settings);
      promise(one);
      one.expect.caught = models(variant.caught);
      if (variant.name == "nobody fails") one.expect.keeps = {&kLinearizable};  // what the protocol's table of promises says of failures does not apply
      config.cases.push_back(std::move(one));
    }
    for (const store::Mutant& mutant : protocol->mutants) {
      Case one = case_of(*protocol, std::string(mutant.name));
      for (const Bringing& bringing : kBringingOut) {
        if (bringing.protocol != protocol->id || bringing.mutant != mutant.name) continue;
        set(one.config, bringing.condition->settings);
        one.faults = bringing.condition->name;
      }
      one.config.reads = mutant.reads;
      one.config.options.mutant = mutant.name;
      one.canary = true;
      one.expect.caught = {model_named(mutant.breaks)};
      one.expect.invariants = one.expect.available = false;
      config.cases.push_back(std::move(one));
    }
  }
  return config;
}

}  // namespace clio::gate
