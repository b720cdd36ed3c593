// Violations of other objects have no write order to argue with; but most are one of a few situations that people know by sight: a value from
// nowhere, taken twice, taken out of turn, an effect that was missed. Each object has its list, the most telling first. A situation is told only
// where the row's own order (real time, or session order) makes it certain, so that the sentence alone convinces: "A came before B, because the history says so;
// but B came before A, because the object would have answered otherwise: a contradiction".
// A sentence is true of the whole history, not of the few operations only. What was left out may have come later: so something "had not been dequeued by then",
// and nothing "was never dequeued".
// Each object's situations stand in a file of their own (queue_story.cpp and so on); what they share, here and in object_teller.hpp.
// Tested by tests/evidence/transcript_test.cpp and tests/evidence/explain_random_test.cpp.

#include "checker/explain/object_story.hpp"

#include "checker/explain/object_teller.hpp"

namespace clio {

/// A value that nobody put there.
std::optional<Story> ObjectTeller::from_nowhere() const {
  for (const OpId op : ops_) {
    for (const Value& seen : found(op)) {
      ValueId id{};
      if (history_.values().find(seen, id) && !puts_of(op, id).empty()) continue;
      std::string sentence = event(op) + ", but ";
      const std::optional<OpId> failed = history_.values().find(seen, id) ? failed_writer_of(history_, history_.key(op), id) : std::nullopt;
      if (failed) {
        sentence += "only " + words_.full(*failed) + " " + put_word() + " " + text(seen) + ", and that failed.";
        return Story{.anomaly = Anomaly::aborted_read, .sentence = std::move(sentence)};
      }
      return Story{.anomaly = Anomaly::thin_air_read, .sentence = sentence + "nobody ever " + put_word() + " " + text(seen) + words_.of_key(op, "at") + "."};
    }
  }
  return std::nullopt;
}

/// A value found before it was put there.
std::optional<Story> ObjectTeller::from_the_future() const {
  for (const OpId op : ops_) {
    for (const OpId put : ops_) {
      if (!puts(put) || !same_key(op, put) || op == put || !finds(op, value(put)) || puts_of(op, value(put)).size() > 1 || !before(op, put)) continue;
      const std::string verb = takes(op) ? taken_word() : "found";
      const bool own = history_.process(op) == history_.process(put);
      const std::string what = own ? "its own " + text(value(put)) : "the " + text(value(put)) + " that " + words_.process(put) + " " + put_word();
      return crossed(Anomaly::future_read, op, put, Relation::reads_from, words_.process(op) + " " + verb + " " + what);
    }
  }
  return std::nullopt;
}

/// A value that a list holds more often than it was appended, or a set twice.
std::optional<Story> ObjectTeller::found_too_often() const {
  for (const OpId op : ops_) {
    const std::vector<Value> read = kind(op) == Kind::read ? found(op) : std::vector<Value>{};
    for (const Value& seen : read) {
      ValueId id{};
      if (!history_.values().find(seen, id)) continue;
      const std::vector<OpId> put = puts_of(op, id);
      const auto times = static_cast<std::size_t>(std::count(read.begin(), read.end(), seen));
      if (history_.object() == Object::set && times > 1) {
        return Story{.anomaly = Anomaly::duplicate_elements, .sentence = event(op) + ", with " + text(seen) + " in it " + std::to_string(times) + " times, but a set holds a value once."};
      }
      if (times <= put.size()) continue;
      return Story{.anomaly = Anomaly::duplicate_elements,
                   .sentence = event(op) + ", with " + text(seen) + " in it " + std::to_string(times) + " times, but it was appended only " +
                               (put.size() == 1 ? "once: " : std::to_string(put.size()) + " times: ") + names(put) + "."};
    }
  }
  return std::nullopt;
}

std::optional<OpId> failed_writer_of(const History& history, KeyId key, ValueId value) {
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history.status(op) != Status::fail || history.key(op) != key || history.value(op) != value) continue;
    const Kind kind = history.kind(op);
    const bool puts = kind == Kind::write || kind == Kind::erase || kind == Kind::cas || kind == Kind::add || kind == Kind::enqueue || kind == Kind::push ||
                      kind == Kind::append;
    if (puts) return op;
  }
  return std::nullopt;
}

std::optional<Story> story_of_object(const History& history, const Model& model, std::span<const OpId> operations, const Words& words) {
  const ObjectTeller about(history, model, operations, words);
  switch (history.object()) {
    case Object::counter: return story_of_counter(about);
    case Object::set: return story_of_set(about);
    case Object::queue:
    case Object::stack: return story_of_queue(about);
    case Object::list: return story_of_list(about);
    case Object::mutex: return story_of_mutex(about);
    case Object::text:
    case Object::register_: break;
  }
  return std::nullopt;
}

}  // namespace clio
