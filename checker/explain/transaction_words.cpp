// A contradiction between transactions in words: who came before whom and why, who missed what and why, until it is a circle. The form is Elle's (Kingsbury and Alvaro, VLDB 2020).
//
// Facts in a row are told in one breath. A write order that nobody recorded gets its reason beside it: a way that leads there, what a read would have returned otherwise, or the circle that the other
// order would close. Where either order of two writes closes a circle both are told.
// Tested by tests/evidence/transcript_test.cpp.

#include "checker/explain/transaction_words.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "checker/explain/describe.hpp"
#include "checker/explain/object_story.hpp"
#include "checker/explain/small.hpp"

namespace clio {
namespace {

using Why = TransactionLink::Why;

constexpr std::size_t kShownMax = 6;  // operations of a transaction that are written out

std::string without_process(const History& history, OpId op) {
  std::string text = describe(history, op).substr(describe(history, history.process(op)).size() + 1);
  if (history.status(op) == Status::unknown) text.pop_back();
  return text;
}

class Speaker {
 public:
  Speaker(const TransactionCase& at, const TransactionContradiction& contradiction, const Words& words) : case_(at), it_(contradiction), words_(words) {}

  std::string sentence() {
    std::string text = suppositions();
    if (it_.viewer) text += "As " + describe(history(), *it_.viewer) + " saw it, ";
    if (it_.other.empty()) {
      text += lemmas(it_.cycle) + joined(clauses(it_.cycle)) + ": a contradiction.";
    } else {
      const TransactionLink& supposed = link(*supposed_in(it_.cycle));
      const std::vector<std::size_t> back = turned(it_.other);
      if (std::all_of(back.begin(), back.end(), [&](std::size_t i) { return base(link(i)); })) {  // nothing to suppose: the row's base says which came first
        text += clause(supposed.from, supposed.to, false, told(back)) + ". ";
        text += joined(clauses(turned(it_.cycle))) + ": a contradiction.";
      } else {
        text += name(supposed.from);
        text += " and " + name(supposed.to) + " both " + std::string(verb_of_writing()) + " " + key_of(supposed.op_from) + ", one after the other. ";
        text += "If " + brief(supposed.from) + " came first, " + joined(clauses(turned(it_.cycle))) + ". ";
        text += "If " + brief(supposed.to) + " came first, " + joined(clauses(turned(it_.other))) + ". Either way it is a contradiction.";
      }
    }
    if (it_.orders > 1) text += others(it_.orders - 1, "to put the writes in order");
    if (it_.cases > 1) text += others(it_.cases - 1, "to match reads with writes");
    return text;
  }

  [[nodiscard]] std::vector<Edge> edges() {
    std::vector<Edge> edges;
    const std::size_t n = it_.cycle.size();
    for (std::size_t i = 0; i < n; ++i) {
      const TransactionLink& here = link(it_.cycle[i]);
      Edge edge{.from = here.op_from, .to = here.op_to, .relation = here.relation, .key = {}, .because = {}};
      if (here.op_from == kNoOp) {
        const TransactionLink& before = link(it_.cycle[(i + n - 1) % n]);
        const TransactionLink& after = link(it_.cycle[(i + 1) % n]);
        edge.from = before.op_to != kNoOp ? before.op_to : case_.operations(here.from).front();
        edge.to = after.op_from != kNoOp ? after.op_from : case_.operations(here.to).front();
        edge.because = here.relation == Relation::real_time ? clock_reason(here) : session_reason(edge.from, edge.to);
      } else {
        edge.key = history().key(here.op_from);
        edge.because = reason(here);
      }
      edges.push_back(std::move(edge));
    }
    return edges;
  }

 private:
  [[nodiscard]] static std::string others(std::size_t count, const std::string& what) {
    return count == 1 ? " The other way " + what + " ends in a contradiction too." : " Each of the " + std::to_string(count) + " other ways " + what + " ends in a contradiction too.";
  }
  [[nodiscard]] const History& history() const { return case_.core().history(); }
  [[nodiscard]] const TransactionLink& link(std::size_t i) const { return it_.links[i]; }
  [[nodiscard]] bool base(const TransactionLink& link) const { return link.relation != Relation::write_order && link.relation != Relation::anti_dependency; }

