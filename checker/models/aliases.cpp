// Names that come from Adya (1999) and from Elle (Kingsbury and Alvaro 2020), which knows sessions as "strong session" models (Daudjee and Salem
// 2006) and real time as "strong" ones. Only what is exactly a row is an alias: a verdict under another name must be the verdict of that name.
// docs/semantics.md, "Other names", says why each is one. Ids of rows win: Elle's own `serializable`, `snapshot-isolation` and `read-committed` know no
// sessions, and are the rows adya-serializable, adya-snapshot-isolation and adya-read-committed here.
// Tested by: tests/history/catalogue_test.cpp.
#include "checker/models/aliases.hpp"

#include <algorithm>

namespace clio {
namespace {

constexpr std::array kAliases{
    Alias{"strong-serializable", &kStrictSerializable},
    Alias{"strong-session-serializable", &kSerializable},
    Alias{"strong-session-PL-3", &kSerializable},
    Alias{"strong-session-snapshot-isolation", &kSnapshotIsolation},
    Alias{"strong-session-PL-SI", &kSnapshotIsolation},
    Alias{"PL-3", &kAdyaSerializable},
    Alias{"PL-2.99", &kAdyaSerializable},
    Alias{"PL-SI", &kAdyaSnapshotIsolation},
    Alias{"PL-2", &kAdyaReadCommitted},
};

constexpr std::array kNoRows{
    NoRow{"PL-1", "writes are never interleaved, reads are free", &kAdyaReadCommitted, nullptr},
    NoRow{"read-uncommitted", "writes are never interleaved, reads are free", &kAdyaReadCommitted, nullptr},
    NoRow{"PL-CS", "no lost update of what a cursor is on", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"cursor-stability", "no lost update of what a cursor is on", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"PL-2L", "a transaction sees everything of whom it depends on, from when it does", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"monotonic-view", "a transaction sees everything of whom it depends on, from when it does", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"monotonic-atomic-view", "a transaction sees everything of whom it has read from, from when it has", &kReadCommitted, &kAdyaReadCommitted},
    NoRow{"PL-MSR", "each operation reads a snapshot, none older than the one before", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"monotonic-snapshot-read", "each operation reads a snapshot, none older than the one before", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"PL-2+", "no cycle with a single anti-dependency", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"consistent-view", "no cycle with a single anti-dependency", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"PL-FCV", "consistent view, of what had committed before the transaction's start", &kStrictSerializable, &kAdyaReadCommitted},
    NoRow{"forward-consistent-view", "consistent view, of what had committed before the transaction's start", &kStrictSerializable, &kAdyaReadCommitted},
    NoRow{"PL-3U", "serializable for transactions that write", &kAdyaSerializable, &kAdyaReadCommitted},
    NoRow{"update-serializable", "serializable for transactions that write", &kAdyaSerializable, &kAdyaReadCommitted},
    NoRow{"repeatable-read", "Adya's and Elle's is PL-2.99, others' are weaker", &kAdyaSerializable, &kAdyaReadCommitted},
    NoRow{"parallel-snapshot-isolation", "snapshots that need not grow in one order", &kAdyaSnapshotIsolation, &kAdyaReadCommitted},
    NoRow{"strong-session-PL-2", "PL-2 with each session in its own order", &kReadCommitted, &kAdyaReadCommitted},
    NoRow{"strong-session-read-committed", "PL-2 with each session in its own order", &kReadCommitted, &kAdyaReadCommitted},
    NoRow{"strong-snapshot-isolation", "snapshot isolation in which a snapshot holds all that committed before in real time", &kStrictSerializable, &kSnapshotIsolation},
};

bool same(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return small(x) == small(y); });
}

}  // namespace

std::span<const Alias> aliases() { return kAliases; }
std::span<const NoRow> models_without_row() { return kNoRows; }

const Model* model_called(std::string_view name) {
  if (const Model* model = model_named(name)) return model;
  const auto alias = std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& a) { return same(a.name, name); });
  return alias == kAliases.end() ? nullptr : alias->model;
}

std::string nearest_models(std::string_view name) {
  const auto found = std::find_if(kNoRows.begin(), kNoRows.end(), [&](const NoRow& row) { return same(row.name, name); });
  if (found == kNoRows.end()) return {};
  std::string text = "\"" + std::string(name) + "\" is no row of the table (" + std::string(found->meaning) + "); the nearest: ";
  if (found->stronger != nullptr) text += std::string(found->stronger->id) + ", which is at least as strong";
  if (found->stronger != nullptr && found->weaker != nullptr) text += ", and ";
  if (found->weaker != nullptr) text += std::string(found->weaker->id) + ", which is weaker";
  return text;
}

}  // namespace clio
