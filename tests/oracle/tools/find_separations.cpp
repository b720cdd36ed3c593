// clio-find-separations FOLDER [OPERATIONS_MAX]: writes a shortest history for every ordered pair of models that the lattice does not order, as
// separates_<holds>_from_<fails>.history with the verdicts of the reference evaluators: pairs of rows over operations, then those of rows over transactions. Exits 1
// if a pair has none.

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "adapters/formats/lecture/lecture.hpp"
#include "tests/oracle/bounds.hpp"
#include "tests/oracle/separations.hpp"
#include "tests/oracle/transaction_separations.hpp"

namespace clio::oracle {
namespace {

bool separates(const Plan& plan, const Pair& pair) {
  const History history = history_of(plan);
  const Reference reference(history);
  return reference.applies(*pair.holds) && reference.applies(*pair.fails) && !reference.satisfies(*pair.fails) && reference.satisfies(*pair.holds);
}

/// Whether the lecture's notation can show it (an interval between two that it touches has to have some length).
bool drawable(const Plan& plan) {
  std::ostringstream ignored;
  return write_lecture(history_of(plan), ignored).empty();
}

struct Search {
  std::vector<Pair> missing = pairs_outside_the_lattice();
  std::vector<std::pair<Pair, Plan>> found = {};

  void offer(const Plan& plan) {
    for (std::size_t i = 0; i < missing.size();) {
      if (separates(plan, missing[i]) && drawable(plan)) {
        found.emplace_back(missing[i], plan);
        missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
  }
};

/// Names and words for people, and the verdict of every row.
std::string file_text(const Pair& pair, const Plan& plan) {
  const History bare = history_of(plan);
  const Reference reference(bare);
  Header header;
  header.name = std::string(pair.holds->title) + " without " + std::string(pair.fails->title);
  header.about = "A history that the first allows and the second does not. No shorter one of plain reads and writes on two keys does.";
  for (const Model* model : operation_models()) header.expect.emplace_back(model->id, reference.satisfies(*model));
  std::ostringstream text;
  for (const std::string& wrong : write_lecture(history_of(plan, std::move(header)), text)) std::cerr << file_name(pair) << ": " << wrong << '\n';
  return text.str();
}

/// The rows over transactions: of each pair the shortest history that separates it, among all up to three transactions and the longer ones that are known.
class TransactionSearch {
 public:
  void offer(const Plan& plan) {
    const History history = history_of(plan);
    const TransactionReference reference(history);
    const auto rows = transaction_models();
    const std::vector<bool> holds = reference.satisfied(rows);
    for (std::size_t a = 0; a < rows.size(); ++a) {
      for (std::size_t b = 0; b < rows.size(); ++b) {
        if (!holds[a] || holds[b] || !reference.applies(*rows[b])) continue;
        const auto known = found_.find({a, b});
        if (known == found_.end() || plan.steps.size() < known->second.steps.size()) found_.insert_or_assign({a, b}, plan);
      }
    }
  }
  [[nodiscard]] const Plan* found(const Pair& pair) const {
    const auto rows = transaction_models();
    const auto at = [&](const Model* model) { return static_cast<std::size_t>(std::find(rows.begin(), rows.end(), model) - rows.begin()); };
    const auto known = found_.find({at(pair.holds), at(pair.fails)});
    return known == found_.end() ? nullptr : &known->second;
  }

 private:
  std::map<std::pair<std::size_t, std::size_t>, Plan> found_;  // by row that holds and row that fails
};

std::string transaction_file_text(const Pair& pair, const Plan& plan) {
  const History bare = history_of(plan);
  const std::vector<bool> holds = TransactionReference(bare).satisfied(transaction_models());
  Header header;
  header.name = std::string(pair.holds->title) + " without " + std::string(pair.fails->title);
  header.about = "A history that the first allows and the second does not. No shorter one of plain reads and writes in up to three transactions on two keys does.";
  for (std::size_t m = 0; m < holds.size(); ++m) header.expect.emplace_back(transaction_models()[m]->id, holds[m]);
  std::ostringstream text;
  for (const std::string& wrong : write_lecture(history_of(plan, std::move(header)), text)) std::cerr << file_name(pair) << ": " << wrong << '\n';
  return text.str();
}

bool separate_transactions(const std::string& folder) {
  TransactionSearch search;
  for (const TransactionBound& bound : separating_bounds()) enumerate(bound, [&](const Plan& plan) { search.offer(plan); });
  for (const Plan& plan : longer_transaction_separations()) search.offer(plan);
  bool complete = true;
  std::size_t files = 0;
  for (const Pair& pair : pairs_of_transactions()) {
    if (const Plan* plan = search.found(pair); plan != nullptr) {
      std::ofstream(folder + "/" + file_name(pair)) << transaction_file_text(pair, drawn(*plan));
      ++files;
    } else {
      std::cerr << "nothing separates " << pair.holds->id << " from " << pair.fails->id << '\n';
      complete = false;
    }
  }
  std::cerr << files << " files of transactions\n";
  return complete;
}

int run(const std::string& folder, std::size_t operations_max) {
  Search search;
  const auto plain = contents_of(RegisterContents{.keys = 2, .rewrites_initial = false, .unknown = false, .failed = false});
  for (std::size_t steps = 1; steps <= operations_max && !search.missing.empty(); ++steps) {
    enumerate(plain_bound(steps), [&](const Plan& plan) { search.offer(drawn(plan)); });
    for (const Timing timing : {Timing::spread, Timing::tight}) {
      if (steps > 4) continue;
      enumerate({.name = "timed", .timing = timing, .steps = steps, .processes = 3, .distinct = true, .contents = plain},
                [&](const Plan& plan) { search.offer(plan); });
    }
    std::cerr << steps << " operations: " << search.missing.size() << " pairs left\n";
  }
  for (const Plan& longer : longer_separations()) {
    for (std::size_t i = 0; i < search.missing.size();) {
      const Pair pair = search.missing[i];
      if (!separates(drawn(longer), pair)) {
        ++i;
        continue;
      }
      search.found.emplace_back(pair, drawn(shrunk(longer, [&](const Plan& plan) { return separates(drawn(plan), pair); })));
      search.missing.erase(search.missing.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  for (const auto& [pair, plan] : search.found) std::ofstream(folder + "/" + file_name(pair)) << file_text(pair, plan);
  for (const Pair& pair : search.missing) std::cerr << "nothing separates " << pair.holds->id << " from " << pair.fails->id << '\n';
  std::cerr << search.found.size() << " files\n";
  return separate_transactions(folder) && search.missing.empty() ? 0 : 1;
}

}  // namespace
}  // namespace clio::oracle

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: clio-find-separations FOLDER [OPERATIONS_MAX]\n";
    return 2;
  }
  return clio::oracle::run(argv[1], argc > 2 ? std::stoul(argv[2]) : 7);
}
