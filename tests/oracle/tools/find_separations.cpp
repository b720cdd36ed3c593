// clio-find-separations FOLDER [OPERATIONS_MAX]: writes a shortest history for every ordered pair of models that the lattice does not order, as
// separates_<holds>_from_<fails>.history with the verdicts of the reference evaluator. Exits 1 if a pair has none.

#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "adapters/lecture/lecture.hpp"
#include "tests/oracle/bounds.hpp"
#include "tests/oracle/separations.hpp"

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
  return search.missing.empty() ? 0 : 1;
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
