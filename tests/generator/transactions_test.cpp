// The transactional stores are held to the axioms of their models (Biswas and Enea, "On the complexity of checking transactional consistency", 2019, figure 3), read
// literally over the order of the stores' own stamps; and each plant to what it breaks and what it keeps, over every order of its transactions.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/formats/native/native.hpp"
#include "adapters/formats/plume/plume.hpp"
#include "tests/adapters/native_text.hpp"
#include "tests/benchmarks/transaction_text.hpp"

namespace clio::bench {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

TransactionArguments arguments_for(const std::string& line) {
  const auto arguments = transaction_arguments_of(words_of("--transactions " + line + " -o -"));
  EXPECT_TRUE(arguments) << line << ": " << (arguments ? "" : arguments.error());
  return arguments ? *arguments : TransactionArguments{};
}

std::string generated(const std::string& line) {
  const TransactionArguments arguments = arguments_for(line);
  std::ostringstream out;
  write_transactions(arguments, simulate_transactions(arguments.settings), out);
  return out.str();
}

enum Level { kReadCommitted, kReadAtomic, kCausal, kPrefix, kSnapshotIsolation, kSerializable, kLevels };

/// Committed transactions on registers in an order that is taken for the arbitration, and what follows from their values.
class Ordered {
 public:
  /// `txns`: in order of arbitration, with places in their sessions as `place`.
  Ordered(const TransactionRun& run, const std::vector<std::size_t>& order) : run_(run), order_(order) {
    const std::size_t n = order.size();
    std::map<std::int64_t, std::pair<std::size_t, std::uint64_t>> writer;  // of a value: transaction, operation
    for (std::size_t t = 0; t < n; ++t) {
      for (std::uint64_t i = txn(t).begin; i < txn(t).end; ++i) {
        if (!run.operations[i].is_read) writer[run.operations[i].value] = {t, i};
      }
    }
    before_.assign(n, std::vector<bool>(n, false));
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) before_[a][b] = txn(a).session == txn(b).session && order[a] < order[b];
    }
    for (std::size_t t = 0; t < n; ++t) {
      std::map<std::uint32_t, std::int64_t> own;
      for (std::uint64_t i = txn(t).begin; i < txn(t).end; ++i) {
        const TransactionOperation& op = run.operations[i];
        if (!op.is_read) own[op.key] = op.value;
        else if (own.contains(op.key)) sound_ = sound_ && own[op.key] == op.value;
        else if (op.value == 0) reads_.push_back({t, i, op.key, kInitial});
        else if (!writer.contains(op.value) || writer[op.value].first == t || !is_last_write(writer[op.value].second)) sound_ = false;
        else {
          reads_.push_back({t, i, op.key, writer[op.value].first});
          before_[writer[op.value].first][t] = true;
        }
      }
    }
    for (std::size_t a = 0; a < n && sound_; ++a) {
      for (std::size_t b = 0; b < n; ++b) sound_ = sound_ && !(before_[a][b] && a >= b);  // arbitration extends session order and reads-from
    }
    // An arbitration that extends both is also an order in which their closure can be computed.
    causal_ = before_;
    for (std::size_t b = 0; b < n; ++b) {
      for (std::size_t a = b; a-- > 0;) {
        if (!causal_[a][b]) continue;
        for (std::size_t c = 0; c < a; ++c) causal_[c][b] = causal_[c][b] || causal_[c][a];
      }
    }
  }

  [[nodiscard]] bool keeps(Level level) const {
    if (!sound_) return false;
    for (const Read& read : reads_) {
      for (std::size_t other = 0; other < order_.size(); ++other) {
        if (other == read.from || other == read.in || !writes(other, read.key) || !sees(level, read, other)) continue;
        if (read.from == kInitial || other > read.from) return false;
      }
    }
    return true;
  }

 private:
  static constexpr std::size_t kInitial = static_cast<std::size_t>(-1);
  struct Read {
    std::size_t in;
    std::uint64_t op;
    std::uint32_t key;
    std::size_t from;
  };

  [[nodiscard]] const Transaction& txn(std::size_t t) const { return run_.transactions[order_[t]]; }
  [[nodiscard]] bool is_last_write(std::uint64_t op) const {
    for (std::size_t t = 0; t < order_.size(); ++t) {
      if (op < txn(t).begin || op >= txn(t).end) continue;
      for (std::uint64_t i = op + 1; i < txn(t).end; ++i) {
        if (!run_.operations[i].is_read && run_.operations[i].key == run_.operations[op].key) return false;
      }
    }
    return true;
  }
  [[nodiscard]] bool writes(std::size_t t, std::uint32_t key) const {
    for (std::uint64_t i = txn(t).begin; i < txn(t).end; ++i) {
      if (!run_.operations[i].is_read && run_.operations[i].key == key) return true;
    }
    return false;
  }
  [[nodiscard]] bool conflict(std::size_t a, std::size_t b) const {
    for (std::uint64_t i = txn(a).begin; i < txn(a).end; ++i) {
      if (!run_.operations[i].is_read && writes(b, run_.operations[i].key)) return true;
    }
    return false;
  }

  /// Whether the read has to see the other transaction.
  [[nodiscard]] bool sees(Level level, const Read& read, std::size_t other) const {
    switch (level) {
      case kReadCommitted:  // an earlier read of the same transaction did
        return std::any_of(reads_.begin(), reads_.end(), [&](const Read& r) { return r.in == read.in && r.op < read.op && r.from == other; });
      case kReadAtomic: return before_[other][read.in];
      case kCausal: return causal_[other][read.in];
      case kPrefix: return sees_prefix(read.in, other);
      case kSnapshotIsolation:
        if (sees_prefix(read.in, other)) return true;
        for (std::size_t t = other; t < read.in; ++t) {  // what is before an earlier writer of a key that this one writes
          if (conflict(t, read.in)) return true;
        }
        return false;
      case kSerializable: return other < read.in;
      case kLevels: break;
    }
    return false;
  }
  [[nodiscard]] bool sees_prefix(std::size_t in, std::size_t other) const {
    for (std::size_t t = other; t < order_.size(); ++t) {
      if (before_[t][in]) return true;
    }
    return false;
  }

  const TransactionRun& run_;
  std::vector<std::size_t> order_;
  std::vector<Read> reads_;
  std::vector<std::vector<bool>> before_, causal_;  // session order or reads-from, and their closure
  bool sound_ = true;  // reads are of final committed values or own ones, and the order extends what it has to
};

