// From a minimal violation over transactions to a cycle that people can follow.
//
// Facts are session order, real time, reads-from, and write orders that lists show. A write order a -> b makes whoever read a's version miss b (anti-dependency); who read the initial value missed
// every write. Each row is a set of circles that it forbids (docs/semantics.md; Biswas and Enea, OOPSLA 2019; Cerone and Gotsman, JACM 2018; B: what arb extends):
// - serializable and its kin: every circle;
// - the snapshot isolations: those without two anti-dependencies in a row, since (B ∪ ww);rw? must be acyclic;
// - prefix: those in which each anti-dependency comes behind a link of B, since (B;rw?) ∪ ww must be acyclic;
// - the others: those of B and ww, and one anti-dependency from a reading back to a transaction that the row lets it see (causal-convergent: by B+; read-atomic: by a link of so or wr; read-committed:
//   by an earlier read of the same transaction; session guarantees: by their own compositions, process by process).
// A version order is not given (but for lists): some order must do. So for each two writers of a place both orders are tried on what is known: one that closes a forbidden circle is impossible, and the
// other is known from then on, with that circle as its reason; where both do, that is the contradiction: "either way". Where no two writers settle anything, a case split does.
//
// Of the circles of one level the one that says most is shown: without session order and real time before with, and in the order of Adya's classes, G0 to G2-item; then the shortest.
// Cost: O(levels * pairs * links) for each process and case; bounded by kTransactionsMax and the budget. Tested by tests/evidence/transaction_contradiction_test.cpp.

#include "checker/explain/transaction_contradiction.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "checker/explain/small.hpp"

namespace clio {
namespace {

using transactional::Place;
using Why = TransactionLink::Why;
using Path = std::vector<std::size_t>;

constexpr int kTransactionsMax = 40;
constexpr std::size_t kCasesMax = 200;  // nobody follows an argument of more
constexpr std::size_t kOrdersMax = 64;
constexpr int kLevelsMax = 40;

bool is_base(const Model& model, Relation relation) {
  switch (relation) {
    case Relation::session_order: return model.extends != Base::reads_from;
    case Relation::real_time: return model.extends == Base::causal_and_real_time;
    case Relation::reads_from: return model.extends != Base::session_order;
    case Relation::write_order:
    case Relation::anti_dependency:
    case Relation::visibility: return false;
  }
  return false;
}

/// Whether what a reading must see depends on arb: then anti-dependencies take part in circles like other links.
bool sees_by_order(const Model& model) {
  return model.sees == Visibility::arbitrated_before || model.sees == Visibility::snapshot || model.sees == Visibility::prefix;
}

/// The classes of circles, in the order in which they are looked for.
enum class Class : std::uint8_t { writes, flow, one_missed, apart, in_a_row };

Phenomenon phenomenon_of(Class of, int form) {
  static constexpr std::array kFirst{Phenomenon::g0, Phenomenon::g1c, Phenomenon::g_single, Phenomenon::g_nonadjacent, Phenomenon::g2_item};
  return static_cast<Phenomenon>(static_cast<int>(kFirst[static_cast<std::size_t>(of)]) + form);
}

class Inquiry {
 public:
  Inquiry(const TransactionCase& at, std::optional<ProcessId> viewer, Budget& budget) : case_(at), model_(at.core().model()), viewer_(viewer), budget_(budget) {}

  std::optional<TransactionContradiction> run() {
    add_facts();
    std::optional<TransactionContradiction> found = saturate(0);
    if (found) found->viewer = viewer_;
    return found;
  }

 private:
  struct Circle {
    Path links;
    int form = 0;  // 0 plain, 1 with session order, 2 with real time
    Class of{};
    [[nodiscard]] auto rank() const { return std::tuple(form, of, links.size()); }
  };

  // What is known.

  [[nodiscard]] const TransactionLink& link(std::size_t i) const { return links_[i]; }
  std::size_t add(TransactionLink link) {
    links_.push_back(std::move(link));
    return links_.size() - 1;
  }
  [[nodiscard]] bool known_before(int a, int b) const { return order_.contains({a, b}); }

