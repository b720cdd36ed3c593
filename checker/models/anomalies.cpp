// Which anomaly rules out which models, as data. Reasons, with B for what the row's arb extends:
// - Reads whose value was not to be had (aborted, intermediate, thin air, ...) have no source, and violate every row.
// - G0: only lists show orders of writes, and what they show binds arb in every row; with session order in the circle, in every row whose arb extends so.
// - G1c is a circle of wr and ww, which arb extends in every row with wr in its base; one that needs session order besides, in those with so too.
// - One anti-dependency, or several apart: the snapshot isolations forbid (B ∪ ww);rw? to be a circle; Adya's has no so in B. Two in a row: only the serializable rows.
// - Rows between read-committed and prefix forbid fewer shapes; the names that are about them say which (Biswas and Enea 2019; Cerone, Bernardi and Gotsman 2015).
// - Real time is part of strict-serializable alone.
// Tested by tests/evidence/anomaly_table_test.cpp, each row on its classic history.

#include "checker/models/anomalies.hpp"

#include <algorithm>

namespace clio {
namespace {

using Models = std::vector<const Model*>;

const Models& every_row() {
  static const Models models{&kReadYourWrites, &kMonotonicReads, &kMonotonicWrites, &kWritesFollowReads, &kAdyaReadCommitted};
  return models;
}

std::vector<AnomalyRow> rows() {
  constexpr std::string_view kAdya = "Adya 1999";
  constexpr std::string_view kForms = "Adya 1999; the form with sessions and real time: Kingsbury and Alvaro 2020";
  return {
      {"G0", kAdya, "Transactions overwrite each other in a circle.", "txn_dirty_write", every_row()},
      {"G0-process", kForms, "A circle of overwriting and session order.", "txn_g0_process",
       {&kReadCommitted, &kReadYourWrites, &kMonotonicReads, &kMonotonicWrites, &kWritesFollowReads}},
      {"G0-realtime", kForms, "A circle of overwriting and real time.", "txn_g0_realtime", {&kStrictSerializable}},
      {"G1a", kAdya, "A transaction read what only a failed one wrote.", "txn_aborted_read", every_row()},
      {"G1b", kAdya, "A transaction read what its writer overwrote itself.", "txn_intermediate_read", every_row()},
      {"G1c", kAdya, "Information flows in a circle: transactions overwrite and read from each other.", "txn_circular_information_flow", {&kAdyaReadCommitted}},
      {"G1c-process", kForms, "A circle of reading, overwriting and session order.", "txn_g1c_process", {&kReadCommitted}},
      {"G1c-realtime", kForms, "A circle of reading, overwriting and real time.", "txn_g1c_realtime", {&kStrictSerializable}},
      {"G-single", "Adya 1999; Cerone and Gotsman 2016", "A circle with one anti-dependency.", "txn_lost_update", {&kAdyaSnapshotIsolation}},
      {"G-single-process", kForms, "A circle with one anti-dependency, and session order.", "txn_g_single_process", {&kSnapshotIsolation}},
      {"G-single-realtime", kForms, "A circle with one anti-dependency, and real time.", "txn_g_single_realtime", {&kStrictSerializable}},
      {"G-nonadjacent", "Cerone and Gotsman 2016", "A circle with several anti-dependencies, no two of them in a row.", "txn_g_nonadjacent", {&kAdyaSnapshotIsolation}},
      {"G-nonadjacent-process", "Cerone and Gotsman 2016; Kingsbury and Alvaro 2020", "The same, with session order.", "txn_g_nonadjacent_process", {&kSnapshotIsolation}},
      {"G-nonadjacent-realtime", "Cerone and Gotsman 2016; Kingsbury and Alvaro 2020", "The same, with real time.", "txn_g_nonadjacent_realtime", {&kStrictSerializable}},
      {"G2-item", kAdya, "A circle with two anti-dependencies in a row.", "txn_write_skew", {&kAdyaSerializable}},
      {"G2-item-process", kForms, "A circle with two anti-dependencies in a row, and session order.", "txn_g2_item_process", {&kSerializable}},
      {"G2-item-realtime", kForms, "A circle with two anti-dependencies in a row, and real time.", "txn_g2_item_realtime", {&kStrictSerializable}},

      {"thin-air-read", "Adya 1999; Biswas and Enea 2019", "A value that nobody wrote.", "txn_thin_air_read", every_row()},
      {"aborted-read", "Adya 1999 (G1a)", "A value that only a failed transaction wrote.", "txn_aborted_read", every_row()},
      {"intermediate-read", "Adya 1999 (G1b)", "A value that its transaction overwrote itself.", "txn_intermediate_read", every_row()},
      {"future-read", "Biswas and Enea 2019", "A value that the transaction itself wrote only later.", "txn_future_read", every_row()},
      {"own-write-missed", "Kingsbury and Alvaro 2020 (internal)", "A read after a write of its own transaction that returned something else.", "txn_own_write_missed", every_row()},
      {"duplicate-elements", "Kingsbury and Alvaro 2020", "A list holds an element more often than it was appended, or a set holds one twice.", "txn_duplicate_elements", every_row()},
      {"incompatible-order", "Kingsbury and Alvaro 2020", "Two reads of a list, neither the beginning of the other.", "txn_incompatible_order", every_row()},
      {"dirty-write", "Berenson et al. 1995 (P0)", "Two transactions' writes to two keys took effect in different orders.", "txn_dirty_write", every_row()},
      {"circular-information-flow", "Adya 1999 (G1c)", "Two transactions each depend on what the other wrote.", "txn_circular_information_flow", {&kAdyaReadCommitted}},
      {"non-repeatable-read", "Berenson et al. 1995 (P2)", "Two reads of one key in a transaction returned what two others wrote.", "txn_non_repeatable_read",
       {&kReadAtomic, &kAdyaSnapshotIsolation}},
      {"fractured-read", "Bailis et al. 2014", "A transaction saw one write of another and missed another one.", "txn_fractured_read", {&kReadAtomic, &kAdyaSnapshotIsolation}},
      {"causality-violation", "Lloyd et al. 2011; Biswas and Enea 2019", "A transaction saw an effect without its cause.", "txn_causality_violation",
       {&kCausalConvergent, &kAdyaSnapshotIsolation}},
      {"read-skew", "Berenson et al. 1995 (A5A)", "A transaction saw the effects of another and missed a write of it.", "txn_read_skew", {&kAdyaSnapshotIsolation}},
      {"lost-update", "Berenson et al. 1995 (P4)", "Two transactions read the same version of a key and both overwrote it.", "txn_lost_update", {&kAdyaSnapshotIsolation}},
      {"long-fork", "Sovran et al. 2011; Cerone et al. 2015", "Two transactions each saw one of two independent writes and missed the other.", "txn_long_fork",
       {&kPrefix, &kAdyaSnapshotIsolation}},
      {"write-skew", "Berenson et al. 1995 (A5B)", "Two transactions each missed the other's write.", "txn_write_skew", {&kAdyaSerializable}},
      {"stale-read", "Crooks et al. 2017", "An overwritten value, after the overwrite had been answered.", "txn_g_single_realtime", {&kStrictSerializable}},
      {"read-your-writes-violation", "Terry et al. 1994", "A process missed its own write.", "txn_read_your_writes", {&kReadYourWrites}},
      {"non-monotonic-read", "Terry et al. 1994", "A process went back from a newer value to an older one.", "txn_monotonic_reads", {&kMonotonicReads}},
      {"monotonic-writes-violation", "Terry et al. 1994", "A write was seen without an earlier one of its process.", "txn_monotonic_writes", {&kMonotonicWrites}},
      {"writes-follow-reads-violation", "Terry et al. 1994", "A write was seen without what its process had read before.", "txn_writes_follow_reads", {&kWritesFollowReads}},
  };
}

}  // namespace

std::span<const AnomalyRow> anomaly_table() {
  static const std::vector<AnomalyRow> table = rows();
  return table;
}

bool rules_out(const AnomalyRow& row, const Model& model) {
  return std::any_of(row.weakest.begin(), row.weakest.end(), [&](const Model* weakest) { return implies(model, *weakest); });
}

}  // namespace clio
