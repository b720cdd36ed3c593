#include "checker/models/catalogue.hpp"

#include <algorithm>
#include <array>

namespace clio {

const Model kLinearizable{
    .id = "linearizable", .title = "Linearizability", .abbreviation = "LIN", .cite = "Herlihy and Wing 1990",
    .meaning = "Every operation seems to take effect at one instant between its call and its return.",
    .sees = Visibility::arbitrated_before, .extends = Base::real_time, .agreed_by = Agreement::everyone, .scope = Scope::per_key,
    .needs_times = true, .any_object = true};
const Model kSequential{
    .id = "sequential", .title = "Sequential consistency", .abbreviation = "SEQ", .cite = "Lamport 1979",
    .meaning = "One order of all operations, with each process in its own order, explains every answer.",
    .sees = Visibility::arbitrated_before, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .needs_times = false, .any_object = true};
const Model kCache{
    .id = "cache", .title = "Cache consistency", .abbreviation = "CACHE", .cite = "Goodman 1989",
    .meaning = "Each key on its own is sequentially consistent.",
    .sees = Visibility::arbitrated_before, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::per_key,
    .needs_times = false, .any_object = true};
const Model kCausalConvergent{
    .id = "causal-convergent", .title = "Causal convergence (CCv)", .abbreviation = "CCv", .cite = "Bouajjani, Enea, Guerraoui and Hamza 2017",
    .meaning = "Reads respect causality, and everyone resolves concurrent writes in the same order.",
    .sees = Visibility::causal, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .needs_times = false, .any_object = false};
const Model kCausal{
    .id = "causal", .title = "Causal memory (CM)", .abbreviation = "CM", .cite = "Ahamad, Neiger, Burns, Kohli and Hutto 1995",
    .meaning = "Each process sees all writes in one order of its own that respects causality.",
    .sees = Visibility::arbitrated_before, .extends = Base::causal, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .needs_times = false, .any_object = false};
const Model kWeakCausal{
    .id = "weak-causal", .title = "Weak causal consistency (CC)", .abbreviation = "CC", .cite = "Bouajjani, Enea, Guerraoui and Hamza 2017",
    .meaning = "Each read respects causality, but may order concurrent writes in its own way.",
    .sees = Visibility::causal, .extends = Base::causal, .agreed_by = Agreement::each_read, .scope = Scope::all_keys,
    .needs_times = false, .any_object = false};
const Model kPram{
    .id = "pram", .title = "PRAM (FIFO) consistency", .abbreviation = "PRAM", .cite = "Lipton and Sandberg 1988",
    .meaning = "Each process sees the writes of every process in the order in which that process issued them.",
    .sees = Visibility::arbitrated_before, .extends = Base::session_order, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .needs_times = false, .any_object = false};
const Model kReadYourWrites{
    .id = "read-your-writes", .title = "Read your writes", .abbreviation = "RYW", .cite = "Terry et al. 1994",
    .meaning = "A read sees the earlier writes of its own process.",
    .sees = Visibility::session, .extends = Base::session_order, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .needs_times = false, .any_object = false};
const Model kMonotonicReads{
    .id = "monotonic-reads", .title = "Monotonic reads", .abbreviation = "MR", .cite = "Terry et al. 1994",
    .meaning = "A read sees what earlier reads of its process returned.",
    .sees = Visibility::read_then_session, .extends = Base::session_order, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .needs_times = false, .any_object = false};
const Model kMonotonicWrites{
    .id = "monotonic-writes", .title = "Monotonic writes", .abbreviation = "MW", .cite = "Terry et al. 1994",
    .meaning = "Who sees a write sees the earlier writes of that write's process.",
    .sees = Visibility::session_then_read, .extends = Base::session_order, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .needs_times = false, .any_object = false};
const Model kWritesFollowReads{
    .id = "writes-follow-reads", .title = "Writes follow reads", .abbreviation = "WFR", .cite = "Terry et al. 1994",
    .meaning = "Who sees a write sees what that write's process had read before it.",
    .sees = Visibility::read_then_session_then_read, .extends = Base::session_order, .agreed_by = Agreement::each_process,
    .scope = Scope::all_keys, .needs_times = false, .any_object = false};

namespace {

constexpr std::array kCatalogue{&kLinearizable, &kSequential,     &kCache,          &kCausalConvergent, &kCausal,           &kWeakCausal,
                                &kPram,         &kReadYourWrites, &kMonotonicReads, &kMonotonicWrites,  &kWritesFollowReads};

constexpr std::array kImplications{
    Implication{&kLinearizable, &kSequential, true},
    Implication{&kSequential, &kCausal, false},             Implication{&kSequential, &kCausalConvergent, false},
    Implication{&kSequential, &kCache, false},              Implication{&kCausal, &kWeakCausal, false},
    Implication{&kCausal, &kPram, false},                   Implication{&kCausal, &kReadYourWrites, false},
    Implication{&kCausal, &kMonotonicReads, false},         Implication{&kCausal, &kMonotonicWrites, false},
    Implication{&kCausal, &kWritesFollowReads, false},      Implication{&kCausalConvergent, &kWeakCausal, false},
    Implication{&kCausalConvergent, &kReadYourWrites, false}, Implication{&kCausalConvergent, &kMonotonicReads, false},
    Implication{&kCausalConvergent, &kMonotonicWrites, false}, Implication{&kCausalConvergent, &kWritesFollowReads, false},
    Implication{&kWeakCausal, &kReadYourWrites, false},     Implication{&kPram, &kReadYourWrites, false},
    Implication{&kCache, &kReadYourWrites, false},          // what a read missed of its own process is on its key
    Implication{&kPram, &kMonotonicReads, false},           Implication{&kPram, &kMonotonicWrites, false},
};

}  // namespace

std::span<const Model* const> catalogue() { return kCatalogue; }

const Model* model_named(std::string_view id) {
  const auto found = std::find_if(kCatalogue.begin(), kCatalogue.end(), [&](const Model* m) { return m->id == id; });
  return found == kCatalogue.end() ? nullptr : *found;
}

std::span<const Implication> implications() { return kImplications; }

bool implies(const Model& stronger, const Model& weaker, bool gaps) {
  if (stronger == weaker) return true;
  return std::any_of(kImplications.begin(), kImplications.end(), [&](const Implication& step) {
    return *step.stronger == stronger && (gaps || !step.needs_gaps) && implies(*step.weaker, weaker, gaps);
  });
}

}  // namespace clio
