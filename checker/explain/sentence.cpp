// A contradiction in words. Facts in a row are told in one breath; everything that follows from a reading's answer gets a clause with its reason.
// What a reason rests on and is itself a conclusion is told first, as a sentence of its own. The form is Elle's (Kingsbury and Alvaro, VLDB 2020).
// Tested by tests/evidence/transcript_test.cpp.

#include "checker/explain/sentence.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "checker/explain/describe.hpp"
#include "checker/explain/small.hpp"

namespace clio {
namespace {

class Speaker {
 public:
  Speaker(const SmallCore& core, const Contradiction& contradiction, const Words& words) : core_(core), it_(contradiction), words_(words) {}

  [[nodiscard]] std::string reason(const Link& link) const {
    switch (link.relation) {
      case Relation::session_order: return words_.process(op(link.from)) + " " + words_.did(op(link.from)) + " before it " + words_.did(op(link.to));
      case Relation::real_time: return clock_reason(link);
      case Relation::reads_from: return source_reason(link);
      case Relation::write_order: return newer_reason(link);
      case Relation::anti_dependency: return overwritten_reason(link);
      case Relation::visibility: return told(link.path);
    }
    return {};
  }

  /// The contradiction of this case alone. What was named before, in other cases, is not named in full again.
  std::string sentence(std::set<int>& named, bool instead = false) {
    named_ = std::move(named);
    std::string text = suppositions(instead) + view();
    std::set<std::size_t> told_already;
    for (const std::size_t i : it_.cycle) {
      for (const std::size_t premise : link(i).path) tell_first(premise, told_already, text);
    }
    const std::vector<std::string> clauses = cycle_clauses();
    for (std::size_t c = 0; c < clauses.size(); ++c) {
      if (c != 0) text += c + 1 == clauses.size() ? "; but " : "; ";
      text += clauses[c];
    }
    named = std::move(named_);
    return text + ": a contradiction.";
  }

  /// The readings that this case tells of and that have several possible sources.
  [[nodiscard]] std::set<int> supposed() const {
    std::set<int> spoken_of;
    std::vector<std::size_t> todo = it_.cycle;
    for (std::size_t at = 0; at < todo.size(); ++at) {
      const Link& here = link(todo[at]);
      if (here.reading >= 0) spoken_of.insert(here.reading);
      if (here.relation == Relation::reads_from) spoken_of.insert(here.to);
      todo.insert(todo.end(), here.path.begin(), here.path.end());
    }
    std::erase_if(spoken_of, [&](int reading) { return core_.candidates(reading).size() < 2; });
    return spoken_of;
  }

 private:
  [[nodiscard]] const Link& link(std::size_t i) const { return it_.links[i]; }
  [[nodiscard]] OpId op(int event) const { return core_.op(event); }
  [[nodiscard]] const History& history() const { return core_.history(); }
  [[nodiscard]] int source(int reading) const { return it_.sources[static_cast<std::size_t>(reading)]; }
  [[nodiscard]] bool from_initial(int reading) const { return source(reading) == SmallCore::kInitial; }

  [[nodiscard]] std::string observed(int reading) const { return words_.process(op(reading)) + " " + words_.observed(op(reading), from_initial(reading)); }

  [[nodiscard]] std::string clock_reason(const Link& link) const {
    const Time uncertainty = history().header().clock_uncertainty;
    return words_.brief(op(link.from)) + " returned at " + Words::at(history().response(op(link.from))) +
           (uncertainty == 0 ? "" : " (give or take " + std::to_string(uncertainty) + ")") + ", before " + words_.brief(op(link.to)) + " was called at " +
           Words::at(history().call(op(link.to)));
  }
  [[nodiscard]] std::string source_reason(const Link& link) const {
    const bool own = core_.process(link.from) == core_.process(link.to);
    const bool deleted = history().kind(op(link.from)) == Kind::erase;
    std::string verb = history().kind(op(link.to)) == Kind::read ? "read" : is_failed_cas(history(), op(link.to)) ? "met" : "replaced";
    std::string what = deleted ? "null" : words_.written(op(link.from));
    if (own) {
      what = "its own " + what + words_.of_key(op(link.from), "at");
    } else {
      what = "the " + what + " that " + words_.process(op(link.from)) + (deleted ? " left by deleting" : " wrote") + words_.of_key(op(link.from), deleted ? "" : "to");
    }
    return words_.process(op(link.to)) + " " + verb + " " + what;
  }