  void add_facts() {
    const History& h = case_.core().history();
    for (int a = 0; a < case_.size(); ++a) {
      for (int b = 0; b < case_.size(); ++b) {
        const OpId first = case_.operations(a).front(), second = case_.operations(b).front();
        if (a == b) continue;
        if (in_session_order(h, first, second)) add({.from = a, .to = b, .relation = Relation::session_order});
        if (model_.extends == Base::causal_and_real_time && in_real_time_order(h, first, second)) add({.from = a, .to = b, .relation = Relation::real_time});
      }
    }
    for (const TransactionCase::Read& read : case_.reads()) {
      if (read.source == TransactionCase::kInitial) continue;
      add({.from = read.source, .to = read.by, .relation = Relation::reads_from, .place = read.place, .op_from = *case_.write(read.source, read.place), .op_to = read.op});
    }
    for (Place place = 0; place < case_.place_count(); ++place) {
      const std::vector<int> shown = case_.version_order(place);
      std::vector<int> behind;
      for (const int writer : case_.writers(place)) {
        if (std::find(shown.begin(), shown.end(), writer) == shown.end()) behind.push_back(writer);
      }
      for (std::size_t i = 0; i < shown.size(); ++i) {
        for (std::size_t later = i + 1; later < shown.size(); ++later) order(shown[i], shown[later], Why::fact, {}, {}, place);
        for (const int writer : behind) order(shown[i], writer, Why::fact, {}, {}, place);
      }
    }
    for (const TransactionCase::Read& read : case_.reads()) {
      if (read.source != TransactionCase::kInitial) continue;
      for (const int writer : case_.writers(read.place)) miss(read, writer, std::nullopt);
    }
  }

  /// The reading did not see a writer of its place. In rows with a view of their own only the viewer's readings say something.
  void miss(const TransactionCase::Read& read, int writer, std::optional<std::size_t> newer) {
    if (writer == read.by || (viewer_ && case_.process(read.by) != *viewer_)) return;
    add({.from = read.by, .to = writer, .relation = Relation::anti_dependency, .place = read.place, .op_from = read.op, .op_to = *case_.write(writer, read.place), .newer = newer});
  }

  /// a's write before b's, and what follows for those who read from a.
  void order(int a, int b, Why why, Path path, std::optional<OpId> reading = std::nullopt, std::optional<Place> shown_at = std::nullopt) {
    std::vector<Place> places;
    if (shown_at) places.push_back(*shown_at);
    for (Place p = 0; p < case_.place_count(); ++p) {
      if (p != shown_at && case_.write(a, p) && case_.write(b, p)) places.push_back(p);
    }
    for (const Place p : places) {
      const std::size_t here = add({.from = a, .to = b, .relation = Relation::write_order, .place = p, .op_from = *case_.write(a, p), .op_to = *case_.write(b, p), .why = why, .path = path, .reading = reading});
      if (shown_at) {  // at the other places it follows
        why = Why::path;
        path = {here};
        shown_at.reset();
      }
      for (const TransactionCase::Read& read : case_.reads()) {
        if (read.source == a && read.place == p) miss(read, b, here);
      }
    }
    order_.insert({a, b});
  }

  // Circles.

  [[nodiscard]] bool in_arb(std::size_t i) const { return link(i).relation == Relation::write_order || is_base(model_, link(i).relation); }
  /// Whether two links may follow each other in a circle that the row forbids. Precondition: sees_by_order().
  [[nodiscard]] bool may_follow(std::size_t i, std::size_t next) const {
    if (link(next).relation != Relation::anti_dependency) return true;
    switch (model_.sees) {
      case Visibility::snapshot: return link(i).relation != Relation::anti_dependency;
      case Visibility::prefix: return is_base(model_, link(i).relation);
      default: return true;
    }
  }
  [[nodiscard]] bool allowed(std::size_t i, int form) const {
    const Relation relation = link(i).relation;
    if (relation == Relation::session_order && form < 1) return false;
    if (relation == Relation::real_time && form < 2) return false;
    return relation == Relation::anti_dependency || in_arb(i);
  }

  /// A shortest way from the end of `closing` back to its start through links that pass, such that the whole is a circle that the row forbids. With `closing`, empty if there is none.
  template <class Passes>
  [[nodiscard]] Path circle_through(std::size_t closing, const Passes& passes) const {
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::vector<std::size_t> by(links_.size(), kNone);  // the link before, on a shortest way
    std::deque<std::size_t> queue;
    const auto reach = [&](std::size_t i, std::size_t before) {
      if (by[i] != kNone || i == closing || !passes(i) || !may_follow(before, i)) return;
      by[i] = before;
      queue.push_back(i);
    };
    for (const std::size_t i : out_[static_cast<std::size_t>(link(closing).to)]) reach(i, closing);
    while (!queue.empty()) {
      const std::size_t i = queue.front();
      queue.pop_front();
      if (link(i).to == link(closing).from && may_follow(i, closing)) {
        Path path{closing};
        for (std::size_t at = i; at != closing; at = by[at]) path.push_back(at);
        std::reverse(path.begin(), path.end());
        return path;
      }
      for (const std::size_t next : out_[static_cast<std::size_t>(link(i).to)]) reach(next, i);
    }
    return {};
  }