  [[nodiscard]] std::string ids(int transaction) const {
    const auto operations = case_.operations(transaction);
    const auto id = [&](OpId op) { return std::to_string(index(history().id_in_file(op))); };
    if (operations.size() == 1) return " (op " + id(operations.front()) + ")";
    if (operations.size() > kShownMax) return " (ops " + id(operations.front()) + " to " + id(operations.back()) + ")";
    std::vector<std::string> all;
    for (const OpId op : operations) all.push_back(id(op));
    return " (ops " + listed(all) + ")";
  }
  [[nodiscard]] std::string text(int transaction) const { return transaction_text(history(), case_.operations(transaction)); }
  [[nodiscard]] std::string brief(int transaction) const {
    for (int other = 0; other < case_.size(); ++other) {
      if (other != transaction && text(other) == text(transaction)) return text(transaction) + ids(transaction);
    }
    return text(transaction);
  }
  /// With the ids when it is named for the first time.
  std::string name(int transaction) { return named_.insert(transaction).second ? text(transaction) + ids(transaction) : brief(transaction); }

  // Operations.
  [[nodiscard]] std::string process(OpId op) const { return words_.process(op); }
  /// "x"; "the key" where there is only one.
  [[nodiscard]] std::string key_of(OpId op) const {
    const std::string key = words_.of_key(op, "");
    return key.empty() ? "the key" : key.substr(1);
  }
  [[nodiscard]] std::string_view verb_of_writing() const {
    switch (history().object()) {
      case Object::list: return "appended to";
      case Object::set: return "changed";
      default: return "wrote";
    }
  }
  [[nodiscard]] bool from_initial(OpId reading) const {
    for (const TransactionCase::Read& read : case_.reads()) {
      if (read.op == reading) return read.source == TransactionCase::kInitial;
    }
    return false;
  }
  /// "read 1 at x", "found no value at x", "read [1,2] from l".
  [[nodiscard]] std::string observed(OpId reading) const {
    if (history().object() != Object::register_) return words_.did(reading);
    return words_.met(reading, from_initial(reading)) + words_.of_key(reading, "at");
  }
  /// What a write put there: "the 1 that P1 wrote to x".
  [[nodiscard]] std::string written_by(OpId write, OpId reading) const {
    const bool own = history().process(write) == history().process(reading);
    switch (history().object()) {
      case Object::list: return "the " + words_.written(write) + " that " + (own ? "it" : process(write)) + " appended" + words_.of_key(write, "to");
      case Object::set: return "the " + words_.written(write) + " that " + (own ? "it" : process(write)) + (history().kind(write) == Kind::remove ? " removed" : " added");
      default: break;
    }
    if (history().kind(write) == Kind::erase) return "the null that " + (own ? std::string("it") : process(write)) + " left by deleting" + words_.of_key(write, "");
    return "the " + words_.written(write) + " that " + (own ? "it" : process(write)) + " wrote" + words_.of_key(write, "to");
  }

  // Reasons.
  [[nodiscard]] std::string reason(const TransactionLink& link) const {
    switch (link.relation) {
      case Relation::session_order: return session_reason(shown(link.from), shown(link.to));
      case Relation::real_time: return clock_reason(link);
      case Relation::reads_from: return source_reason(link);
      case Relation::write_order: return order_reason(link);
      case Relation::anti_dependency: return missed_reason(link);
      case Relation::visibility: break;
    }
    return {};
  }
  [[nodiscard]] OpId shown(int transaction) const { return case_.operations(transaction).front(); }
  [[nodiscard]] std::string session_reason(OpId from, OpId to) const {
    return process(from) + " " + words_.did(from) + " in a transaction before the one in which it " + words_.did(to);
  }
  [[nodiscard]] std::string clock_reason(const TransactionLink& link) const {
    const Time uncertainty = history().header().clock_uncertainty;
    return brief(link.from) + " returned at " + Words::at(history().response(shown(link.from))) +
           (uncertainty == 0 ? "" : " (give or take " + std::to_string(uncertainty) + ")") + ", before " + brief(link.to) + " was called at " + Words::at(history().call(shown(link.to)));
  }
  [[nodiscard]] std::string source_reason(const TransactionLink& link) const {
    const std::string what = written_by(link.op_from, link.op_to);
    switch (history().object()) {
      case Object::list: return process(link.op_to) + " read a list that ends with " + what;
      case Object::set: return process(link.op_to) + (history().kind(link.op_from) == Kind::remove ? " did not find " : " found ") + what + words_.of_key(link.op_to, "in");
      default: break;
    }
    const std::string verb = history().kind(link.op_to) == Kind::read ? " read " : is_failed_cas(history(), link.op_to) ? " met " : " replaced ";
    return process(link.op_to) + verb + what;
  }