Ordered in_order_of_stamps(const TransactionRun& run) {
  std::vector<std::size_t> order;
  for (std::size_t t = 0; t < run.transactions.size(); ++t) {
    if (!run.transactions[t].failed) order.push_back(t);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return run.transactions[a].stamp < run.transactions[b].stamp; });
  return {run, order};
}

struct StoreCase {
  const char* arguments;
  Level strongest;  ///< what each run keeps; some run breaks the next
};

std::ostream& operator<<(std::ostream& out, const StoreCase& c) { return out << c.arguments; }

class TransactionalStore : public testing::TestWithParam<StoreCase> {};

TEST_P(TransactionalStore, KeepsItsModelInEveryRunAndBreaksTheNextInSome) {
  std::set<Level> broken;
  for (int seed = 1; seed <= 20; ++seed) {
    const TransactionArguments arguments =
        arguments_for(std::string(GetParam().arguments) + " --ops 400 --length 4 --sessions 8 --keys 12 --aborted 0.05 --delay 60 --seed " + std::to_string(seed));
    const TransactionRun run = simulate_transactions(arguments.settings);
    const Ordered ordered = in_order_of_stamps(run);
    for (int level = 0; level < kLevels; ++level) {
      const bool kept = ordered.keeps(static_cast<Level>(level));
      if (level <= GetParam().strongest) {
        EXPECT_TRUE(kept) << "level " << level << ", seed " << seed;
      } else if (!kept) {
        broken.insert(static_cast<Level>(level));
      }
    }
  }
  if (GetParam().strongest != kSerializable) {
    EXPECT_TRUE(broken.contains(static_cast<Level>(GetParam().strongest + 1)));
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, TransactionalStore,
                         testing::Values(StoreCase{"serializable", kSerializable}, StoreCase{"serializable --distribution zipf", kSerializable},
                                         StoreCase{"snapshot-isolation", kSnapshotIsolation}, StoreCase{"prefix", kPrefix}, StoreCase{"causal", kCausal},
                                         StoreCase{"causal --replicas 8", kCausal}, StoreCase{"read-atomic", kReadAtomic},
                                         StoreCase{"read-committed", kReadCommitted}),
                         [](const auto& store) {
                           std::string name;
                           for (const char c : std::string(store.param.arguments)) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
                           return name;
                         });

/// The strongest level that some order of the planted transactions keeps; -1 where not even read-committed is.
int strongest_of_plant(const TransactionRun& run) {
  std::vector<std::size_t> order;
  for (std::size_t t = 0; t < run.transactions.size(); ++t) {
    if (run.transactions[t].planted && !run.transactions[t].failed) order.push_back(t);
  }
  int strongest = -1;
  do {
    const Ordered ordered(run, order);
    for (int level = strongest + 1; level < kLevels && ordered.keeps(static_cast<Level>(level)); ++level) strongest = level;
  } while (std::next_permutation(order.begin(), order.end()));
  return strongest;
}

TEST(TransactionalPlant, BreaksWhatItIsNamedForAndKeepsWhatIsWeaker) {
  const std::map<std::string, int> kept{{"aborted-read", -1}, {"intermediate-read", -1}, {"future-read", -1}, {"own-write-missed", -1}, {"thin-air", -1},
                                        {"circular-information", -1}, {"non-repeatable-read", kReadCommitted}, {"fractured-read", kReadCommitted},
                                        {"causality-violation", kReadAtomic}, {"long-fork", kCausal}, {"lost-update", kPrefix},
                                        {"write-skew", kSnapshotIsolation}};
  for (const auto& [plant, strongest] : kept) {
    const TransactionArguments arguments = arguments_for("serializable --ops 200 --plant " + plant);
    EXPECT_EQ(strongest_of_plant(simulate_transactions(arguments.settings)), strongest) << plant;
  }
}

TEST(TransactionalPlant, StandsWhereItWasAskedForAndIsTheOnlyViolation) {
  for (const auto& [where, fraction] : {std::pair{"early", 0.05}, std::pair{"late", 0.95}, std::pair{"0.25", 0.25}}) {
    const TransactionArguments arguments = arguments_for(std::string("serializable --ops 1000 --plant long-fork --at ") + where);
    TransactionRun run = simulate_transactions(arguments.settings);
    for (const Transaction& txn : run.transactions) {
      if (!txn.planted) continue;
      EXPECT_NEAR(static_cast<double>(txn.begin) / 1000, fraction, 0.02);
    }
    std::erase_if(run.transactions, [](const Transaction& txn) { return txn.planted; });
    EXPECT_TRUE(in_order_of_stamps(run).keeps(kSerializable));
  }
}

TEST(TransactionGenerator, WritesTheSameBytesOnEveryMachine) {
  EXPECT_EQ(generated("serializable --ops 6 --length 2 --keys 3 --sessions 4 --format plume --aborted 0.6 --seed 2"),
            "w(0,1,0,0)\nr(2,0,0,0)\nw(1,2,2,-1)\nr(2,0,2,1)\nw(2,3,2,1)\n");
  EXPECT_EQ(generated("serializable --ops 8 --length 2 --keys 1 --sessions 4 --data lists --plant lost-update"),
            R"({"clio":1,"name":"generated: serializable with lost-update, seed 1","object":"list"}
{"process":2,"txn":[{"op":"read","key":0,"value":[]},{"op":"read","key":0,"value":[]}]}
{"process":0,"txn":[{"op":"append","key":0,"value":1},{"op":"append","key":0,"value":2}]}
{"process":3,"txn":[{"op":"append","key":1,"value":3}]}
{"process":0,"txn":[{"op":"read","key":1,"value":[3]},{"op":"append","key":1,"value":4}]}
{"process":1,"txn":[{"op":"read","key":1,"value":[3]},{"op":"append","key":1,"value":5}]}
{"process":2,"txn":[{"op":"read","key":1,"value":[3,4,5]}]}
{"process":0,"txn":[{"op":"read","key":0,"value":[1,2]},{"op":"read","key":0,"value":[1,2]}]}
)");
}

TEST(TransactionGenerator, WritesTheSameBytesForTheSameArgumentsAndOthersForAnotherSeed) {
  for (const std::string line : {"serializable", "snapshot-isolation --distribution zipf", "prefix", "causal", "read-atomic", "read-committed", "serializable --data lists"}) {
    EXPECT_EQ(generated(line), generated(line)) << line;
    EXPECT_NE(generated(line), generated(line + " --seed 2")) << line;
  }
}

TEST(TransactionGenerator, WritesTextThatReadersTake) {
  const std::string line = "snapshot-isolation --ops 500 --aborted 0.1 --plant write-skew";
  const History native = test::native(generated(line));
  EXPECT_EQ(native.header().name, "generated: snapshot-isolation with write-skew, seed 1");
  EXPECT_TRUE(native.transactional());
  EXPECT_GE(native.size(), 500u);
  const HistoryOrErrors plume = test::read_padded(read_plume, generated(line + " --format plume"));
  ASSERT_TRUE(plume);
  EXPECT_LT(plume->size(), native.size());  // without the reads of aborted transactions
  for (const char* plant : {"dirty-write", "incompatible-order", "write-skew", "aborted-read"}) {
    EXPECT_EQ(test::native(generated(std::string("prefix --data lists --plant ") + plant)).object(), Object::list);
  }
}

/// A key's reads are prefixes of one another, and a transaction sees its own appends.
TEST(TransactionGenerator, GivesListsOneOrderOfTheirElements) {
  for (const std::string store : {"serializable", "snapshot-isolation", "prefix"}) {
    const TransactionRun run = simulate_transactions(arguments_for(store + " --data lists --ops 3000 --keys 5 --writes-per-key 20").settings);
    std::map<std::uint32_t, std::vector<std::int64_t>> longest;
    for (const Transaction& txn : run.transactions) {
      std::map<std::uint32_t, std::vector<std::int64_t>> own;
      for (std::uint64_t i = txn.begin; i < txn.end; ++i) {
        const TransactionOperation& op = run.operations[i];
        if (!op.is_read) {
          own[op.key].push_back(op.value);
          continue;
        }
        std::vector<std::int64_t> list(run.elements.begin() + static_cast<std::ptrdiff_t>(op.elements),
                                       run.elements.begin() + static_cast<std::ptrdiff_t>(op.elements + op.element_count));
        const std::vector<std::int64_t>& appended = own[op.key];
        ASSERT_GE(list.size(), appended.size());
        EXPECT_TRUE(std::equal(appended.rbegin(), appended.rend(), list.rbegin()));
        list.resize(list.size() - appended.size());
        EXPECT_LE(list.size(), 27u);  // a transaction of eight may append beyond the twentieth
        std::vector<std::int64_t>& known = longest[op.key];
        EXPECT_TRUE(std::equal(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(list.size(), known.size())), known.begin()));
        if (list.size() > known.size()) known = list;
      }
    }
    EXPECT_GT(longest.size(), 20u);
  }
}