  /// A shortest way from a transaction to another through links that pass.
  template <class Passes>
  [[nodiscard]] Path way(int from, int to, const Passes& passes) const {
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::vector<std::size_t> by(static_cast<std::size_t>(case_.size()), kNone);
    std::deque<int> queue{from};
    while (!queue.empty()) {
      const int here = queue.front();
      queue.pop_front();
      for (const std::size_t i : out_[static_cast<std::size_t>(here)]) {
        const auto next = static_cast<std::size_t>(link(i).to);
        if (by[next] != kNone || !passes(i)) continue;
        by[next] = i;
        if (link(i).to != to) {
          queue.push_back(link(i).to);
          continue;
        }
        Path path;
        for (int at = to; path.empty() || at != from; at = link(path.back()).from) path.push_back(by[static_cast<std::size_t>(at)]);
        std::reverse(path.begin(), path.end());
        return path;
      }
    }
    return {};
  }

  /// How the row lets a reading see a transaction, for rows that do not ask arb. Empty: it does not.
  [[nodiscard]] Path seen(int from, const TransactionLink& missed, int form) const {
    const int reader = missed.from;
    const auto is = [&](std::size_t i, Relation relation) { return link(i).relation == relation && allowed_in_view(i, form); };
    using R = Relation;
    switch (model_.sees) {
      case Visibility::causal:
        return way(from, reader, [&](std::size_t i) { return allowed_in_view(i, form) && is_base(model_, link(i).relation); });
      case Visibility::adjacent:
        for (const std::size_t i : out_[static_cast<std::size_t>(from)]) {
          if (link(i).to == reader && (is(i, R::reads_from) || is(i, R::session_order))) return {i};
        }
        return {};
      case Visibility::read_earlier:
        for (const std::size_t i : out_[static_cast<std::size_t>(from)]) {
          if (link(i).to == reader && is(i, R::reads_from) && link(i).op_to < missed.op_from) return {i};
        }
        return {};
      case Visibility::session: return composed(from, reader, {{R::session_order, false}}, form);
      case Visibility::read_then_session: return composed(from, reader, {{R::reads_from, false}, {R::session_order, false}}, form);
      case Visibility::session_then_read: return composed(from, reader, {{R::session_order, false}, {R::reads_from, false}, {R::session_order, true}}, form);
      case Visibility::read_then_session_then_read:
        return composed(from, reader, {{R::reads_from, false}, {R::session_order, false}, {R::reads_from, false}, {R::session_order, true}}, form);
      case Visibility::arbitrated_before:
      case Visibility::prefix:
      case Visibility::snapshot:
      case Visibility::nothing: break;
    }
    return {};
  }
  [[nodiscard]] bool allowed_in_view(std::size_t i, int form) const { return link(i).relation != Relation::session_order || form >= 1; }
  using Step = std::pair<Relation, bool>;  // of a composition, and whether it may be left out
  [[nodiscard]] Path composed(int from, int to, const std::vector<Step>& steps, int form, std::size_t step = 0) const {
    if (step == steps.size()) return {};
    if (steps[step].second && from == to) return {};
    for (const std::size_t i : out_[static_cast<std::size_t>(from)]) {
      if (link(i).relation != steps[step].first || !allowed_in_view(i, form)) continue;
      const bool may_end = step + 1 == steps.size() || (steps[step + 1].second && step + 2 == steps.size());
      if (may_end && link(i).to == to) return {i};
      Path rest = composed(link(i).to, to, steps, form, step + 1);
      if (rest.empty()) continue;
      rest.insert(rest.begin(), i);
      return rest;
    }
    return {};
  }

  void index_links() {
    out_.assign(static_cast<std::size_t>(case_.size()), {});
    for (std::size_t i = 0; i < links_.size(); ++i) out_[static_cast<std::size_t>(link(i).from)].push_back(i);
  }

