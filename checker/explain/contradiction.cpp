// From a minimal violation to a cycle that people can follow.
//
// Facts are session order or real time, and reads-from once the sources are chosen. A reading r of the source w then forces orders, for every
// other write w2 of its key (these are the only rules that the definitions of the rows contain):
// - w2 before r puts w2 before w (write-order): r would have returned w2 otherwise;
// - w before w2 puts r before w2 (anti-dependency); a reading of the initial value is before every write.
// For rows whose reads see all before them in arb, "before" is whatever is known so far, so the rules are applied in levels until a cycle appears:
// the first level with a cycle has the explanation with the fewest steps of thought. For the other rows "before r" is the row's own visibility, taken
// from facts only, and the cycle is among facts and the write orders that follow. A row agreed by each process is taken process by process.
//
// Of the cycles of the first level the one that takes the fewest steps to follow is wanted, counting what its conclusions rest on. A shortest cycle is
// compared with those that have a single conclusion, "a before b by facts, but b before a because P2 read a after b", one for each conclusion.
// The rules are complete for the rows that are decided by acyclicity; for the others a minimal core may need a case split on the order of two
// writes, and then there is no single cycle. Cost: O(levels * events^3 / 64) for each process and case. Tested by tests/evidence/contradiction_test.cpp.

#include "checker/explain/contradiction.hpp"

#include <algorithm>
#include <bitset>
#include <tuple>

#include "checker/explain/small.hpp"
#include "checker/graph/graph.hpp"

namespace clio {
namespace {

constexpr int kEventsMax = 192;
constexpr std::size_t kVisitsMax = 300;  // choices tried: nobody follows an argument of more cases
constexpr int kLevelsMax = 14;
using Row = std::bitset<kEventsMax>;

/// The links known so far, and who comes before whom through them.
class Web {
 public:
  explicit Web(int events) : before_(static_cast<std::size_t>(events)), linked_(static_cast<std::size_t>(events)) {}

  std::size_t add(Link link) {
    linked_[static_cast<std::size_t>(link.from)].set(static_cast<std::size_t>(link.to));
    return note(std::move(link), Use::anywhere);
  }
  /// A link that is only told of: paths may name it, but nothing is derived through it.
  std::size_t add_note(Link link) { return note(std::move(link), Use::told); }
  /// A link that follows from `before` coming before `after` through the links so far. Its path is found when it is asked for.
  std::size_t add_conclusion(Link link, int before, int after) {
    const std::size_t known = links_.size();
    const std::size_t i = add(std::move(link));
    premises_[i] = {before, after, known};
    return i;
  }
  [[nodiscard]] const std::vector<Link>& links() const { return links_; }
  [[nodiscard]] const Link& operator[](std::size_t i) const { return links_[i]; }

