// Random transactional histories that are worth judging: answers are simulated, as random_history.cpp does it for operations, and then some are changed.
// Tested by: transaction_reference_test.cpp, which asks that every row both holds and fails on a fair share of them.

#include "tests/oracle/random_transactions.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "tests/oracle/simulated_object.hpp"

namespace clio::oracle {
namespace {

using Keys = std::map<int, Simulated>;
using Transaction = std::vector<Step>;

enum class Store : std::uint8_t { serial, snapshots, unsteady, replicas };

/// Transactions with processes, kinds, times and statuses; no answers yet.
std::vector<Transaction> ask(Dice& dice, const Plan& plan, const TransactionMixture& mixture, bool distinct) {
  const std::size_t count = mixture.transactions_min + dice.below(mixture.transactions_max - mixture.transactions_min + 1);
  const std::size_t processes = 1 + dice.below(mixture.processes_max);
  const int keys = static_cast<int>(dice.between(1, mixture.keys_max));
  const Time longest = dice.between(0, 8);
  const unsigned unknown = dice.chance(60) ? 0 : 20, failed = dice.chance(70) ? 0 : 15;
  std::vector<Time> now(processes);
  for (Time& t : now) t = dice.between(0, 4);
  std::vector<Transaction> all;
  int fresh = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t process = dice.below(processes);
    const Time call = now[process], response = call + dice.between(0, longest);
    now[process] = response + dice.between(0, 3);  // 0: the next call touches
    const Status status = dice.chance(unknown) ? Status::unknown : dice.chance(failed) ? Status::fail : Status::ok;
    Transaction transaction;
    for (std::size_t length = 1 + dice.below(mixture.length_max); length > 0; --length) {
      Step step{.kind = random_kind(dice, plan.object), .status = status, .process = static_cast<int>(process),
                .key = static_cast<int>(dice.below(static_cast<std::size_t>(keys))), .call = call, .response = response};
      ++fresh;
      step.value = step.kind == Kind::erase ? 0 : distinct ? fresh : static_cast<int>(dice.between(1, 2));
      if (step.kind == Kind::write && !distinct && dice.chance(10)) step.value = 0;
      step.expected = static_cast<int>(dice.between(0, distinct ? fresh : 2));
      if (plan.object == Object::counter) step.value = static_cast<int>(dice.between(-1, 2));
      if (plan.object == Object::mutex) step.value = 0;
      transaction.push_back(step);
    }
    all.push_back(std::move(transaction));
  }
  std::stable_sort(all.begin(), all.end(), [](const Transaction& a, const Transaction& b) { return a.front().call < b.front().call; });
  return all;
}

/// States that a store has gone through, and transactions that run on them.
class Run {
 public:
  Run(Dice& dice, const Plan& plan, Store store) : dice_(dice), plan_(plan), store_(store), states_(1), copies_(2 + dice.below(2)) {}

  void commit(Transaction& transaction) {
    if (store_ == Store::replicas) {
      Keys& copy = copies_[static_cast<std::size_t>(transaction.front().process) % copies_.size()];
      if (dice_.chance(40)) copy = copies_[dice_.below(copies_.size())];
      return apply(transaction, copy, copy);
    }
    Keys next = states_.back();
    Keys view = states_.back();
    if (store_ == Store::snapshots) view = states_[dice_.below(states_.size())];
    apply(transaction, view, next);
    states_.push_back(std::move(next));
  }

 private:
  /// Answers from `view`, in which the transaction's own writes show at once, and leaves in `next` what it wrote.
  void apply(Transaction& transaction, Keys view, Keys& next) {
    std::vector<int> touched;
    for (Step& step : transaction) {
      const bool own = std::find(touched.begin(), touched.end(), step.key) != touched.end();
      if (store_ == Store::unsteady && !own) view[step.key] = at(states_[dice_.below(states_.size())], step.key);
      answer(dice_, plan_, step, at(view, step.key));
      const bool reads = step.kind == Kind::read || step.kind == Kind::contains || ((step.kind == Kind::cas) && !step.success);
      if (reads) continue;
      touched.push_back(step.key);
      Step again = step;  // the same write, whatever is there now
      if (store_ == Store::serial || store_ == Store::replicas || step.kind == Kind::dequeue || step.kind == Kind::pop || step.kind == Kind::acquire ||
          step.kind == Kind::release) {
        next[step.key] = at(view, step.key);
      } else if (step.kind == Kind::cas) {
        at(next, step.key).front() = step.value;
      } else {
        answer(dice_, plan_, again, at(next, step.key));
      }
    }
  }
  Simulated& at(Keys& keys, int key) const { return keys.try_emplace(key, initially_simulated(plan_)).first->second; }

  Dice& dice_;
  const Plan& plan_;
  Store store_;
  std::vector<Keys> states_, copies_;
};

}  // namespace

Plan random_transactions(Dice& dice, const TransactionMixture& mixture) {
  Plan plan;
  plan.object = mixture.object;
  plan.timed = dice.chance(70);
  const bool distinct = dice.chance(50) && mixture.object != Object::counter;
  if (plan.timed && dice.chance(15)) plan.uncertainty = dice.between(1, 3);
  if ((mixture.object == Object::register_ || mixture.object == Object::counter) && dice.chance(15)) plan.initial = 1;
  std::vector<Transaction> transactions = ask(dice, plan, mixture, distinct);

  // The instant at which each takes effect; never for failed and some unknown ones.
  std::vector<std::pair<Time, std::size_t>> instants;
  for (std::size_t i = 0; i < transactions.size(); ++i) {
    const Step& step = transactions[i].front();
    if (step.status == Status::fail || (step.status == Status::unknown && dice.chance(40))) continue;
    const Time latest = step.status == Status::unknown ? step.call + 12 : step.response;
    instants.emplace_back(dice.between(step.call, latest), i);
  }
  std::sort(instants.begin(), instants.end());
  constexpr Store kStores[] = {Store::serial, Store::snapshots, Store::unsteady, Store::replicas};
  Run run(dice, plan, kStores[dice.below(4)]);
  for (const auto& [instant, i] : instants) run.commit(transactions[i]);

  for (std::size_t i = 0; i < transactions.size(); ++i) {
    Transaction& transaction = transactions[i];
    const bool refused = std::any_of(transaction.begin(), transaction.end(), [](const Step& step) { return step.status == Status::fail; });
    for (Step& step : transaction) {
      if (refused) step.status = Status::fail;
      step.txn = static_cast<int>(i);
      plan.steps.push_back(step);
    }
  }
  const int values_max = distinct ? static_cast<int>(plan.steps.size()) : 2;
  for (std::size_t changes = dice.chance(60) ? 0 : 1; changes > 0; --changes) change_answer(dice, plan, plan.steps[dice.below(plan.steps.size())], values_max);
  return plan;
}

}  // namespace clio::oracle