  /// The circle of a class and form that goes through a link; empty if there is none.
  [[nodiscard]] Path circle(std::size_t closing, Class of, int form) const {
    const auto relation = [&](std::size_t i) { return link(i).relation; };
    if (of == Class::writes || of == Class::flow) {
      const auto passes = [&](std::size_t i) {
        return allowed(i, form) && relation(i) != Relation::anti_dependency && (of == Class::flow || relation(i) != Relation::reads_from);
      };
      return passes(closing) ? circle_through(closing, passes) : Path{};
    }
    if (relation(closing) != Relation::anti_dependency) {  // of a trial: the anti-dependencies are elsewhere
      if (!sees_by_order(model_) || of != Class::in_a_row) return {};
      const auto passes = [&](std::size_t i) { return allowed(i, form); };
      return passes(closing) ? circle_through(closing, passes) : Path{};
    }
    if (!sees_by_order(model_)) {
      if (of != Class::one_missed) return {};
      Path path = seen(link(closing).to, link(closing), form);
      if (!path.empty()) path.push_back(closing);
      return path;
    }
    const auto passes = [&](std::size_t i) { return allowed(i, form) && (of != Class::one_missed || relation(i) != Relation::anti_dependency); };
    return circle_through(closing, passes);
  }

  /// The class of a circle, from its links. Where no reading missed anything in it, but a write order was concluded or supposed, some reading stands behind that: a matter of writes and flow
  /// alone is only what the history shows.
  [[nodiscard]] Class class_of(const Path& links) const {
    std::size_t missed = 0;
    bool read = false, row = false, concluded = false;
    for (std::size_t i = 0; i < links.size(); ++i) {
      const Relation here = link(links[i]).relation, next = link(links[(i + 1) % links.size()]).relation;
      const Why why = link(links[i]).why;
      concluded = concluded || (here == Relation::write_order && (why == Why::overtaken || why == Why::otherwise || why == Why::supposed));
      missed += here == Relation::anti_dependency ? 1 : 0;
      read = read || here == Relation::reads_from;
      row = row || (links.size() > 1 && here == Relation::anti_dependency && next == Relation::anti_dependency);
    }
    if (missed == 0 && concluded) return Class::one_missed;
    return missed == 0 ? (read ? Class::flow : Class::writes) : missed == 1 ? Class::one_missed : row ? Class::in_a_row : Class::apart;
  }
  [[nodiscard]] int form_of(const Path& links) const {
    int form = 0;
    for (const std::size_t i : links) form = std::max(form, link(i).relation == Relation::real_time ? 2 : link(i).relation == Relation::session_order ? 1 : 0);
    return form;
  }

  /// The most telling circle through one of these links.
  template <class Links>
  [[nodiscard]] std::optional<Circle> circle_among(const Links& closing) const {
    std::optional<Circle> best;
    for (int form = 0; form <= 2; ++form) {
      for (const Class of : {Class::writes, Class::flow, Class::one_missed, Class::in_a_row}) {
        for (const std::size_t i : closing) {
          Path path = circle(i, of, form);
          if (path.empty()) continue;
          Circle found{.links = path, .form = form_of(path), .of = class_of(path)};
          if (!best || found.rank() < best->rank()) best = std::move(found);
        }
        if (best && best->form <= form && best->of <= of) return best;
      }
      if (best && best->form <= form) return best;
    }
    return best;
  }

  [[nodiscard]] std::optional<Circle> known_circle() const {
    std::vector<std::size_t> closing;
    for (std::size_t i = 0; i < links_.size(); ++i) {
      if (link(i).relation != Relation::session_order && link(i).relation != Relation::real_time) closing.push_back(i);
    }
    return circle_among(closing);
  }

  /// The circle that a's write before b's would close. The links of the trial stay behind all others: whoever asks takes them out.
  std::optional<Circle> refutation(int a, int b) {
    const std::size_t before = links_.size();
    order(a, b, Why::supposed, {});
    index_links();
    std::vector<std::size_t> closing;
    for (std::size_t i = before; i < links_.size(); ++i) closing.push_back(i);
    std::optional<Circle> found = circle_among(closing);
    order_.erase({a, b});
    return found;
  }

  // The argument.

  struct Conclusion {
    int a = 0, b = 0;
    Why why{};
    Path path;
    std::optional<OpId> reading;
  };

