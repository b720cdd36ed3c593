#include "checker/models/catalogue.hpp"

#include <algorithm>
#include <array>

namespace clio {

const Model kLinearizable{
    .id = "linearizable", .title = "Linearizability", .abbreviation = "LIN", .cite = "Herlihy and Wing 1990",
    .meaning = "Every operation seems to take effect at one instant between its call and its return.",
    .sees = Visibility::arbitrated_before, .extends = Base::real_time, .agreed_by = Agreement::everyone, .scope = Scope::per_key,
    .unit = Unit::operation, .needs_times = true, .judged = Judged::any_object};
const Model kSequential{
    .id = "sequential", .title = "Sequential consistency", .abbreviation = "SEQ", .cite = "Lamport 1979",
    .meaning = "One order of all operations, with each process in its own order, explains every answer.",
    .sees = Visibility::arbitrated_before, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::operation, .needs_times = false, .judged = Judged::any_object};
const Model kCache{
    .id = "cache", .title = "Cache consistency", .abbreviation = "CACHE", .cite = "Goodman 1989",
    .meaning = "Each key on its own is sequentially consistent.",
    .sees = Visibility::arbitrated_before, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::per_key,
    .unit = Unit::operation, .needs_times = false, .judged = Judged::any_object};
const Model kCausalConvergent{
    .id = "causal-convergent", .title = "Causal convergence (CCv)", .abbreviation = "CCv", .cite = "Bouajjani, Enea, Guerraoui and Hamza 2017",
    .meaning = "Reads respect causality, and everyone resolves concurrent writes in the same order.",
    .sees = Visibility::causal, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::either, .needs_times = false, .judged = Judged::versioned_transactions};
const Model kCausal{
    .id = "causal", .title = "Causal memory (CM)", .abbreviation = "CM", .cite = "Ahamad, Neiger, Burns, Kohli and Hutto 1995",
    .meaning = "Each process sees all writes in one order of its own that respects causality.",
    .sees = Visibility::arbitrated_before, .extends = Base::causal, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .unit = Unit::operation, .needs_times = false, .judged = Judged::registers};
const Model kWeakCausal{
    .id = "weak-causal", .title = "Weak causal consistency (CC)", .abbreviation = "CC", .cite = "Bouajjani, Enea, Guerraoui and Hamza 2017",
    .meaning = "Each read respects causality, but may order concurrent writes in its own way.",
    .sees = Visibility::causal, .extends = Base::causal, .agreed_by = Agreement::each_read, .scope = Scope::all_keys,
    .unit = Unit::operation, .needs_times = false, .judged = Judged::registers};
const Model kPram{
    .id = "pram", .title = "PRAM (FIFO) consistency", .abbreviation = "PRAM", .cite = "Lipton and Sandberg 1988",
    .meaning = "Each process sees the writes of every process in the order in which that process issued them.",
    .sees = Visibility::arbitrated_before, .extends = Base::session_order, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .unit = Unit::operation, .needs_times = false, .judged = Judged::registers};
const Model kReadYourWrites{
    .id = "read-your-writes", .title = "Read your writes", .abbreviation = "RYW", .cite = "Terry et al. 1994",
    .meaning = "A read sees the earlier writes of its own process.",
    .sees = Visibility::session, .extends = Base::session_order, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .unit = Unit::either, .needs_times = false, .judged = Judged::versioned_transactions};
const Model kMonotonicReads{
    .id = "monotonic-reads", .title = "Monotonic reads", .abbreviation = "MR", .cite = "Terry et al. 1994",
    .meaning = "A read sees what earlier reads of its process returned.",
    .sees = Visibility::read_then_session, .extends = Base::session_order, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .unit = Unit::either, .needs_times = false, .judged = Judged::versioned_transactions};
const Model kMonotonicWrites{
    .id = "monotonic-writes", .title = "Monotonic writes", .abbreviation = "MW", .cite = "Terry et al. 1994",
    .meaning = "Who sees a write sees the earlier writes of that write's process.",
    .sees = Visibility::session_then_read, .extends = Base::session_order, .agreed_by = Agreement::each_process, .scope = Scope::all_keys,
    .unit = Unit::either, .needs_times = false, .judged = Judged::versioned_transactions};
const Model kWritesFollowReads{
    .id = "writes-follow-reads", .title = "Writes follow reads", .abbreviation = "WFR", .cite = "Terry et al. 1994",
    .meaning = "Who sees a write sees what that write's process had read before it.",
    .sees = Visibility::read_then_session_then_read, .extends = Base::session_order, .agreed_by = Agreement::each_process,
    .scope = Scope::all_keys,
    .unit = Unit::either, .needs_times = false, .judged = Judged::versioned_transactions};
const Model kStrictSerializable{
    .id = "strict-serializable", .title = "Strict serializability", .abbreviation = "SSER", .cite = "Papadimitriou 1979; Herlihy and Wing 1990",
    .meaning = "Transactions seem to run one after the other, each at one instant between its call and its return.",
    .sees = Visibility::arbitrated_before, .extends = Base::causal_and_real_time, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = true, .judged = Judged::any_object};
const Model kSerializable{
    .id = "serializable", .title = "Serializability", .abbreviation = "SER", .cite = "Papadimitriou 1979; Biswas and Enea 2019",
    .meaning = "Transactions seem to run one after the other, each session's in its own order.",
    .sees = Visibility::arbitrated_before, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = false, .judged = Judged::any_object};
const Model kSnapshotIsolation{
    .id = "snapshot-isolation", .title = "Snapshot isolation", .abbreviation = "SI", .cite = "Berenson et al. 1995; Biswas and Enea 2019",
    .meaning = "Each transaction reads from a snapshot, and of two that overlap and write one key only one commits.",
    .sees = Visibility::snapshot, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = false, .judged = Judged::versioned};
const Model kPrefix{
    .id = "prefix", .title = "Prefix consistency", .abbreviation = "PC", .cite = "Terry et al. 1995; Biswas and Enea 2019",
    .meaning = "Each transaction reads from a snapshot: the effects of some first part of the order in which all commit.",
    .sees = Visibility::prefix, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = false, .judged = Judged::versioned};
const Model kReadAtomic{
    .id = "read-atomic", .title = "Read atomicity", .abbreviation = "RA", .cite = "Bailis et al. 2014; Biswas and Enea 2019",
    .meaning = "A transaction that sees one write of another sees all of them, or newer ones.",
    .sees = Visibility::adjacent, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = false, .judged = Judged::versioned};
const Model kReadCommitted{
    .id = "read-committed", .title = "Read committed", .abbreviation = "RC", .cite = "Berenson et al. 1995; Biswas and Enea 2019",
    .meaning = "Transactions read committed values only, and within a transaction never go back behind what was read before.",
    .sees = Visibility::read_earlier, .extends = Base::causal, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = false, .judged = Judged::versioned};
const Model kAdyaSerializable{
    .id = "adya-serializable", .title = "Adya's PL-3", .abbreviation = "PL-3", .cite = "Adya 1999",
    .meaning = "Transactions seem to run one after the other, whatever the sessions' orders.",
    .sees = Visibility::arbitrated_before, .extends = Base::reads_from, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = false, .judged = Judged::any_object};
const Model kAdyaSnapshotIsolation{
    .id = "adya-snapshot-isolation", .title = "Adya's PL-SI", .abbreviation = "PL-SI", .cite = "Adya 1999; Cerone and Gotsman 2016",
    .meaning = "Snapshot isolation, whatever the sessions' orders.",
    .sees = Visibility::snapshot, .extends = Base::reads_from, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = false, .judged = Judged::versioned};
const Model kAdyaReadCommitted{
    .id = "adya-read-committed", .title = "Adya's PL-2", .abbreviation = "PL-2", .cite = "Adya 1999",
    .meaning = "Transactions read committed final values only, and information flows in no circle.",
    .sees = Visibility::nothing, .extends = Base::reads_from, .agreed_by = Agreement::everyone, .scope = Scope::all_keys,
    .unit = Unit::transaction, .needs_times = false, .judged = Judged::versioned};

namespace {

constexpr std::array kCatalogue{&kLinearizable, &kSequential,     &kCache,          &kCausalConvergent, &kCausal,           &kWeakCausal,
                                &kPram,         &kReadYourWrites, &kMonotonicReads, &kMonotonicWrites,  &kWritesFollowReads,
                                &kStrictSerializable, &kSerializable, &kSnapshotIsolation, &kPrefix, &kReadAtomic, &kReadCommitted,
                                &kAdyaSerializable, &kAdyaSnapshotIsolation, &kAdyaReadCommitted};

constexpr std::size_t kOperationModels = 11;  // the first of them

constexpr std::array kTransactionModels{&kStrictSerializable, &kSerializable,   &kSnapshotIsolation, &kPrefix,         &kCausalConvergent,
                                        &kReadAtomic,         &kReadCommitted,  &kReadYourWrites,    &kMonotonicReads, &kMonotonicWrites,
                                        &kWritesFollowReads,  &kAdyaSerializable, &kAdyaSnapshotIsolation, &kAdyaReadCommitted};

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
    Implication{&kStrictSerializable, &kSerializable, false}, Implication{&kSerializable, &kSnapshotIsolation, false},
    Implication{&kSnapshotIsolation, &kPrefix, false},      Implication{&kPrefix, &kCausalConvergent, false},
    Implication{&kCausalConvergent, &kReadAtomic, false},   Implication{&kReadAtomic, &kReadCommitted, false},
    Implication{&kReadAtomic, &kReadYourWrites, false},     Implication{&kReadCommitted, &kAdyaReadCommitted, false},
    Implication{&kSerializable, &kAdyaSerializable, false}, Implication{&kAdyaSerializable, &kAdyaSnapshotIsolation, false},
    Implication{&kSnapshotIsolation, &kAdyaSnapshotIsolation, false}, Implication{&kAdyaSnapshotIsolation, &kAdyaReadCommitted, false},
};

}  // namespace

std::span<const Model* const> catalogue() { return kCatalogue; }
std::span<const Model* const> operation_models() { return std::span(kCatalogue).first(kOperationModels); }
std::span<const Model* const> transaction_models() { return kTransactionModels; }

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
