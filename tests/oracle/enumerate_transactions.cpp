// Every transactional history up to a bound, without most of the copies that differ in names only.
//
// As enumerate.cpp does it for operations (walk.hpp), whose argument carries over: contents are numbered by length, status and then step by step in the order of the steps, so that of the
// histories that differ in names only the one whose sequence of content numbers is least passes the same three rules. Times are a transaction's.
// Tested by: transaction_reference_test.cpp counts them against closed formulas.

#include "tests/oracle/enumerate_transactions.hpp"

#include <algorithm>
#include <ostream>

#include "tests/oracle/walk.hpp"

namespace clio::oracle {
namespace {

bool reads(const Step& step) { return step.kind == Kind::read || step.kind == Kind::contains || (step.kind == Kind::cas && !step.success); }

struct Walk {
  const TransactionBound& bound;
  const std::function<void(const Plan&)>& visit;
  Plan plan = {};
  std::vector<std::size_t> chosen = {};  // content of each transaction so far
  std::uint64_t visited = 0;

  [[nodiscard]] bool repeats(const Content& content) const {
    for (const Step& step : content) {
      const auto same = [&](const Step& s) { return !reads(s) && &s != &step && s.key == step.key && s.value == step.value; };
      if (bound.distinct && !reads(step) && (std::any_of(plan.steps.begin(), plan.steps.end(), same) || std::any_of(content.begin(), content.end(), same))) return true;
    }
    return false;
  }
  [[nodiscard]] bool reads_unwritten() const {
    return std::any_of(plan.steps.begin(), plan.steps.end(), [&](const Step& read) {
      return read.kind == Kind::read && read.value != 0 && std::none_of(plan.steps.begin(), plan.steps.end(), [&](const Step& s) {
        return !reads(s) && s.status != Status::fail && s.txn != read.txn && s.key == read.key && s.value == read.value;
      });
    });
  }
  [[nodiscard]] Status status(std::size_t content) const { return bound.contents[content].front().status; }
  /// Names used in order, and nothing written twice that must not be: then the transaction is placed.
  bool place(std::size_t content, int process, Interval times, Names& names) {
    const Content& steps = bound.contents[content];
    if (!std::all_of(steps.begin(), steps.end(), [&](const Step& step) { return names.admit(step, bound.values_alike); }) || repeats(steps)) return false;
    const int txn = static_cast<int>(chosen.size());
    for (Step step : steps) {
      step.process = process;
      step.txn = txn;
      step.call = times.left;
      step.response = times.right;
      plan.steps.push_back(step);
    }
    chosen.push_back(content);
    return true;
  }
  void take_back() {
    plan.steps.resize(plan.steps.size() - bound.contents[chosen.back()].size());
    chosen.pop_back();
  }
  void leave() {
    if (bound.sourced && reads_unwritten()) return;
    ++visited;
    visit(plan);
  }
};

void each_sequence(const std::vector<Step>& steps, std::size_t length, Content& sequence, std::vector<Content>& all) {
  if (sequence.size() == length) {
    all.push_back(sequence);
    return;
  }
  for (const Step& step : steps) {
    sequence.push_back(step);
    each_sequence(steps, length, sequence, all);
    sequence.pop_back();
  }
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const TransactionBound& bound) { return out << bound.name; }

std::vector<Content> transactions_of(const std::vector<Step>& steps, std::size_t longest, Statuses statuses) {
  std::vector<Content> all;
  for (std::size_t length = 1; length <= longest; ++length) {
    for (const Status status : {Status::ok, Status::unknown, Status::fail}) {
      if ((status == Status::unknown && !statuses.unknown) || (status == Status::fail && !statuses.failed)) continue;
      std::vector<Step> with_status;
      for (Step step : steps) {
        if (status != Status::ok && reads(step)) continue;
        step.status = status;
        with_status.push_back(step);
      }
      Content sequence;
      each_sequence(with_status, length, sequence, all);
    }
  }
  return all;
}

std::uint64_t enumerate(const TransactionBound& bound, const std::function<void(const Plan&)>& visit) {
  Walk walk{bound, visit};
  return visit_all(walk, bound.transactions);
}

}  // namespace clio::oracle