  /// Closes over the links so far (those of add() later do not count until the next call). Answers whether there is a cycle.
  bool close() {
    for (std::size_t i = 0; i < before_.size(); ++i) before_[i] = linked_[i];
    for (std::size_t k = 0; k < before_.size(); ++k) {
      for (Row& row : before_) {
        if (row[k]) row |= before_[k];
      }
    }
    if (facts_.empty()) facts_ = before_;
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (before_[i][i]) return true;
    }
    return false;
  }
  [[nodiscard]] bool before(int a, int b) const { return before_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
  /// As before() after the first close(), when only facts were known.
  [[nodiscard]] bool certainly_before(int a, int b) const { return facts_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
  [[nodiscard]] bool linked(int a, int b) const { return linked_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }

  /// The easiest cycle, as the essay says, its paths found. Precondition: close() said that there is one.
  [[nodiscard]] std::vector<std::size_t> cycle() {
    std::vector<GraphEdge> edges;
    for (std::size_t i = 0; i < links_.size(); ++i) {
      edges.push_back({static_cast<std::uint32_t>(links_[i].from), static_cast<std::uint32_t>(links_[i].to), static_cast<std::uint8_t>(uses_[i])});
    }
    const std::vector<std::uint32_t> shortest = Graph(before_.size(), edges).shortest_cycle(LabelMask{1} << static_cast<unsigned>(Use::anywhere));
    std::vector<std::size_t> best(shortest.begin(), shortest.end());
    std::pair<std::size_t, std::size_t> best_effort = effort(best);
    for (std::size_t i = 0; i < links_.size(); ++i) {
      if (links_[i].reading < 0 || uses_[i] == Use::told) continue;
      std::vector<std::size_t> one = way(links_[i].to, links_[i].from, links_.size(), Through::facts);
      if (one.empty()) continue;
      one.push_back(i);
      if (const auto its = effort(one); its < best_effort) std::tie(best, best_effort) = std::pair{std::move(one), its};
    }
    return best;
  }

  enum class Through : std::uint8_t { all_links, facts };
  /// A way through the first `known` links, by facts alone if that is possible, and a short one. Empty if there is none.
  [[nodiscard]] std::vector<std::size_t> easy_way(int a, int b, std::size_t known) const {
    std::vector<std::size_t> found = way(a, b, known, Through::facts);
    return found.empty() ? way(a, b, known, Through::all_links) : found;
  }
  /// A shortest way; a single reads-from link is preferred to others as short: it says more.
  [[nodiscard]] std::vector<std::size_t> way(int a, int b, std::size_t known, Through through) const {
    for (std::size_t i = 0; i < known; ++i) {
      if (links_[i].from == a && links_[i].to == b && links_[i].relation == Relation::reads_from && uses_[i] == Use::anywhere) return {i};
    }
    std::vector<std::vector<std::size_t>> out(before_.size());
    for (std::size_t i = 0; i < known; ++i) {
      if (uses_[i] == Use::anywhere && (through == Through::all_links || links_[i].reading < 0)) out[static_cast<std::size_t>(links_[i].from)].push_back(i);
    }
    std::vector<std::size_t> by(before_.size(), links_.size());
    std::vector<int> queue{a};
    for (std::size_t next = 0; next < queue.size(); ++next) {
      for (const std::size_t i : out[static_cast<std::size_t>(queue[next])]) {
        const int to = links_[i].to;
        if (by[static_cast<std::size_t>(to)] != links_.size()) continue;
        by[static_cast<std::size_t>(to)] = i;
        queue.push_back(to);
      }
    }
    std::vector<std::size_t> found;
    for (int v = b; by[static_cast<std::size_t>(v)] != links_.size() && (found.empty() || v != a); v = links_[found.back()].from) {
      found.push_back(by[static_cast<std::size_t>(v)]);
    }
    std::reverse(found.begin(), found.end());
    return found;
  }
  /// Finds the paths of these links and of the links on them, and from them their levels. Answers all these links.
  std::vector<std::size_t> find_paths(const std::vector<std::size_t>& wanted) {
    std::vector<std::size_t> needed;
    std::vector<bool> seen(links_.size(), false);
    const auto need = [&](std::size_t i) {
      if (!seen[i]) needed.push_back(i);
      seen[i] = true;
    };
    for (const std::size_t i : wanted) need(i);
    for (std::size_t n = 0; n < needed.size(); ++n) {
      Link& link = links_[needed[n]];
      const Premise& premise = premises_[needed[n]];
      if (link.path.empty() && premise.known != 0) link.path = easy_way(premise.before, premise.after, premise.known);
      for (const std::size_t i : link.path) need(i);
    }
    std::sort(needed.begin(), needed.end());  // a path is through earlier links
    for (const std::size_t i : needed) {
      Link& link = links_[i];
      if (link.reading < 0) continue;
      link.level = 1;
      for (const std::size_t on : link.path) link.level = std::max(link.level, links_[on].level + 1);
    }
    return needed;
  }

 private:
  enum class Use : std::uint8_t { anywhere, told };
  std::size_t note(Link link, Use use) {
    links_.push_back(std::move(link));
    premises_.push_back({});
    uses_.push_back(use);
    return links_.size() - 1;
  }

  /// What a cycle takes to follow: its links and all that they rest on; then its links; then those told less easily (an anti-dependency with a reason).
  std::pair<std::size_t, std::size_t> effort(const std::vector<std::size_t>& links) {
    const std::size_t steps = find_paths(links).size();
    std::size_t awkward = 0;
    for (const std::size_t i : links) awkward += links_[i].relation == Relation::anti_dependency && !links_[i].path.empty() ? 1 : 0;
    return {steps, 4 * links.size() + awkward};
  }

  struct Premise {
    int before = 0, after = 0;
    std::size_t known = 0;  // links at that time; 0: no premise
  };
  std::vector<Link> links_;
  std::vector<Premise> premises_;  // by link
  std::vector<Use> uses_;          // by link
  std::vector<Row> before_, linked_, facts_;
};

/// Looks for a cycle in one case, from one point of view.
class Inquiry {
 public:
  Inquiry(const SmallCore& core, const SmallCore::Sources& sources) : core_(core), sources_(sources), web_(core.size()) {}

  std::optional<Contradiction> everyone() {
    add_base();
    for (const int r : readings()) add_reads_from(r);
    if (core_.model().sees == Visibility::arbitrated_before) return saturate(readings(), std::nullopt);
    return causal(readings(), std::nullopt);
  }
  std::optional<Contradiction> process(ProcessId viewer) {
    std::vector<int> own = readings();
    std::erase_if(own, [&](int r) { return core_.process(r) != viewer; });
    if (own.empty()) return std::nullopt;
    const Model& model = core_.model();
    if (model.sees != Visibility::arbitrated_before) return guarantee(own, viewer);
    add_base();
    for (const int r : model.extends == Base::causal ? readings() : own) add_reads_from(r);
    return saturate(own, viewer);
  }
  std::optional<Contradiction> reading(int r) {
    add_base();
    for (const int other : readings()) add_reads_from(other);
    return causal({r}, core_.process(r));
  }

  /// The reading events that took effect.
  [[nodiscard]] std::vector<int> readings() const {
    std::vector<int> found;
    for (int r = 0; r < core_.size(); ++r) {
      if (source(r) != SmallCore::kNoSource) found.push_back(r);
    }
    return found;
  }

 private:
  [[nodiscard]] int source(int r) const { return sources_[static_cast<std::size_t>(r)]; }
  [[nodiscard]] bool effective(int event) const { return SmallCore::effective(core_, sources_, event); }
  [[nodiscard]] bool session_ordered(int a, int b) const { return in_session_order(core_.history(), core_.op(a), core_.op(b)); }

  void add_base() {
    const bool real_time = core_.model().extends == Base::real_time;
    for (int a = 0; a < core_.size(); ++a) {
      for (int b = 0; b < core_.size(); ++b) {
        if (a == b || !effective(a) || !effective(b)) continue;
        if (core_.model().scope == Scope::per_key && !core_.same_key(a, b)) continue;
        if (!certainly_before(core_.history(), core_.model(), core_.op(a), core_.op(b))) continue;
        web_.add({.from = a, .to = b, .relation = real_time ? Relation::real_time : Relation::session_order});
      }
    }
  }
  void add_reads_from(int r) {
    if (source(r) >= 0) web_.add({.from = source(r), .to = r, .relation = Relation::reads_from});
  }

  /// Other writes of the reading's key.
  [[nodiscard]] std::vector<int> rivals(int r) const {
    std::vector<int> found;
    for (int w = 0; w < core_.size(); ++w) {
      if (w != r && w != source(r) && core_.writes(w) && core_.same_key(w, r) && effective(w)) found.push_back(w);
    }
    return found;
  }

  std::optional<Contradiction> saturate(const std::vector<int>& deriving, std::optional<ProcessId> viewer) {
    for (int round = 0; round <= kLevelsMax; ++round) {
      if (web_.close()) return answer(web_.cycle(), viewer);
      bool more = false;
      for (const int r : deriving) {
        for (const int rival : rivals(r)) more = derive(r, rival) || more;
      }
      if (!more) return std::nullopt;
    }
    return std::nullopt;
  }
  /// Whether something new follows from the reading with regard to another write.
  bool derive(int r, int rival) {
    bool more = false;
    const auto conclude = [&](int from, int to, Relation relation, int before, int after) {
      if (web_.linked(from, to) || web_.certainly_before(from, to)) return;
      Link link{.from = from, .to = to, .relation = relation, .reading = r};
      before == after ? web_.add(std::move(link)) : web_.add_conclusion(std::move(link), before, after);
      more = true;
    };
    if (source(r) == SmallCore::kInitial) {
      conclude(r, rival, Relation::anti_dependency, r, r);
      return more;
    }
    if (web_.before(rival, r)) conclude(rival, source(r), Relation::write_order, rival, r);
    if (web_.before(source(r), rival)) conclude(r, rival, Relation::anti_dependency, source(r), rival);
    return more;
  }

  /// Weak-causal and causal-convergent: visibility is happens-before.
  std::optional<Contradiction> causal(const std::vector<int>& deriving, std::optional<ProcessId> viewer) {
    if (web_.close()) return answer(web_.cycle(), viewer);
    const std::size_t facts = web_.links().size();
    std::vector<std::size_t> unseen;  // the shortest way from a write to a reading that did not see it
    int unseen_reading = 0, unseen_write = 0;
    for (const int r : deriving) {
      for (const int rival : rivals(r)) {
        if (!web_.before(rival, r)) continue;
        if (source(r) != SmallCore::kInitial) {
          if (!web_.certainly_before(rival, source(r))) web_.add_conclusion({.from = rival, .to = source(r), .relation = Relation::write_order, .reading = r}, rival, r);
        } else if (std::vector<std::size_t> path = web_.easy_way(rival, r, facts); unseen.empty() || path.size() < unseen.size()) {
          std::tie(unseen, unseen_reading, unseen_write) = std::tuple{std::move(path), r, rival};
        }
      }
    }
    if (!unseen.empty()) return missed(std::move(unseen), unseen_write, unseen_reading, viewer);
    if (!web_.close()) return std::nullopt;
    return answer(web_.cycle(), viewer);
  }

  /// A session guarantee: only writes are ordered, by session order and by what the process's readings must see.
  std::optional<Contradiction> guarantee(const std::vector<int>& own, ProcessId viewer) {
    for (int a = 0; a < core_.size(); ++a) {
      for (int b = 0; b < core_.size(); ++b) {
        if (a != b && core_.writes(a) && core_.writes(b) && effective(a) && effective(b) && session_ordered(a, b)) {
          web_.add({.from = a, .to = b, .relation = Relation::session_order});
        }
      }
    }
    for (const int r : own) {
      for (const int rival : rivals(r)) {
        std::vector<std::size_t> path = must_see(rival, r);
        if (path.empty()) continue;
        if (source(r) == SmallCore::kInitial) return missed_alone(std::move(path), rival, r, viewer);
        web_.add({.from = rival, .to = source(r), .relation = Relation::write_order, .reading = r, .path = std::move(path)});
      }
    }
    if (!web_.close()) return std::nullopt;
    return answer(web_.cycle(), viewer);
  }
  /// The facts by which the row makes the reading see the write; empty if it need not.
  std::vector<std::size_t> must_see(int write, int r) {
    switch (core_.model().sees) {
      case Visibility::session:
        if (session_ordered(write, r)) return {session(write, r)};
        break;
      case Visibility::read_then_session:
        for (const int other : readings()) {
          if (source(other) == write && session_ordered(other, r)) return {from_source(other), session(other, r)};
        }
        break;
      case Visibility::session_then_read:
        for (const int other : readings_up_to(r)) {
          if (!session_ordered(write, source(other))) continue;
          std::vector<std::size_t> path{session(write, source(other)), from_source(other)};
          if (other != r) path.push_back(session(other, r));
          return path;
        }
        break;
      case Visibility::read_then_session_then_read:
        for (const int other : readings_up_to(r)) {
          for (const int before : readings()) {
            if (source(before) != write || !session_ordered(before, source(other))) continue;
            std::vector<std::size_t> path{from_source(before), session(before, source(other)), from_source(other)};
            if (other != r) path.push_back(session(other, r));
            return path;
          }
        }
        break;
      case Visibility::causal:
      case Visibility::arbitrated_before:
      case Visibility::prefix:
      case Visibility::snapshot:
      case Visibility::adjacent:
      case Visibility::read_earlier:
      case Visibility::nothing: break;
    }
    return {};
  }
  /// r and the readings before it in its process, of those that read from a write.
  [[nodiscard]] std::vector<int> readings_up_to(int r) const {
    std::vector<int> found;
    if (source(r) >= 0) found.push_back(r);
    for (const int other : readings()) {
      if (other != r && source(other) >= 0 && session_ordered(other, r)) found.push_back(other);
    }
    return found;
  }
  std::size_t session(int a, int b) { return web_.add_note({.from = a, .to = b, .relation = Relation::session_order}); }
  std::size_t from_source(int r) { return web_.add_note({.from = source(r), .to = r, .relation = Relation::reads_from}); }

  /// The reading of the initial value is before the write; the path says otherwise.
  Contradiction missed(std::vector<std::size_t> path, int write, int r, std::optional<ProcessId> viewer) {
    path.push_back(web_.add({.from = r, .to = write, .relation = Relation::anti_dependency, .reading = r, .path = {}, .level = 1}));
    return answer(std::move(path), viewer);
  }
  /// Likewise, where the path does not compose in the row: it becomes one step.
  Contradiction missed_alone(std::vector<std::size_t> path, int write, int r, ProcessId viewer) {
    if (path.size() > 1) path = {web_.add({.from = write, .to = r, .relation = Relation::visibility, .reading = r, .path = std::move(path), .level = 1})};
    return missed(std::move(path), write, r, viewer);
  }

  /// Turned so that it starts after a conclusion, if it has one: then it ends with one.
  Contradiction answer(std::vector<std::size_t> cycle, std::optional<ProcessId> viewer) {
    web_.find_paths(cycle);
    const auto last = std::find_if(cycle.rbegin(), cycle.rend(), [&](std::size_t i) { return web_[i].reading >= 0; });
    if (last != cycle.rend()) std::rotate(cycle.begin(), last.base(), cycle.end());
    return {.links = web_.links(), .cycle = std::move(cycle), .viewer = viewer, .sources = sources_};
  }

  const SmallCore& core_;
  const SmallCore::Sources& sources_;
  Web web_;
};

/// How much thought a contradiction takes: levels, then steps.
std::tuple<int, std::size_t, std::size_t> weight(const Contradiction& contradiction) {
  int level = 0;
  std::size_t reasons = 0;
  for (const std::size_t i : contradiction.cycle) {
    level = std::max(level, contradiction.links[i].level);
    reasons += contradiction.links[i].path.size();
  }
  return {level, contradiction.cycle.size(), reasons};
}

/// The lightest contradiction of one case.
std::optional<Contradiction> refute(const SmallCore& core, const SmallCore::Sources& sources) {
  std::optional<Contradiction> best;
  const auto offer = [&](std::optional<Contradiction> found) {
    if (found && (!best || weight(*found) < weight(*best))) best = std::move(found);
  };
  switch (core.model().agreed_by) {
    case Agreement::everyone: offer(Inquiry(core, sources).everyone()); break;
    case Agreement::each_read:
      for (const int r : Inquiry(core, sources).readings()) offer(Inquiry(core, sources).reading(r));
      break;
    case Agreement::each_process: {
      std::vector<ProcessId> processes;
      for (int event = 0; event < core.size(); ++event) processes.push_back(core.process(event));
      std::sort(processes.begin(), processes.end());
      processes.erase(std::unique(processes.begin(), processes.end()), processes.end());
      for (const ProcessId process : processes) offer(Inquiry(core, sources).process(process));
      break;
    }
  }
  return best;
}

/// Chooses sources one reading after the other, only as far as it takes to reach a contradiction: what is forced by fewer choices is forced.
class Cases {
 public:
  Cases(const SmallCore& core, Budget& budget) : core_(core), budget_(budget), sources_(static_cast<std::size_t>(core.size()), SmallCore::kNoSource) {}

  std::optional<Contradiction> refute_all() {
    if (!refute_from_here() || refuted_ == 0) return std::nullopt;
    Contradiction shown = std::move(first_);
    shown.cases = refuted_;
    if (refuted_ <= kCasesToldMax) shown.others = std::move(others_);
    return shown;
  }

 private:
  /// Whether every way to go on from the choices made leads to a contradiction. Its depth is the number of readings, at most kEventsMax.
  bool refute_from_here() {
    if (budget_.spent_now() || ++visited_ > kVisitsMax) return false;
    const std::optional<int> reading = next_reading();
    const bool certain = reading && core_.candidates(*reading).size() == 1;  // nothing to look at before that is taken
    if (!certain) {
      if (std::optional<Contradiction> found = refute(core_, sources_)) {
        keep(std::move(*found));
        return true;
      }
    }
    if (!reading) return false;
    int& source = sources_[static_cast<std::size_t>(*reading)];
    bool all = true;
    for (std::size_t c = 0; c < core_.candidates(*reading).size() && all; ++c) {
      source = core_.candidates(*reading)[c];
      all = refute_from_here();
    }
    source = SmallCore::kNoSource;
    return all;
  }

  /// Few cases are all told, in the order in which they came up; of many, the most instructive one.
  void keep(Contradiction found) {
    if (refuted_ == 0) {
      first_ = std::move(found);
    } else if (refuted_ < kCasesToldMax) {
      others_.push_back(std::move(found));
    } else {
      for (Contradiction& other : others_) offer(std::move(other));
      others_.clear();
      offer(std::move(found));
    }
    ++refuted_;
  }
  void offer(Contradiction found) {
    if (weight(found) > weight(first_)) first_ = std::move(found);
  }

  /// The undecided reading event with the fewest candidates; an unknown cas counts once something was read from it.
  [[nodiscard]] std::optional<int> next_reading() const {
    std::optional<int> best;
    for (int r = 0; r < core_.size(); ++r) {
      if (!core_.reads(r) || sources_[static_cast<std::size_t>(r)] != SmallCore::kNoSource || !SmallCore::effective(core_, sources_, r)) continue;
      if (!best || core_.candidates(r).size() < core_.candidates(*best).size()) best = r;
    }
    return best;
  }

  const SmallCore& core_;
  Budget& budget_;
  SmallCore::Sources sources_;
  Contradiction first_;
  std::vector<Contradiction> others_;
  std::size_t refuted_ = 0, visited_ = 0;
};

}  // namespace

std::optional<Contradiction> find_contradiction(const SmallCore& core, Budget& budget) {
  if (core.size() > kEventsMax) return std::nullopt;
  return Cases(core, budget).refute_all();
}

}  // namespace clio
