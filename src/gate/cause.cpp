// Why a run went wrong, from its trace.
//
// Most consistency violations have one shape: somebody was told that a write is done, and somebody else was answered by a replica that did not
// hold it yet (or no longer). So the search is for that pair in the core: a write W that was acknowledged, and an operation R that was answered
// without it and should have seen it. The trace then says who acknowledged W and when, which message was to bring it to the replica that
// answered R, what became of that message, and what else happened meanwhile: crashes, cuts, changes of view.
//
// What the trace suggests is only a suspicion. It is put to the test by running again under the same seed with one thing changed: that message
// delivered at once; R asked at the primary; writes acknowledged only when all hold them. Where the changed run no longer fails, the thing was
// needed. (A run may come out otherwise by a change that has nothing to do with it; chance in named streams, and a run that has been made
// small first, leave little room for that.)
//
// Asynchronous replication is to blame only for what it may cost: a protocol that promises the violated model although it replicates
// asynchronously has broken its promise in another way, so it is not even a suspect then.
//
// Tested by tests/gate/cause_test.cpp.

#include "src/gate/cause.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "checker/history/history.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

using store::Fault, store::Node, store::Note, store::RunConfig, store::RunResult, store::Time, store::Token, store::TraceEvent;
using What = TraceEvent::What;

std::string name(Node node) { return "n" + std::to_string(store::index(node)); }
std::string at(Time time) { return "t=" + std::to_string(time); }

/// An operation of the run with its events.
struct Traced {
  std::size_t id = 0;
  Token token;
  const TraceEvent* invoked = nullptr;
  const TraceEvent* answered = nullptr;  ///< the answer that it completed with: the last one that says ok
  std::string what;                      ///< "write k0 5"
};

class CauseSearch {
 public:
  CauseSearch(const RunConfig& config, const RunResult& run, const History& history, const Model& model, const Counterexample& counterexample, const StillFails& fails)
      : config_(config), run_(run), history_(history), model_(model), counterexample_(counterexample), fails_(fails) {}

  Cause find() {
    collect();
    pick();
    if (late_write_) tell();
    replay();
    conclude();
    return std::move(cause_);
  }

 private:
  void collect() {
    std::map<Token, std::size_t> by_token;
    for (const TraceEvent& event : run_.trace) {
      if (event.what == What::invoked) {
        by_token[event.token] = event.operation;
        Traced& traced = operations_[event.operation];
        traced.id = event.operation, traced.token = event.token, traced.invoked = &event, traced.what = event.text;
      }
      if (event.what != What::answered || !event.text.starts_with("ok")) continue;
      const auto known = by_token.find(event.token);
      if (known == by_token.end()) continue;
      const store::Recorded& recorded = run_.operations[known->second];
      if (recorded.status == store::Completed::Status::ok && recorded.node == event.node && event.at <= recorded.response) operations_[known->second].answered = &event;
    }
  }

  [[nodiscard]] const TraceEvent* applied(const Traced& write, Node node) const {
    for (const TraceEvent& event : run_.trace) {
      if (event.what != What::noted || event.node != node || event.note.what != Note::What::applied) continue;
      const bool named = event.note.token.request != 0;  // a replica that is sent values is not told who wrote them; values are written once
      const store::Command& command = run_.operations[write.id].command;
      if (named ? event.note.token == write.token : event.note.key == command.key && event.note.value == command.value) return &event;
    }
    return nullptr;
  }

  [[nodiscard]] bool wrote(const store::Recorded& recorded) const {
    return recorded.status == store::Completed::Status::ok && recorded.command.operation != store::Operation::read && recorded.success;
  }

  /// The acknowledged write and the operation that was answered without it.
  void pick() {
    std::vector<std::size_t> core;
    for (const OpId op : counterexample_.operations) core.push_back(index(history_.id_in_file(op)));
    const auto better = [&](std::size_t w, std::size_t r) {  // same key, then the write that was over latest
      if (!late_write_) return true;
      const bool same = run_.operations[w].command.key == run_.operations[r].command.key, known = run_.operations[late_write_->id].command.key == run_.operations[reader_->id].command.key;
      return same != known ? same : run_.operations[w].response > run_.operations[late_write_->id].response;
    };
    for (const std::size_t w : core) {
      const store::Recorded& write = run_.operations[w];
      if (!wrote(write)) continue;
      for (const std::size_t r : core) {
        const store::Recorded& reader = run_.operations[r];
        if (r == w || reader.status != store::Completed::Status::ok || reader.call <= write.response || operations_[r].answered == nullptr || operations_[w].answered == nullptr) continue;
        if (reader.command.operation == store::Operation::write) continue;
        if (reader.command.key == write.command.key && reader.command.operation == store::Operation::read && reader.value == write.command.value) continue;  // it saw it
        const TraceEvent* there = applied(operations_[w], reader.node);
        const bool without = there == nullptr || there->at > operations_[r].answered->at || lost_since(reader.node, there->at, operations_[r].answered->at);
        if (without && better(w, r)) late_write_ = &operations_[w], reader_ = &operations_[r];
      }
    }
  }
  /// Whether the node restarted in between: what it had applied, it may have lost.
  [[nodiscard]] bool lost_since(Node node, Time from, Time until) const {
    return std::any_of(run_.trace.begin(), run_.trace.end(), [&](const TraceEvent& event) { return event.what == What::stopped && event.node == node && event.at >= from && event.at <= until; });
  }

