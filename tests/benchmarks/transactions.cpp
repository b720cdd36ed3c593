// The workload: sessions take turns at random; each turn draws a transaction, asks the store and writes down the answers.
// Tested by tests/generator/transactions_test.cpp.
#include "tests/benchmarks/transactions.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "tests/benchmarks/key_choice.hpp"
#include "tests/benchmarks/transaction_stores.hpp"

namespace clio::bench {
namespace {

class Workload {
 public:
  explicit Workload(const TransactionSettings& settings)
      : settings_(settings), random_(settings.seed), places_(settings.keys, settings.distribution), key_at_(settings.keys), writes_of_(settings.keys, 0), next_key_(settings.keys) {
    std::iota(key_at_.begin(), key_at_.end(), 0u);
    const bool replicated = settings.store == TransactionStore::causal || settings.store == TransactionStore::read_atomic ||
                            settings.store == TransactionStore::read_committed;
    store_ = replicated ? replicated_store(settings_, random_) : one_copy_store(settings_, random_);
  }

  TransactionRun run() {
    bool planted = settings_.plant == TransactionPlant::none;
    while (run_.operations.size() < settings_.operations) {
      if (!planted && static_cast<double>(run_.operations.size()) >= settings_.plant_at * static_cast<double>(settings_.operations)) {
        plant();
        planted = true;
      }
      const auto session = static_cast<std::uint32_t>(random_.below(settings_.sessions));
      if (store_->begin(session)) transaction(session);
    }
    return std::move(run_);
  }

 private:
  void transaction(std::uint32_t session) {
    const bool fails = random_.chance(settings_.aborted);
    Transaction made{.session = session, .failed = fails, .begin = run_.operations.size()};
    const std::size_t elements_before = run_.elements.size();
    const std::uint64_t length = std::min(settings_.length, settings_.operations - run_.operations.size());
    writes_.clear();
    for (std::uint64_t i = 0; i < length; ++i) {
      store_->tick();
      const std::uint32_t key = key_at_[places_.draw(random_)];
      if (random_.chance(settings_.reads)) {
        run_.operations.push_back(read(session, key));
      } else {
        run_.operations.push_back({.key = key, .is_read = false, .value = ++last_value_});
        writes_.push_back({key, last_value_});
      }
    }
    if (!fails) {
      // A transaction's last write of a register is the one that others see.
      if (settings_.data == TransactionData::registers) keep_last_writes();
      const std::optional<std::uint64_t> stamp = store_->commit(session, writes_);
      if (!stamp) {  // as if it had never been tried
        run_.operations.resize(made.begin);
        run_.elements.resize(elements_before);
        return;
      }
      made.stamp = *stamp;
      for (const Write& write : writes_) count_write(write);
    }
    made.end = run_.operations.size();
    run_.transactions.push_back(made);
  }

  TransactionOperation read(std::uint32_t session, std::uint32_t key) {
    TransactionOperation read{.key = key};
    const std::int64_t stored = store_->read(session, key);
    if (settings_.data == TransactionData::registers) {
      const auto own = std::find_if(writes_.rbegin(), writes_.rend(), [&](const Write& write) { return write.key == key; });
      read.value = own != writes_.rend() ? own->value : stored;
      return read;
    }
    read.elements = run_.elements.size();
    const std::vector<std::int64_t>& list = lists_[key];
    run_.elements.insert(run_.elements.end(), list.begin(), list.begin() + stored);
    for (const Write& write : writes_) {
      if (write.key == key) run_.elements.push_back(write.value);
    }
    read.element_count = static_cast<std::uint32_t>(run_.elements.size() - read.elements);
    return read;
  }

  void keep_last_writes() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < writes_.size(); ++i) {
      const bool again = std::any_of(writes_.begin() + static_cast<std::ptrdiff_t>(i) + 1, writes_.end(),
                                     [&](const Write& later) { return later.key == writes_[i].key; });
      if (!again) writes_[kept++] = writes_[i];
    }
    writes_.resize(kept);
  }

  void count_write(const Write& write) {
    if (settings_.data == TransactionData::lists) lists_[write.key].push_back(write.value);
    if (settings_.writes_per_key == 0) return;
    const auto place = std::find(key_at_.begin(), key_at_.end(), write.key);
    if (place == key_at_.end() || ++writes_of_[static_cast<std::size_t>(place - key_at_.begin())] < settings_.writes_per_key) return;
    writes_of_[static_cast<std::size_t>(place - key_at_.begin())] = 0;
    *place = next_key_++;
  }

  void plant() {
    store_->settle();
    std::vector<std::uint32_t> sessions(settings_.sessions);
    std::iota(sessions.begin(), sessions.end(), 0u);
    for (std::size_t i = 0; i < 4; ++i) std::swap(sessions[i], sessions[i + random_.below(sessions.size() - i)]);
    const std::uint32_t first_key = next_key_;
    next_key_ += 2;
    const std::int64_t base = last_value_;
    last_value_ += 9;
    std::string_view text = pattern_of(settings_.plant, settings_.data);
    while (!text.empty()) {
      const std::string_view word = text.substr(0, text.find(' '));
      text.remove_prefix(std::min(text.size(), word.size() + 1));
      std::string_view operations = word.substr(word.find(':') + 1);
      Transaction made{.session = sessions[static_cast<std::size_t>(word[0] - 'a')], .failed = word[1] == '!', .planted = true, .begin = run_.operations.size()};
      while (!operations.empty()) {
        const std::string_view operation = operations.substr(0, operations.find(','));
        operations.remove_prefix(std::min(operations.size(), operation.size() + 1));
        TransactionOperation row{.key = first_key + static_cast<std::uint32_t>(operation[1] - 'x'), .is_read = operation[0] == 'r', .elements = run_.elements.size()};
        for (const char digit : operation.substr(2)) {
          const std::int64_t value = digit == '0' ? 0 : base + (digit - '0');
          row.value = value;
          if (settings_.data != TransactionData::lists || !row.is_read || digit == '0') continue;
          run_.elements.push_back(value);
          ++row.element_count;
        }
        run_.operations.push_back(row);
      }
      made.end = run_.operations.size();
      run_.transactions.push_back(made);
    }
  }

  const TransactionSettings& settings_;
  Random random_;
  KeyChoice places_;
  std::unique_ptr<SimulatedStore> store_;
  std::vector<std::uint32_t> key_at_;  // by place
  std::vector<std::uint64_t> writes_of_;
  std::uint32_t next_key_;
  std::map<std::uint32_t, std::vector<std::int64_t>> lists_;
  std::vector<Write> writes_;  // of the transaction that runs
  std::int64_t last_value_ = 0;
  TransactionRun run_;
};

}  // namespace

TransactionRun simulate_transactions(const TransactionSettings& settings) { return Workload(settings).run(); }

}  // namespace clio::bench