  /// Why `from` (newer, in the reading's past) is before the reading's source.
  [[nodiscard]] std::string newer_reason(const Link& link) const {
    const std::vector<std::size_t>& path = link.path;
    const Link& last = it_.links[path.back()];
    if (path.size() == 1 && last.relation == Relation::session_order) return observed(link.reading) + " after it " + words_.had_done(op(link.from));
    if (path.size() == 1 && last.relation == Relation::real_time) {
      return words_.process(op(link.reading)) + " still " + words_.observed(op(link.reading), false) + " when called at " +
             Words::at(history().call(op(link.reading))) + ", after " + words_.brief(op(link.from)) + " had returned at " +
             Words::at(history().response(op(link.from)));
    }
    if (path.size() == 2 && it_.links[path.front()].relation == Relation::reads_from) {
      const int earlier = last.from;
      if (last.relation == Relation::session_order) return observed(link.reading) + " after it had " + had_observed(earlier);
      if (last.relation == Relation::real_time) {
        return observed(link.reading) + " when called at " + Words::at(history().call(op(link.reading))) + ", after " + words_.process(op(earlier)) + " had " +
               had_observed(earlier) + " by " + Words::at(history().response(op(earlier)));
      }
    }
    return observed(link.reading) + ", although " + words_.brief(op(link.from)) + " came before that: " + told(path);
  }
  [[nodiscard]] std::string had_observed(int reading) const { return words_.observed(op(reading), from_initial(reading)); }

  /// Why the reading is before `to`, which overwrote what it returned.
  [[nodiscard]] std::string overwritten_reason(const Link& link) const {
    const std::string newer = words_.written(op(link.to));
    const std::string whose = words_.process(op(link.to));
    const bool own = core_.process(link.to) == core_.process(link.reading);
    const std::string found = words_.process(op(link.reading)) + " " + words_.met(op(link.reading), from_initial(link.reading)) + words_.of_key(op(link.reading), "at");
    if (from_initial(link.reading)) return found + (own ? ", as if it had never written " + newer : ", so " + whose + " had not yet written " + newer);
    if (link.path.size() == 1) {
      const Relation relation = it_.links[link.path.front()].relation;
      if (relation == Relation::reads_from) return found + ", which " + whose + " replaced by " + newer;
      if (relation == Relation::session_order) return found + ", which " + whose + " wrote before it " + words_.did(op(link.to));
    }
    return found + ", which was written before " + newer + ": " + told(link.path);
  }

  /// Facts and conclusions one after the other; conclusions without their reasons, which were told before.
  [[nodiscard]] std::string told(const std::vector<std::size_t>& path) const {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < path.size(); ++at) {
      const Link& here = link(path[at]);
      const bool conclusion = here.reading >= 0 && !here.path.empty();
      if (conclusion) {
        parts.push_back(words_.brief(op(here.from)) + " came before " + words_.brief(op(here.to)));
      } else if (here.relation == Relation::reads_from && at + 1 < path.size() && link(path[at + 1]).relation == Relation::session_order) {
        parts.push_back(reason(here) + " before it " + words_.did(op(link(path[++at]).to)));  // in one breath: "read the a that P1 wrote before it wrote b"
      } else {
        parts.push_back(reason(here));
      }
    }
    return listed(parts);
  }

  void tell_first(std::size_t i, std::set<std::size_t>& told_already, std::string& lemmas) {
    if (link(i).reading < 0 || link(i).path.empty() || !told_already.insert(i).second) return;
    for (const std::size_t premise : link(i).path) tell_first(premise, told_already, lemmas);
    lemmas += clause(link(i).from, link(i).to, reason(link(i))) + ". ";
  }

  [[nodiscard]] std::string clause(int from, int to, const std::string& because) {
    const std::string first = name(from);
    return first + " came before " + name(to) + ", because " + because;
  }
  /// With the id when it is named for the first time.
  std::string name(int event) { return named_.insert(event).second ? words_.full(op(event)) : words_.brief(op(event)); }

  /// The cycle as clauses: facts in a row are one.
  std::vector<std::string> cycle_clauses() {
    const std::size_t n = it_.cycle.size();
    const auto conclusion = [&](std::size_t at) { return link(it_.cycle[at]).reading >= 0; };
    const bool all_facts = std::none_of(it_.cycle.begin(), it_.cycle.end(), [&](std::size_t i) { return link(i).reading >= 0; });
    std::vector<std::string> clauses;
    for (std::size_t at = 0; at < n;) {
      std::size_t end = at + 1;
      if (!conclusion(at) && !all_facts) {
        while (end < n && !conclusion(end)) ++end;
      }
      std::vector<std::size_t> run;
      for (std::size_t i = at; i < end; ++i) run.push_back(it_.cycle[i]);
      clauses.push_back(clause(link(run.front()).from, link(run.back()).to, run.size() == 1 ? reason(link(run.front())) : told(run)));
      at = end;
    }
    return clauses;
  }

  /// Which sources the case at hand takes, of the readings that it speaks of and that have a choice.
  std::string suppositions(bool instead) {
    std::vector<std::string> parts;
    for (const int reading : supposed()) {
      parts.push_back(name(reading) + " read " + (from_initial(reading) ? "the initial value" : "from " + name(source(reading))));
    }
    return parts.empty() ? "" : (instead ? "Suppose instead that " : "Suppose that ") + listed(parts) + ". ";
  }

  [[nodiscard]] std::string view() const { return it_.viewer ? "As " + describe(history(), *it_.viewer) + " saw it, " : std::string(); }

  const SmallCore& core_;
  const Contradiction& it_;
  const Words& words_;
  std::set<int> named_;
};

}  // namespace