  [[nodiscard]] std::string op_text(const Traced& traced) const { return "op " + std::to_string(traced.id) + " (" + traced.what + ")"; }

  void chain(Time time, const std::string& text) { events_.emplace(time, text); }

  /// The pair, the message between them, and what happened meanwhile.
  void tell() {
    const TraceEvent& acknowledged = *late_write_->answered;
    const TraceEvent& answered = *reader_->answered;
    const Node from = acknowledged.node, there = answered.node;
    const TraceEvent* arrived = applied(*late_write_, there);
    chain(late_write_->invoked->at, "session " + std::to_string(store::index(late_write_->token.session)) + " asks: " + late_write_->what + " (op " + std::to_string(late_write_->id) + ")");
    chain(acknowledged.at, name(from) + " acknowledges op " + std::to_string(late_write_->id) + " to its client");
    chain(reader_->invoked->at, "session " + std::to_string(store::index(reader_->token.session)) + " asks: " + reader_->what + " (op " + std::to_string(reader_->id) + ")");
    chain(answered.at, name(there) + " answers op " + std::to_string(reader_->id) + ": " + answered.text);
    std::string sentence = name(from) + " acknowledged " + op_text(*late_write_) + " at " + at(acknowledged.at);
    if (from != there) follow_message(from, there, arrived, answered.at);
    if (arrived != nullptr && arrived->at > answered.at) {
      chain(arrived->at, name(there) + " applies op " + std::to_string(late_write_->id));
      sentence += " before " + name(there) + " applied it at " + at(arrived->at);
    } else if (arrived != nullptr) {
      chain(arrived->at, name(there) + " applies op " + std::to_string(late_write_->id));
      sentence += ", " + name(there) + " applied it at " + at(arrived->at) + " and no longer held it after its crash";
    } else {
      sentence += ", and " + name(there) + " never applied it";
    }
    sentence += "; " + op_text(*reader_) + " was answered by " + name(there) + " at " + at(answered.at) + " without it.";
    cause_.sentence = sentence;
    meanwhile(late_write_->invoked->at, std::max(answered.at, arrived == nullptr ? 0 : arrived->at));
  }

  /// The message that brought the write, late; or those that did not arrive.
  void follow_message(Node from, Node there, const TraceEvent* arrived, Time answered) {
    const std::string link = " from " + name(from) + " to " + name(there);
    if (arrived != nullptr && arrived->at > answered) {
      const TraceEvent* carrier = nullptr;
      for (const TraceEvent& event : run_.trace) {
        if (&event == arrived) break;
        if (event.what == What::delivered && event.node == there && event.at <= arrived->at) carrier = &event;
      }
      if (carrier == nullptr) return;
      for (const TraceEvent& event : run_.trace) {
        if (event.what != What::sent || event.node != carrier->peer || event.peer != there || event.message != carrier->message) continue;
        suspects_.push_back({carrier->peer, there, carrier->message});
        chain(event.at, name(carrier->peer) + " sends message " + std::to_string(carrier->message) + " to " + name(there) + ": " + event.text);
        chain(carrier->at, "it arrives");
        return;
      }
      return;
    }
    const Time begin = late_write_->invoked->at;
    std::size_t lost = 0;
    for (const TraceEvent& event : run_.trace) {
      if (event.what != What::dropped || event.node != from || event.peer != there || event.at < begin || event.at > answered) continue;
      suspects_.push_back({from, there, event.message});
      if (++lost <= 3) chain(event.at, "message " + std::to_string(event.message) + link + " does not arrive: " + event.text);
    }
    if (lost > 3) chain(answered, std::to_string(lost - 3) + " more messages" + link + " did not arrive");
  }

  /// Crashes, cuts, views and leaders between the write and the answer.
  void meanwhile(Time from, Time until) {
    for (const Fault& fault : run_.schedule) {
      if (fault.at <= until && fault.until > from) chain(fault.at, text_of(fault));
    }
    constexpr std::size_t kToldMax = 8;
    std::size_t told = 0;
    for (const TraceEvent& event : run_.trace) {
      if (event.at < from || event.at > until || event.what != What::noted) continue;
      const bool view = event.note.what == Note::What::leads || event.note.what == Note::What::steps_down || event.note.what == Note::What::view;
      if (view && ++told <= kToldMax) chain(event.at, name(event.node) + " " + std::string(name_of(event.note.what)) + " (" + std::to_string(event.note.version) + ")");
    }
    if (told > kToldMax) chain(until, std::to_string(told - kToldMax) + " more changes of views and leaders, see the trace");
  }