  /// That b's write before a's closes a circle puts a before b. `circle` may have links of the trial, from `before` on.
  [[nodiscard]] Conclusion concluded(int a, int b, const Circle& circle, std::size_t before) const {
    Conclusion conclusion{.a = a, .b = b, .why = Why::otherwise, .path = circle.links, .reading = {}};
    std::vector<std::size_t> trial;  // positions in the circle
    for (std::size_t at = 0; at < circle.links.size(); ++at) {
      if (circle.links[at] >= before) trial.push_back(at);
    }
    if (trial.size() != 1) return conclusion;
    const TransactionLink& supposed = link(circle.links[trial.front()]);
    Path rest(circle.links.begin() + static_cast<std::ptrdiff_t>(trial.front()) + 1, circle.links.end());
    rest.insert(rest.end(), circle.links.begin(), circle.links.begin() + static_cast<std::ptrdiff_t>(trial.front()));
    if (supposed.relation == Relation::write_order) {
      conclusion.why = Why::path;
      conclusion.path = std::move(rest);
    } else {
      conclusion.why = Why::overtaken;
      conclusion.path = std::move(rest);
      conclusion.reading = supposed.op_from;
    }
    return conclusion;
  }

  /// Takes everything that follows until there is a contradiction; then, where nothing follows, both orders of two writers.
  std::optional<TransactionContradiction> saturate(int depth) {
    for (int level = 0; level < kLevelsMax && !budget_.spent_now(); ++level) {
      index_links();
      std::optional<Circle> known = known_circle();
      std::optional<std::pair<int, int>> open;
      std::optional<std::tuple<Circle, int, int>> either;
      std::vector<Conclusion> conclusions;
      std::set<std::pair<int, int>> asked;
      for (Place place = 0; place < case_.place_count(); ++place) {
        const std::vector<int> writers = case_.writers(place);
        for (std::size_t i = 0; i < writers.size(); ++i) {
          for (std::size_t j = i + 1; j < writers.size(); ++j) {
            const int a = writers[i], b = writers[j];
            if (known_before(a, b) || known_before(b, a) || !asked.insert({a, b}).second) continue;
            if (budget_.spent()) return std::nullopt;
            const std::size_t before = links_.size();
            const std::optional<Circle> forth = refutation(a, b);
            std::optional<Conclusion> back_concluded;
            if (forth) back_concluded = concluded(b, a, *forth, before);
            links_.resize(before);
            const std::optional<Circle> back = refutation(b, a);
            std::optional<Conclusion> forth_concluded;
            if (back) forth_concluded = concluded(a, b, *back, before);
            links_.resize(before);
            index_links();
            if (forth && back) {
              const Circle& weaker = forth->rank() < back->rank() ? *back : *forth;
              if (!either || weaker.rank() < std::get<0>(*either).rank()) either.emplace(weaker, a, b);
            } else if (forth) {
              conclusions.push_back(std::move(*back_concluded));
            } else if (back) {
              conclusions.push_back(std::move(*forth_concluded));
            } else if (!open) {
              open = {a, b};
            }
          }
        }
      }
      if (either && (!known || std::pair(std::get<0>(*either).form, std::get<0>(*either).of) < std::pair(known->form, known->of))) {
        return either_way(std::get<1>(*either), std::get<2>(*either));
      }
      if (known) return answer(std::move(*known));
      if (conclusions.empty()) return open ? split(open->first, open->second, depth) : std::nullopt;
      for (Conclusion& conclusion : conclusions) {
        if (conclusion.why == Why::otherwise) conclusion.path = keep_circle(conclusion);
        order(conclusion.a, conclusion.b, conclusion.why, conclusion.path, conclusion.reading);
      }
    }
    return std::nullopt;
  }

  /// Takes the links from `before` on out of the argument, and keeps them only to be told of. Answers the circle through them as it is told.
  Path retell(const Circle& circle, std::size_t before) {
    const std::size_t first = kNote + notes_.size() - before;  // what is added to an index of theirs
    for (std::size_t i = before; i < links_.size(); ++i) {
      notes_.push_back(links_[i]);
      std::optional<std::size_t>& newer = notes_.back().newer;
      if (newer && *newer >= before) newer = *newer + first;
    }
    links_.resize(before);
    index_links();
    Path path = circle.links;
    for (std::size_t& i : path) {
      if (i >= before) i += first;
    }
    return path;
  }