TEST(TransactionGenerator, SaysWhatIsWrongWithItsArguments) {
  const auto complaint = [](const std::string& line) {
    const auto arguments = transaction_arguments_of(words_of("--transactions " + line));
    return arguments ? std::string() : arguments.error();
  };
  EXPECT_EQ(complaint("serializable"), "no -o FILE");
  EXPECT_EQ(complaint("eventual -o -"),
            "--transactions is \"eventual\"; expected one of causal, prefix, read-atomic, read-committed, serializable, snapshot-isolation");
  EXPECT_EQ(complaint("serializable --sessions 3 --plant long-fork -o -"), "--sessions is too small; expected at least 4 with a plant");
  EXPECT_EQ(complaint("serializable --plant dirty-write -o -"), "--plant dirty-write needs --data lists");
  EXPECT_EQ(complaint("causal --data lists -o -"), "--data lists needs a store with one copy: serializable, snapshot-isolation or prefix");
  EXPECT_EQ(complaint("serializable --data lists --format plume -o -"), "--format plume holds registers only");
  EXPECT_EQ(complaint("serializable --at 1 -o -"), "--at is no place within the history; expected a fraction below 1");
  EXPECT_EQ(complaint("serializable --keys 0 -o -"), "expected at least one key, session, operation of a transaction and replica");
  EXPECT_EQ(complaint("serializable --flavour sweet -o -"), "unknown option --flavour");
  EXPECT_EQ(complaint("serializable --ops"), "--ops has no value");
}

}  // namespace
}  // namespace clio::bench