  [[nodiscard]] std::string order_reason(const TransactionLink& link) const {
    switch (link.why) {
      case Why::fact: return list_reason(link);
      case Why::path: return told(link.path);
      case Why::overtaken: return process(*link.reading) + " " + observed(*link.reading) + ", although it could see " + brief(link.from) + ": " + told(link.path);
      case Why::otherwise: return "otherwise " + joined(clauses_briefly(turned(link.path)));
      case Why::supposed: return "one of them came first, and the other way round there is a circle too";
    }
    return {};
  }
  /// Which list showed the order.
  [[nodiscard]] std::string list_reason(const TransactionLink& link) const {
    const Value first = history().value_at(history().value(link.op_from)), second = history().value_at(history().value(link.op_to));
    OpId telling = kNoOp;
    for (const OpId op : case_.core().operations()) {
      if (history().kind(op) != Kind::read || history().key(op) != history().key(link.op_from) || history().status(op) != Status::ok) continue;
      const Value list = history().value_at(history().value(op));
      const Value::Array* elements = list.as_array();
      if (elements == nullptr || std::find(elements->begin(), elements->end(), first) == elements->end()) continue;
      const bool both = std::find(elements->begin(), elements->end(), second) != elements->end();
      if (telling == kNoOp || both) telling = op;
    }
    if (telling == kNoOp) return "the lists that were read say so";
    const Value list = history().value_at(history().value(telling));
    const Value::Array& elements = *list.as_array();
    const std::string read = process(telling) + " " + words_.did(telling);
    if (std::find(elements.begin(), elements.end(), second) != elements.end()) return read + ", where " + describe(first) + " stands before " + describe(second);
    return read + ", without " + describe(second);
  }

  /// Why a reading's transaction has not seen a write.
  [[nodiscard]] std::string missed_reason(const TransactionLink& link) const {
    const std::string found = process(link.op_from) + " " + observed(link.op_from);
    const bool own = history().process(link.op_from) == history().process(link.op_to);
    const std::string whose = own ? "it" : process(link.op_to);
    const std::string newer = words_.written(link.op_to);
    switch (history().object()) {
      case Object::list: return found + ", without the " + newer + " that " + whose + " appended";
      case Object::set: return found + ", as if " + whose + " had not " + (history().kind(link.op_to) == Kind::remove ? "removed " : "added ") + newer;
      default: break;
    }
    if (from_initial(link.op_from)) return found + ", as if " + whose + " had not written " + newer;
    std::string text = found + ", which " + whose + " overwrote with " + newer;
    if (link.newer) {
      const TransactionLink& order = this->link(*link.newer);
      if (order.why != Why::supposed && order.why != Why::fact) text += " (" + order_reason(order) + ")";
    }
    return text;
  }

  [[nodiscard]] std::string told(const std::vector<std::size_t>& path) const {
    std::vector<std::string> parts;
    for (const std::size_t i : path) {
      const TransactionLink& here = link(i);
      if (here.relation == Relation::write_order && here.why != Why::fact) {
        parts.push_back(brief(here.from) + " came before " + brief(here.to));
      } else {
        parts.push_back(reason(here));
      }
    }
    return listed(parts);
  }