  /// The circle behind a conclusion, found again to be told of.
  Path keep_circle(const Conclusion& conclusion) {
    const std::size_t before = links_.size();
    const std::optional<Circle> circle = refutation(conclusion.b, conclusion.a);
    return circle ? retell(*circle, before) : Path{};
  }

  std::optional<TransactionContradiction> either_way(int a, int b) {
    const std::size_t before = links_.size();
    std::optional<Circle> forth = refutation(a, b);
    if (!forth) return std::nullopt;
    forth->links = retell(*forth, before);
    std::optional<Circle> back = refutation(b, a);
    if (!back) return std::nullopt;
    back->links = retell(*back, before);
    const bool first = !(forth->rank() < back->rank());
    return answer(first ? std::move(*forth) : std::move(*back), first ? std::move(back->links) : std::move(forth->links));
  }

  std::optional<TransactionContradiction> split(int a, int b, int depth) {
    if (depth >= 6 || budget_.spent_now()) return std::nullopt;
    std::optional<TransactionContradiction> best;
    std::size_t orders = 0;
    for (const auto& [first, second] : {std::pair{a, b}, std::pair{b, a}}) {
      Inquiry inquiry(*this);
      inquiry.order(first, second, Why::supposed, {});
      std::optional<TransactionContradiction> found = inquiry.saturate(depth + 1);
      if (!found) return std::nullopt;
      orders += found->orders;
      if (orders > kOrdersMax) return std::nullopt;
      const auto worth = [](const TransactionContradiction& it) { return std::tuple(it.phenomenon, it.cycle.size()); };
      if (!best || worth(*best) < worth(*found)) best = std::move(found);
    }
    best->orders = orders;
    return best;
  }

  [[nodiscard]] std::optional<TransactionContradiction> answer(Circle circle, Path other = {}) const {
    TransactionContradiction found;
    found.links = links_;
    found.links.insert(found.links.end(), notes_.begin(), notes_.end());
    const auto told = [&](std::size_t& i) {
      if (i >= kNote) i = links_.size() + (i - kNote);
    };
    for (TransactionLink& each : found.links) {
      for (std::size_t& i : each.path) told(i);
      if (each.newer) told(*each.newer);
    }
    for (std::size_t& i : circle.links) told(i);
    for (std::size_t& i : other) told(i);
    found.cycle = std::move(circle.links);
    found.other = std::move(other);
    found.phenomenon = phenomenon_of(circle.of, circle.form);
    return found;
  }

  static constexpr std::size_t kNote = std::size_t{1} << 40;  // from here on, indices are into notes_

  const TransactionCase& case_;
  const Model& model_;
  std::optional<ProcessId> viewer_;
  Budget& budget_;
  std::vector<TransactionLink> links_;
  std::vector<TransactionLink> notes_;         // of trials: told of, never derived from
  std::vector<std::vector<std::size_t>> out_;  // by transaction
  std::set<std::pair<int, int>> order_;        // writers of a common place, whose order is known
};

std::optional<TransactionContradiction> in_case(const TransactionCase& at, Budget& budget) {
  if (at.core().model().agreed_by == Agreement::everyone) return Inquiry(at, std::nullopt, budget).run();
  std::optional<TransactionContradiction> best;
  std::set<ProcessId> processes;
  for (int t = 0; t < at.size(); ++t) processes.insert(at.process(t));
  for (const ProcessId process : processes) {
    std::optional<TransactionContradiction> found = Inquiry(at, process, budget).run();
    if (found && (!best || found->cycle.size() < best->cycle.size())) best = std::move(found);
  }
  return best;
}

}  // namespace

std::optional<TransactionContradiction> find_contradiction(const TransactionCore& core, Budget& budget) {
  if (core.accesses().transaction_count() > static_cast<std::size_t>(kTransactionsMax) || !core.accesses().inconsistencies().empty()) return std::nullopt;
  const std::optional<std::vector<TransactionCore::Sources>> all = core.all_sources(kCasesMax);
  if (!all) return std::nullopt;
  std::optional<TransactionContradiction> best;
  for (const TransactionCore::Sources& sources : *all) {
    const TransactionCase at(core, sources);
    std::optional<TransactionContradiction> found = in_case(at, budget);
    if (!found) return std::nullopt;
    found->sources = sources;
    if (!best || std::tuple(found->orders, found->phenomenon, found->cycle.size()) > std::tuple(best->orders, best->phenomenon, best->cycle.size())) best = std::move(found);
  }
  if (best) best->cases = all->size();
  return best;
}

}  // namespace clio