std::string sentence_of(const SmallCore& core, const Contradiction& contradiction, const Words& words) {
  std::set<int> named;
  std::string text = Speaker(core, contradiction, words).sentence(named);
  if (contradiction.cases == 1) return text;
  if (contradiction.others.empty()) {
    return text + " Each of the " + std::to_string(contradiction.cases - 1) + " other ways to match reads with writes ends in a contradiction too.";
  }
  std::set<int> supposed = Speaker(core, contradiction, words).supposed();
  for (const Contradiction& other : contradiction.others) {
    const Speaker speaker(core, other, words);
    text += " " + Speaker(core, other, words).sentence(named, true);
    supposed.merge(speaker.supposed());
  }
  // One reading, every one of its possible sources told: then that is all.
  if (supposed.size() == 1 && core.candidates(*supposed.begin()).size() == contradiction.cases) {
    const OpId reading = core.op(*supposed.begin());
    return text + " Nothing else can have been the source of " + words.brief(reading) + ".";
  }
  return text + " There is no other way to match reads with writes.";
}

std::vector<Edge> edges_of(const SmallCore& core, const Contradiction& contradiction, const Words& words) {
  const Speaker speaker(core, contradiction, words);
  std::vector<Edge> edges;
  for (const std::size_t i : contradiction.cycle) {
    const Link& link = contradiction.links[i];
    edges.push_back({.from = core.op(link.from), .to = core.op(link.to), .relation = link.relation, .key = {}, .because = speaker.reason(link)});
    const bool about_a_key = link.relation != Relation::session_order && link.relation != Relation::real_time;
    if (about_a_key) edges.back().key = core.key(link.from);
  }
  return edges;
}

std::string remarks_of(const History& history, std::span<const OpId> operations, const Words& words) {
  const bool several = std::any_of(operations.begin(), operations.end(), [&](OpId op) { return history.status(op) == Status::unknown && history.length_of(history.transaction(op)) > 1; });
  if (several) return " (What is marked ? timed out: each such transaction may have taken effect, wholly, at any time after its call, or never.)";
  std::vector<std::string> unknown;
  for (const OpId op : operations) {
    if (history.status(op) == Status::unknown) unknown.push_back(words.brief(op));
  }
  if (unknown.empty()) return {};
  if (unknown.size() == 1) return " (" + unknown.front() + " timed out: it may have taken effect at any time after its call, or never.)";
  const std::string which = unknown.size() <= 3 ? listed(unknown) + " timed out" : "The " + std::to_string(unknown.size()) + " operations marked ? timed out";
  return " (" + which + ": each may have taken effect at any time after its call, or never.)";
}

namespace {

/// Why, in real time, the reading cannot have read from the write.
std::string impossible_because(const History& history, OpId write, OpId reading, const Words& words) {
  if (in_real_time_order(history, reading, write)) {
    return "it was called at " + Words::at(history.call(write)) + ", after " + words.brief(reading) + " had returned at " + Words::at(history.response(reading));
  }
  std::optional<OpId> overwrite;  // the one that returned first
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history.key(op) != history.key(write) || !takes_part(history, op) || !sets_register(history, op) || !in_real_time_order(history, write, op)) continue;
    if (in_real_time_order(history, op, reading) && (!overwrite || history.response(op) < history.response(*overwrite))) overwrite = op;
  }
  if (!overwrite) return "it was overwritten before that was called";
  return words.full(*overwrite) + " had overwritten it by " + Words::at(history.response(*overwrite)) + ", before " + words.brief(reading) + " was called at " +
         Words::at(history.call(reading));
}

}  // namespace

std::string excluded_sources(const SmallCore& core, const Words& words) {
  const History& history = core.history();
  std::map<std::pair<KeyId, ValueId>, int> reader_of;  // of each value read
  for (int r = 0; r < core.size(); ++r) {
    if (core.reads(r) && !is_failed_cas(history, core.op(r))) reader_of.try_emplace({core.key(r), observed_value(history, core.op(r))}, r);
  }
  std::vector<std::pair<int, OpId>> left_out;  // reader, write
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (!takes_part(history, op) || !sets_register(history, op)) continue;
    const auto reader = reader_of.find({history.key(op), history.value(op)});
    if (reader != reader_of.end() && !core.contains(op)) left_out.emplace_back(reader->second, op);
  }
  if (left_out.empty()) return {};
  const auto [reader, write] = left_out.front();
  const std::string because = impossible_because(history, write, core.op(reader), words);
  if (left_out.size() == 1) {
    return " (" + words.full(write) + " wrote " + words.written(write) + " too, but cannot be the source of " + words.brief(core.op(reader)) + ", because " + because + ".)";
  }
  const bool one_value = std::all_of(left_out.begin(), left_out.end(), [&](const auto& other) { return other.first == left_out.front().first; });
  return " (No other write of " + (one_value ? words.written(write) : "the values read here") + " can be the source, of " + std::to_string(left_out.size()) +
         ": each had been overwritten before the read was called, or was called after it had returned. " + words.full(write) + ", for one, cannot be the source of " +
         words.brief(core.op(reader)) + ", because " + because + ".)";
}

}  // namespace clio