  // Clauses.
  [[nodiscard]] std::optional<std::size_t> supposed_in(const std::vector<std::size_t>& cycle) const {
    for (const std::size_t i : cycle) {
      if (link(i).relation == Relation::write_order && link(i).why == Why::supposed) return i;
      if (link(i).newer && link(*link(i).newer).why == Why::supposed) return *link(i).newer;
    }
    return std::nullopt;
  }
  /// A cycle without the link that was supposed in it, from its end on; or the whole, where that is only behind an anti-dependency.
  [[nodiscard]] std::vector<std::size_t> turned(const std::vector<std::size_t>& cycle) const {
    const auto supposed = std::find_if(cycle.begin(), cycle.end(), [&](std::size_t i) { return link(i).relation == Relation::write_order && link(i).why == Why::supposed; });
    if (supposed == cycle.end()) return cycle;
    std::vector<std::size_t> rest(supposed + 1, cycle.end());
    rest.insert(rest.end(), cycle.begin(), supposed);
    return rest;
  }

  std::string clause(int from, int to, bool missed, const std::string& because) {
    const std::string first = name(from);
    return first + (missed ? " missed " : " came before ") + name(to) + ", because " + because;
  }
  std::vector<std::string> clauses(const std::vector<std::size_t>& links) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < links.size();) {
      std::size_t end = at + 1;
      const auto flows = [&](std::size_t i) { return base(link(links[i])); };
      if (flows(at)) {
        while (end < links.size() && flows(end) && link(links[end]).to != link(links[at]).from) ++end;
      }
      const std::vector<std::size_t> run(links.begin() + static_cast<std::ptrdiff_t>(at), links.begin() + static_cast<std::ptrdiff_t>(end));
      const TransactionLink& first = link(run.front());
      all.push_back(clause(first.from, link(run.back()).to, first.relation == Relation::anti_dependency, run.size() == 1 ? reason(first) : told(run)));
      at = end;
    }
    return all;
  }
  /// For reasons: nobody is introduced there.
  [[nodiscard]] std::vector<std::string> clauses_briefly(const std::vector<std::size_t>& links) const {
    std::vector<std::string> all;
    for (const std::size_t i : links) {
      const TransactionLink& here = link(i);
      const bool bare = here.relation == Relation::write_order && here.why != Why::fact;
      all.push_back(brief(here.from) + (here.relation == Relation::anti_dependency ? " missed " : " came before ") + brief(here.to) + (bare ? "" : ", because " + reason(here)));
    }
    return all;
  }
  [[nodiscard]] static std::string joined(const std::vector<std::string>& clauses) {
    std::string text;
    for (std::size_t c = 0; c < clauses.size(); ++c) {
      if (c != 0) text += c + 1 == clauses.size() ? "; but " : "; ";
      text += clauses[c];
    }
    return text;
  }
  /// Write orders that reasons within the cycle rest on and only name: told first, as sentences of their own.
  std::string lemmas(const std::vector<std::size_t>& links) {
    std::string text;
    std::set<std::size_t> told_already;
    for (const std::size_t i : links) {
      for (const std::size_t premise : premises(i)) tell_first(premise, told_already, text);
    }
    return text;
  }
  [[nodiscard]] std::vector<std::size_t> premises(std::size_t i) const {
    std::vector<std::size_t> all = link(i).path;
    if (link(i).newer) {
      const TransactionLink& newer = link(*link(i).newer);
      all.insert(all.end(), newer.path.begin(), newer.path.end());
    }
    return all;
  }
  void tell_first(std::size_t i, std::set<std::size_t>& told_already, std::string& text) {
    const TransactionLink& here = link(i);
    if (here.relation == Relation::anti_dependency || here.relation == Relation::write_order) {
      if (told_already.size() < 12) {
        for (const std::size_t premise : premises(i)) {
          if (told_already.insert(premise).second) tell_first(premise, told_already, text);
        }
      }
    }
    if (here.relation != Relation::write_order || here.why == Why::fact || here.why == Why::supposed) return;
    if (!said_.insert({here.from, here.to}).second) return;
    text += clause(here.from, here.to, false, order_reason(here)) + ". ";
  }

  /// Which sources the case at hand takes, of the reads that have a choice.
  std::string suppositions() {
    if (it_.cases == 1) return {};
    std::vector<std::string> parts;
    const auto& accesses = case_.core().accesses();
    for (const TransactionCase::Read& read : case_.reads()) {
      bool open = false;
      for (std::size_t t = 0; t < accesses.transaction_count() && !open; ++t) {
        for (const auto& each : accesses.reads(id_at<TxnId>(t))) open = open || (each.source == kOpen && case_.core().whole(each.op) == read.op && each.place == read.place);
      }
      if (!open) continue;
      parts.push_back(words_.full(read.op) + " read " + (read.source == TransactionCase::kInitial ? "the initial value" : "from " + name(read.source)));
    }
    return parts.empty() ? std::string() : "Suppose that " + listed(parts) + ". ";
  }

