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
// Among the cycles of the first level, a shortest one is taken; with write orders rather than anti-dependencies that need a reason, where both
// are equally short: "a before b, but P2 read a after b" is easier than "the read of a before b".
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
constexpr std::size_t kCasesMax = 256;
constexpr int kLevelsMax = 14;
using Row = std::bitset<kEventsMax>;

/// The links known so far, and who comes before whom through them.
class Web {
 public:
  explicit Web(int events) : before_(static_cast<std::size_t>(events)), linked_(static_cast<std::size_t>(events)) {}

  std::size_t add(Link link) {
    linked_[static_cast<std::size_t>(link.from)].set(static_cast<std::size_t>(link.to));
    links_.push_back(std::move(link));
    return links_.size() - 1;
  }
  [[nodiscard]] const std::vector<Link>& links() const { return links_; }
  [[nodiscard]] const Link& operator[](std::size_t i) const { return links_[i]; }

  /// Closes over the links so far (those of add() later do not count until the next call).
  void close() {
    std::vector<GraphEdge> edges;
    for (Row& row : before_) row.reset();
    for (const Link& link : links_) {
      edges.push_back({static_cast<std::uint32_t>(link.from), static_cast<std::uint32_t>(link.to), label(link)});
      before_[static_cast<std::size_t>(link.from)].set(static_cast<std::size_t>(link.to));
    }
    for (std::size_t k = 0; k < before_.size(); ++k) {
      for (Row& row : before_) {
        if (row[k]) row |= before_[k];
      }
    }
    graph_.emplace(before_.size(), edges);
  }
  [[nodiscard]] bool before(int a, int b) const { return before_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
  [[nodiscard]] bool linked(int a, int b) const { return linked_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
  [[nodiscard]] std::vector<std::size_t> path(int a, int b) const {
    for (std::size_t i = 0; i < links_.size(); ++i) {  // "read from it" says more than "was called after it"
      if (links_[i].from == a && links_[i].to == b && links_[i].relation == Relation::reads_from) return {i};
    }
    const auto found = graph_->shortest_path(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b));
    return found ? std::vector<std::size_t>(found->begin(), found->end()) : std::vector<std::size_t>{};
  }
  /// A shortest cycle, as the essay says; empty if there is none.
  [[nodiscard]] std::vector<std::size_t> cycle() const {
    const std::vector<std::uint32_t> any = graph_->shortest_cycle();
    const std::vector<std::uint32_t> plain = graph_->shortest_cycle(kPlain);
    const std::vector<std::uint32_t>& best = !plain.empty() && plain.size() <= any.size() ? plain : any;
    return {best.begin(), best.end()};
  }

 private:
  static constexpr std::uint8_t kPlainLabel = 0, kReasonedAntiDependency = 1;
  static constexpr LabelMask kPlain = 1u << kPlainLabel;
  static std::uint8_t label(const Link& link) {
    return link.relation == Relation::anti_dependency && !link.path.empty() ? kReasonedAntiDependency : kPlainLabel;
  }

  std::vector<Link> links_;
  std::vector<Row> before_, linked_;
  std::optional<Graph> graph_;
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

  [[nodiscard]] int level_above(const std::vector<std::size_t>& path) const {
    int level = 0;
    for (const std::size_t i : path) level = std::max(level, web_[i].level);
    return level + 1;
  }

  std::optional<Contradiction> saturate(const std::vector<int>& deriving, std::optional<ProcessId> viewer) {
    for (int round = 0; round <= kLevelsMax; ++round) {
      web_.close();
      if (std::vector<std::size_t> cycle = web_.cycle(); !cycle.empty()) return answer(std::move(cycle), viewer);
      std::vector<Link> derived;
      for (const int r : deriving) {
        for (const int rival : rivals(r)) derive(r, rival, derived);
      }
      if (derived.empty()) return std::nullopt;
      for (Link& link : derived) web_.add(std::move(link));
    }
    return std::nullopt;
  }
  void derive(int r, int rival, std::vector<Link>& derived) {
    const auto add = [&](int from, int to, Relation relation, std::vector<std::size_t> path) {
      if (web_.linked(from, to)) return;
      const auto same = [&](const Link& link) { return link.from == from && link.to == to; };
      if (std::any_of(derived.begin(), derived.end(), same)) return;
      const int level = level_above(path);
      derived.push_back({.from = from, .to = to, .relation = relation, .reading = r, .path = std::move(path), .level = level});
    };
    if (source(r) == SmallCore::kInitial) {
      add(r, rival, Relation::anti_dependency, {});
      return;
    }
    if (web_.before(rival, r)) add(rival, source(r), Relation::write_order, web_.path(rival, r));
    if (web_.before(source(r), rival)) add(r, rival, Relation::anti_dependency, web_.path(source(r), rival));
  }

  /// Weak-causal and causal-convergent: visibility is happens-before.
  std::optional<Contradiction> causal(const std::vector<int>& deriving, std::optional<ProcessId> viewer) {
    web_.close();
    if (std::vector<std::size_t> cycle = web_.cycle(); !cycle.empty()) return answer(std::move(cycle), viewer);
    std::vector<Link> derived;
    std::optional<std::vector<std::size_t>> unseen;  // from a write to a reading that did not see it
    int unseen_reading = 0, unseen_write = 0;
    for (const int r : deriving) {
      for (const int rival : rivals(r)) {
        if (!web_.before(rival, r)) continue;
        std::vector<std::size_t> path = web_.path(rival, r);
        if (source(r) != SmallCore::kInitial) {
          derived.push_back({.from = rival, .to = source(r), .relation = Relation::write_order, .reading = r, .path = std::move(path), .level = 1});
        } else if (!unseen || path.size() < unseen->size()) {
          std::tie(unseen, unseen_reading, unseen_write) = std::tuple{std::move(path), r, rival};
        }
      }
    }
    if (unseen) return missed(std::move(*unseen), unseen_write, unseen_reading, viewer);
    for (Link& link : derived) web_.add(std::move(link));
    web_.close();
    std::vector<std::size_t> cycle = web_.cycle();
    return cycle.empty() ? std::nullopt : std::optional(answer(std::move(cycle), viewer));
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
        order_.push_back({.from = rival, .to = source(r), .relation = Relation::write_order, .reading = r, .path = std::move(path), .level = 1});
      }
    }
    return ordered(viewer);
  }
  /// The cycle of the writes' session order and order_.
  std::optional<Contradiction> ordered(ProcessId viewer) {
    Web writes(core_.size());
    std::vector<std::size_t> origin;
    for (std::size_t i = 0; i < web_.links().size(); ++i) {
      const Link& link = web_[i];
      if (link.relation != Relation::session_order || !core_.writes(link.from) || !core_.writes(link.to)) continue;
      writes.add(link);
      origin.push_back(i);
    }
    for (const Link& link : order_) {
      writes.add(link);
      origin.push_back(web_.add(link));
    }
    writes.close();
    std::vector<std::size_t> cycle = writes.cycle();
    if (cycle.empty()) return std::nullopt;
    for (std::size_t& i : cycle) i = origin[i];
    return answer(std::move(cycle), viewer);
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
      case Visibility::arbitrated_before: break;
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
  std::size_t session(int a, int b) { return web_.add({.from = a, .to = b, .relation = Relation::session_order}); }
  std::size_t from_source(int r) { return web_.add({.from = source(r), .to = r, .relation = Relation::reads_from}); }

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
    const auto last = std::find_if(cycle.rbegin(), cycle.rend(), [&](std::size_t i) { return web_[i].reading >= 0; });
    if (last != cycle.rend()) std::rotate(cycle.begin(), last.base(), cycle.end());
    return {.links = web_.links(), .cycle = std::move(cycle), .viewer = viewer, .sources = sources_};
  }

  const SmallCore& core_;
  const SmallCore::Sources& sources_;
  Web web_;
  std::vector<Link> order_;
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

}  // namespace

std::optional<Contradiction> find_contradiction(const SmallCore& core, Budget& budget) {
  if (core.size() > kEventsMax) return std::nullopt;
  const std::vector<SmallCore::Sources> cases = core.cases(kCasesMax);
  std::optional<Contradiction> shown;
  for (const SmallCore::Sources& sources : cases) {
    if (budget.spent_now()) return std::nullopt;
    std::optional<Contradiction> found = refute(core, sources);
    if (!found) return std::nullopt;
    if (!shown || weight(*found) > weight(*shown)) shown = std::move(found);
  }
  if (shown) shown->cases = cases.size();
  return shown;
}

}  // namespace clio