  /// Runs again with one thing changed. True: it no longer fails.
  bool confirmed(const std::string& what, const RunConfig& changed) {
    const bool still = fails_(changed, store::simulate(changed));
    cause_.tried.push_back({what, still});
    return !still;
  }

  /// Whether asynchronous replication may be asked for: the protocol answers early, and does not promise the model all the same.
  [[nodiscard]] std::optional<RunConfig> synchronous() const {
    const store::Entry& protocol = *config_.protocol;
    const auto mutant = std::find_if(protocol.mutants.begin(), protocol.mutants.end(), [&](const store::Mutant& m) { return m.name == config_.options.mutant; });
    RunConfig changed = config_;
    changed.trace = false;
    if (mutant != protocol.mutants.end() && mutant->early) {
      changed.options.mutant.clear();
      return changed;
    }
    store::Options honest = config_.options;
    honest.mutant.clear();
    for (const std::string_view kept : protocol.promise(honest, config_.reads).keeps) {
      if (implies(*model_named(kept), model_)) return std::nullopt;
    }
    switch (protocol.synchronously) {
      case store::Synchronously::always: return std::nullopt;
      case store::Synchronously::by_waiting: changed.options.wait_for = changed.options.nodes - 1; return changed;
      case store::Synchronously::by_holding: changed.replay.hold_answers = true; return changed;
    }
    return std::nullopt;
  }

  void replay() {
    const auto& mutants = config_.protocol->mutants;
    const auto mutant = std::find_if(mutants.begin(), mutants.end(), [&](const store::Mutant& m) { return m.name == config_.options.mutant; });
    bool of_the_mutant = false;  // a deliberate bug that is needed for the failure is its cause
    if (mutant != mutants.end() && !mutant->early) {
      RunConfig sound = config_;
      sound.trace = false;
      sound.options.mutant.clear();
      of_the_mutant = confirmed("without " + std::string(mutant->name), sound);
    }
    if (const std::optional<RunConfig> changed = of_the_mutant ? std::nullopt : synchronous()) cause_.asynchronous = confirmed("with writes acknowledged only when all replicas hold them", *changed);
    RunConfig changed = config_;
    changed.trace = false;
    if (!suspects_.empty()) {
      changed.replay.prompt = suspects_;
      const std::string messages = suspects_.size() == 1 ? "message " + std::to_string(suspects_[0].number) : counted(suspects_.size(), "message");
      (void)confirmed("with " + messages + " from " + name(suspects_[0].from) + " to " + name(suspects_[0].to) + " delivered at once", changed);
      changed.replay.prompt.clear();
    }
    const auto& offered = config_.protocol->reads;
    const bool other = config_.reads != store::Reads::primary && std::find(offered.begin(), offered.end(), store::Reads::primary) != offered.end();
    if (reader_ != nullptr && other && run_.operations[reader_->id].command.operation == store::Operation::read) {
      changed.replay.at_primary = {reader_->id};
      (void)confirmed("with op " + std::to_string(reader_->id) + " asked at the primary", changed);
    }
  }

  void conclude() {
    for (const auto& [time, text] : events_) cause_.chain.push_back(at(time) + " " + text);
    std::vector<std::string> needed;
    for (const Counterfactual& one : cause_.tried) {
      if (!one.still_fails) needed.push_back(one.what);
    }
    if (cause_.asynchronous) cause_.sentence = "Asynchronous replication: " + (cause_.sentence.empty() ? "writes are acknowledged before other replicas hold them." : cause_.sentence);
    if (!needed.empty()) {
      if (!cause_.sentence.empty()) cause_.sentence += ' ';
      cause_.sentence += "Under the same seed, " + std::string(model_.id) + " is not violated " + listed(needed, "nor") + ".";
    }
  }

  const RunConfig& config_;
  const RunResult& run_;
  const History& history_;
  const Model& model_;
  const Counterexample& counterexample_;
  const StillFails& fails_;
  Cause cause_;
  std::map<std::size_t, Traced> operations_;
  const Traced* late_write_ = nullptr;
  const Traced* reader_ = nullptr;
  std::vector<store::Replay::Link> suspects_;
  std::multimap<Time, std::string> events_;
};

}  // namespace

Cause cause_of(const RunConfig& config, const RunResult& run, const History& history, const Model& model, const Counterexample& counterexample, const StillFails& fails) {
  return CauseSearch(config, run, history, model, counterexample, fails).find();
}

}  // namespace clio::gate