  const TransactionCase& case_;
  const TransactionContradiction& it_;
  const Words& words_;
  std::set<int> named_;
  std::set<std::pair<int, int>> said_;  // write orders told as sentences
};

class Namer {
 public:
  Namer(const TransactionCase& at, const TransactionContradiction& contradiction) : case_(at), it_(contradiction) {
    const auto missing = [&](std::size_t i) { return link(i).relation == Relation::anti_dependency; };
    cycle_ = &it_.cycle;  // of either way, the one in which something was missed
    if (std::none_of(it_.cycle.begin(), it_.cycle.end(), missing) && std::any_of(it_.other.begin(), it_.other.end(), missing)) cycle_ = &it_.other;
    std::copy_if(cycle_->begin(), cycle_->end(), std::back_inserter(missed_), missing);
  }

  [[nodiscard]] Anomaly name() const {
    const std::optional<std::size_t> overtaken = missed_.empty() ? overtaken_write() : std::nullopt;
    if (missed_.empty() && !overtaken) return has(Relation::reads_from) ? Anomaly::circular_information_flow : Anomaly::dirty_write;
    switch (case_.core().model().sees) {
      case Visibility::session: return Anomaly::read_your_writes_violation;
      case Visibility::read_then_session: return Anomaly::non_monotonic_read;
      case Visibility::session_then_read: return Anomaly::monotonic_writes_violation;
      case Visibility::read_then_session_then_read: return Anomaly::writes_follow_reads_violation;
      default: break;
    }
    if (overtaken) return missed_behind(link(*overtaken).path, link(*overtaken).place);
    if (lost_update()) return Anomaly::lost_update;
    if (missed_.size() == 1) return one_missed(link(missed_.front()));
    return several_missed();
  }

 private:
  [[nodiscard]] const TransactionLink& link(std::size_t i) const { return it_.links[i]; }
  [[nodiscard]] bool has(Relation relation) const {
    return std::any_of(cycle_->begin(), cycle_->end(), [&](std::size_t i) { return link(i).relation == relation; });
  }

  /// Two transactions that write the place which one of them read without seeing the other.
  [[nodiscard]] bool lost_update() const {
    if (cycle_->size() != 2) return false;
    const TransactionLink& missed = link(missed_.front());
    const TransactionLink& other = link((*cycle_)[0] == missed_.front() ? (*cycle_)[1] : (*cycle_)[0]);
    return other.relation != Relation::reads_from && other.relation != Relation::session_order && other.relation != Relation::real_time &&
           case_.write(missed.from, missed.place).has_value();
  }

  [[nodiscard]] Anomaly one_missed(const TransactionLink& missed) const {
    std::vector<std::size_t> rest;  // from the transaction that was missed to the reading
    const auto here = std::find_if(cycle_->begin(), cycle_->end(), [&](std::size_t i) { return link(i).relation == Relation::anti_dependency; });
    rest.insert(rest.end(), here + 1, cycle_->end());
    rest.insert(rest.end(), cycle_->begin(), here);
    return missed_behind(rest, missed.place);
  }

  /// A write order of the cycle that follows from a reading which missed the write, if there is one.
  [[nodiscard]] std::optional<std::size_t> overtaken_write() const {
    const auto found = std::find_if(cycle_->begin(), cycle_->end(), [&](std::size_t i) { return link(i).relation == Relation::write_order && link(i).why == TransactionLink::Why::overtaken; });
    return found == cycle_->end() ? std::nullopt : std::optional(*found);
  }

  /// A reading at the place missed a transaction from which `rest` leads to it.
  [[nodiscard]] Anomaly missed_behind(const std::vector<std::size_t>& rest, transactional::Place place) const {
    const auto all = [&](auto property) { return std::all_of(rest.begin(), rest.end(), [&](std::size_t i) { return property(link(i)); }); };
    const TransactionLink& first = link(rest.front());
    if (rest.size() == 1 && first.relation == Relation::reads_from) {
      return first.place == place ? Anomaly::non_repeatable_read : Anomaly::fractured_read;
    }
    if (!all([](const TransactionLink& l) { return l.relation != Relation::real_time; })) return Anomaly::stale_read;
    if (rest.size() == 1 && first.relation == Relation::session_order) return Anomaly::read_your_writes_violation;
    if (rest.size() == 2 && first.relation == Relation::reads_from && link(rest.back()).relation == Relation::session_order) return Anomaly::non_monotonic_read;
    if (all([](const TransactionLink& l) { return l.relation == Relation::reads_from || l.relation == Relation::session_order; })) return Anomaly::causality_violation;
    return Anomaly::read_skew;
  }

  [[nodiscard]] Anomaly several_missed() const {
    const bool clock = has(Relation::real_time);
    if (cycle_->size() == 2 && missed_.size() == 2) return Anomaly::write_skew;
    const bool apart = it_.phenomenon == Phenomenon::g_nonadjacent || it_.phenomenon == Phenomenon::g_nonadjacent_process;
    if (apart && !has(Relation::write_order)) return Anomaly::long_fork;
    return clock ? Anomaly::stale_read : Anomaly::other_cycle;
  }

  const TransactionCase& case_;
  const TransactionContradiction& it_;
  const std::vector<std::size_t>* cycle_;  // of the contradiction, that which names it
  std::vector<std::size_t> missed_;  // anti-dependencies of the cycle
};

/// Where a list's read shows something that nobody, or only a failed transaction, appended: that element; otherwise the read's own value.
ValueId suspect(const TransactionCore& core, OpId read) {
  const History& h = core.history();
  const Value value = h.value_at(h.value(read));
  const Value::Array* elements = h.object() == Object::register_ ? nullptr : value.as_array();
  if (elements == nullptr) return observed_value(h, read);
  for (const Value& element : *elements) {
    ValueId id{};
    if (!h.values().find(element, id)) continue;
    const bool put = std::any_of(core.operations().begin(), core.operations().end(), [&](OpId op) {
      return (h.kind(op) == Kind::append || h.kind(op) == Kind::add) && h.key(op) == h.key(read) && h.value(op) == id;
    });
    if (!put) return id;
  }
  return h.value(read);
}

}  // namespace

std::string transaction_text(const History& history, std::span<const OpId> operations) {
  if (operations.size() == 1) return describe(history, operations.front());
  std::string text = describe(history, history.process(operations.front())) + " [";
  for (std::size_t i = 0; i < std::min(operations.size(), kShownMax); ++i) text += (i == 0 ? "" : " ") + without_process(history, operations[i]);
  if (operations.size() > kShownMax) text += " ...";
  return text + "]" + (history.status(operations.front()) == Status::unknown ? "?" : "");
}

std::string sentence_of(const TransactionCase& at, const TransactionContradiction& contradiction, const Words& words) { return Speaker(at, contradiction, words).sentence(); }

std::vector<Edge> edges_of(const TransactionCase& at, const TransactionContradiction& contradiction, const Words& words) { return Speaker(at, contradiction, words).edges(); }

Anomaly anomaly_of(const TransactionCase& at, const TransactionContradiction& contradiction) { return Namer(at, contradiction).name(); }

bool tell_inconsistency(const TransactionCore& core, const Words& words, Counterexample& counterexample) {
  using transactional::Fault;
  if (core.accesses().inconsistencies().empty()) return false;
  const transactional::Inconsistency& it = core.accesses().inconsistencies().front();
  const History& h = core.history();
  const OpId read = core.whole(it.read);
  const bool list = h.object() == Object::list;
  const std::string observed = list || h.object() == Object::set ? words.did(read) : words.met(read, false) + words.of_key(read, "at");
  const std::string saw = words.full(read) + ": " + words.process(read) + " " + observed + ", but ";
  const ValueId value = suspect(core, read);
  const std::string text = describe(h.value_at(value));
  std::vector<OpId> others;
  for (const OpId op : it.operations) {
    if (core.whole(op) != read) others.push_back(core.whole(op));
  }
  const auto whole_transaction = [&](OpId op) {
    std::vector<OpId> of;
    for (const OpId other : core.operations()) {
      if (h.transaction(other) == h.transaction(op)) of.push_back(other);
    }
    return transaction_text(h, of);
  };
  const auto tell = [&](Anomaly anomaly, std::optional<Phenomenon> phenomenon, const std::string& what) {
    counterexample.anomaly = anomaly;
    counterexample.phenomenon = phenomenon;
    counterexample.explanation = saw + what + ".";
  };
  // A list in which one transaction's appends do not stand together, all of them, in their order.
  const auto tell_torn_appends = [&] {
    const Value list_read = h.value_at(h.value(read));
    const Value::Array& elements = *list_read.as_array();
    std::map<TxnId, std::vector<OpId>> appends;
    for (const OpId op : others) {
      if (h.kind(op) == Kind::append) appends[h.transaction(op)].push_back(op);
    }
    for (const auto& [txn, own] : appends) {
      std::vector<std::ptrdiff_t> at;
      for (const OpId append : own) {
        const auto here = std::find(elements.begin(), elements.end(), h.value_at(h.value(append)));
        if (here != elements.end()) at.push_back(here - elements.begin());
      }
      const std::string whose = whole_transaction(own.front());
      if (at.empty() || own.size() < 2) continue;
      if (at.size() < own.size()) return tell(Anomaly::intermediate_read, Phenomenon::g1b, "that is in the middle of " + whose + ", whose appends take effect together");
      if (!std::is_sorted(at.begin(), at.end())) return tell(Anomaly::incompatible_order, {}, "that is not the order in which " + whose + " appended");
      if (at.back() - at.front() >= static_cast<std::ptrdiff_t>(own.size())) {
        return tell(Anomaly::dirty_write, Phenomenon::g0, "that has something of others between the appends of " + whose + ", which take effect together");
      }
    }
    tell(Anomaly::intermediate_read, Phenomenon::g1b, "that shows a part of what one transaction appended");
  };
  const std::string put = list ? "appended " : h.object() == Object::set ? "added " : "wrote ";
  switch (it.fault) {
    case Fault::thin_air:
    case Fault::aborted:
      if (is_failed_cas(h, read)) {
        tell(Anomaly::thin_air_read, {}, "nothing else was ever written" + words.of_key(read, "to"));
      } else if (const auto failed = failed_writer_of(h, h.key(read), value)) {
        tell(Anomaly::aborted_read, Phenomenon::g1a, "only " + words.full(*failed) + " " + put + text + ", and that transaction failed");
      } else {
        tell(Anomaly::thin_air_read, {}, "nobody " + put + text + words.of_key(read, "to"));
      }
      break;
    case Fault::intermediate: {
      if (list) {
        tell_torn_appends();
        break;
      }
      const auto writer = std::find_if(others.begin(), others.end(), [&](OpId op) { return h.transaction(op) != h.transaction(read); });
      const std::string whose = writer == others.end() ? std::string("its transaction") : whole_transaction(*writer);
      tell(Anomaly::intermediate_read, Phenomenon::g1b, whose + " overwrote that itself, so that nobody else should have seen it");
      break;
    }
    case Fault::future: tell(Anomaly::future_read, {}, "its own transaction " + put + text + " only later"); break;
    case Fault::own_write_missed: {
      const auto own = std::find_if(others.rbegin(), others.rend(), [&](OpId op) { return h.transaction(op) == h.transaction(read) && op < read; });
      tell(Anomaly::own_write_missed, {}, own == others.rend() ? std::string("its own transaction had just changed that") : "in the same transaction it " + words.had_done(*own) + " before" + (list ? ", and all that it had appended should stand at the end, in its order" : ""));
      break;
    }
    case Fault::duplicate_elements: tell(Anomaly::duplicate_elements, {}, list ? "each of its elements was appended once" : "a set holds an element once"); break;
    case Fault::incompatible_order: {
      const auto other = std::find_if(others.begin(), others.end(), [&](OpId op) { return h.kind(op) == Kind::read; });
      tell(Anomaly::incompatible_order, {},
           (other == others.end() ? std::string("another read") : words.full(*other)) + " shows another order: neither list is the beginning of the other");
      break;
    }
  }
  return true;
}

}  // namespace clio
