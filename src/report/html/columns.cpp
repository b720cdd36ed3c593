// Operations as columns.
//
// A page holds a hundred thousand operations and should be as large as their file, not as three of it. So a column is one JSON array or string: kinds and outcomes are a letter each, times are differences to
// the operation before, names are positions in a table, small integers stand for themselves. What nearly always follows from the row before (the line, the id) is left out where it does.
//
// `source` says whose value a read returned: how many operations earlier it stands (negative: later), null for the value that the key had at first, true where several may have been it, 0 where there is none to
// name. Sources are those of the relations (checker/relations) for registers; what is taken from a queue or stack has the operation that put it there, a list the appender of its last element.
//
// Tested by tests/report/page_document_test.cpp.

#include "src/report/html/columns.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "adapters/formats/lecture/notation.hpp"
#include "checker/explain/describe.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio {
namespace {

constexpr std::size_t kTextMax = 400;         // bytes of a name or value
constexpr std::size_t kTextMin = 16;
constexpr std::size_t kTextsFree = 64 << 10;  // what names and values may take whatever the size of the history,
constexpr std::size_t kTextsEach = 60;        // and for each operation

/// One JSON array, written element by element.
class Array {
 public:
  Array() { text_.reserve(1 << 10), text_ += '['; }
  void number(std::int64_t value) {
    char digits[24];
    const auto [end, unused] = std::to_chars(digits, digits + sizeof digits, value);
    element().append(digits, end);
  }
  void word(std::string_view word) { element() += word; }
  [[nodiscard]] std::string take() && { return std::move(text_) + ']'; }

 private:
  std::string& element() {
    if (text_.size() > 1) text_ += ',';
    return text_;
  }
  std::string text_;
};

std::string json_text(const std::string& text) { return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

/// At most `size` bytes of the text, whole characters, and how many bytes are missing.
std::string cut_text(const std::string& text, std::size_t size) {
  if (text.size() <= size) return text;
  std::size_t end = size;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "… (" + std::to_string(text.size() - end) + " bytes more)";
}

/// Everything that has a text, so that all together stay within their share.
class Texts {
 public:
  std::size_t add(std::string text) {
    texts_.push_back(std::move(text));
    return texts_.size() - 1;
  }
  void fit(std::size_t operations) {
    const std::size_t budget = kTextsFree + kTextsEach * operations;
    for (longest_ = kTextMax; longest_ > kTextMin; longest_ /= 2) {
      std::size_t size = 0;
      for (const std::string& text : texts_) size += std::min(text.size(), longest_ + 24) + 3;
      if (size <= budget) break;
    }
    cut_ = static_cast<std::size_t>(std::count_if(texts_.begin(), texts_.end(), [&](const std::string& text) { return text.size() > longest_; }));
  }
  [[nodiscard]] std::string list(std::size_t begin, std::size_t end) const {
    Array array;
    for (std::size_t i = begin; i < end; ++i) array.word(json_text(cut_text(texts_[i], longest_)));
    return std::move(array).take();
  }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  [[nodiscard]] std::size_t cut() const { return cut_; }

 private:
  std::vector<std::string> texts_;
  std::size_t longest_ = kTextMax, cut_ = 0;
};

/// Where what an operation returned came from.
struct Source {
  enum class What : std::uint8_t { none, initial, several, operation } what = What::none;
  OpId operation{};
};

bool takes(Kind kind) { return kind == Kind::dequeue || kind == Kind::pop; }
bool puts(Kind kind) { return kind == Kind::enqueue || kind == Kind::push; }

class Sources {
 public:
  explicit Sources(const History& history) : history_(history) {
    if (history.object() == Object::register_) relations_.emplace(history);
    else if (history.object() == Object::queue || history.object() == Object::stack || history.object() == Object::list) index_puts();
  }

  [[nodiscard]] Source of(OpId op) const {
    if (history_.status(op) != Status::ok) return {};
    if (relations_) return of_register(op);
    if (takes(history_.kind(op)) && history_.value(op) != kNull) return put(history_.key(op), history_.value_at(history_.value(op)));
    if (history_.object() != Object::list || history_.kind(op) != Kind::read) return {};
    const Value value = history_.value_at(history_.value(op));
    const Value::Array* list = value.as_array();
    if (list == nullptr) return {};
    return list->empty() ? Source{Source::What::initial} : put(history_.key(op), list->back());
  }

 private:
  [[nodiscard]] Source of_register(OpId op) const {
    const bool own = history_.kind(op) == Kind::read || (history_.kind(op) == Kind::cas && history_.success(op));
    if (!own || !relations_->participates(op) || !relations_->reads(op) || relations_->reads_other(op)) return {};
    const CellId cell = relations_->read_cell(op);
    const auto writers = relations_->writers(cell);
    const std::size_t candidates = writers.size() + (relations_->is_initial(cell) ? 1 : 0);
    if (candidates > 1) return {Source::What::several};
    if (candidates == 0) return {};
    return writers.empty() ? Source{Source::What::initial} : Source{Source::What::operation, writers.front()};
  }
  [[nodiscard]] Source put(KeyId key, const Value& value) const {
    const auto found = puts_.find(std::to_string(index(key)) + ":" + value.to_json());
    if (found == puts_.end()) return {};
    return found->second == kNoOp ? Source{Source::What::several} : Source{Source::What::operation, found->second};
  }
  void index_puts() {
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if ((!puts(history_.kind(op)) && history_.kind(op) != Kind::append) || history_.status(op) == Status::fail) continue;
      const auto [found, fresh] = puts_.try_emplace(std::to_string(index(history_.key(op))) + ":" + history_.value_at(history_.value(op)).to_json(), op);
      if (!fresh) found->second = kNoOp;
    }
  }

  const History& history_;
  std::optional<BaseRelations> relations_;
  std::unordered_map<std::string, OpId> puts_;
};

/// What the columns call a value: small integers themselves, all else -1 - its place in the table.
class Values {
 public:
  Values(const History& history, Texts& texts) : history_(history), texts_(texts), begin_(texts.size()) {}
  std::int64_t operator()(ValueId id) {
    if (ValueTable::is_small(id)) return static_cast<std::int64_t>(index(id));
    const auto [found, fresh] = known_.try_emplace(id, static_cast<std::int64_t>(texts_.size() - begin_));
    if (fresh) texts_.add(describe(history_.value_at(id)));
    return -1 - found->second;
  }
  [[nodiscard]] std::size_t begin() const { return begin_; }

 private:
  const History& history_;
  Texts& texts_;
  std::size_t begin_;
  std::unordered_map<ValueId, std::int64_t> known_;
};

char outcome(const History& history, OpId op) {
  switch (history.status(op)) {
    case Status::fail: return 'f';
    case Status::unknown: return 'u';
    case Status::ok: break;
  }
  const bool answers = history.kind(op) == Kind::cas || history.kind(op) == Kind::contains;
  return answers && !history.success(op) ? 'n' : 'o';
}

std::int64_t difference(Time a, Time b) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)); }

/// Times that a double holds exactly stay as they are; others are told from the first of them on.
Time base_of(const History& history) {
  constexpr Time kExact = Time{1} << 52;
  Time least = kNever, most = std::numeric_limits<Time>::min();
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    least = std::min(least, history.call(op)), most = std::max(most, history.call(op));
    if (history.response(op) != kNever) most = std::max(most, history.response(op));
  }
  return history.empty() || (least > -kExact && most < kExact) ? 0 : least;
}

}  // namespace

std::string operation_columns(const History& history) {
  Texts texts;
  const auto names = [&](std::size_t count, const auto& name) {
    const std::size_t begin = texts.size();
    for (std::size_t i = 0; i < count; ++i) texts.add(name(i));
    return std::pair(begin, begin + count);
  };
  const auto processes = names(history.process_count(), [&](std::size_t i) { return describe(history, id_at<ProcessId>(i)); });
  const auto keys = names(history.key_count(), [&](std::size_t i) {
    const Value& key = history.key_name(id_at<KeyId>(i));
    return key.is_null() ? std::string() : describe(key);
  });
  const auto nodes = names(history.node_count(), [&](std::size_t i) { return describe(history.node_name(id_at<NodeId>(i))); });
  Values value_of(history, texts);

  const Sources sources(history);
  const std::size_t size = history.size();
  const Time base = history.timed() ? base_of(history) : 0;
  std::string kinds, outcomes;
  Array process, key, value, expected, call, span, line, id, node, version, source, length;
  bool has_expected = false, has_version = false, has_id = false;
  Time call_before = base;
  std::int64_t line_before = 0, id_before = -1;
  for (std::size_t i = 0; i < size; ++i) {
    const OpId op = id_at<OpId>(i);
    kinds += lecture::letter_of(history.object(), history.kind(op)).value_or('?');
    outcomes += outcome(history, op);
    process.number(static_cast<std::int64_t>(index(history.process(op))));
    key.number(static_cast<std::int64_t>(index(history.key(op))));
    value.number(value_of(history.value(op)));
    has_expected = has_expected || history.kind(op) == Kind::cas;
    if (history.timed()) {
      call.number(difference(history.call(op), call_before));
      call_before = history.call(op);
      if (history.response(op) == kNever) span.word("null");
      else span.number(difference(history.response(op), history.call(op)));
    }
    line.number(static_cast<std::int64_t>(history.line(op)) - line_before);
    line_before = static_cast<std::int64_t>(history.line(op));
    const auto in_file = static_cast<std::int64_t>(index(history.id_in_file(op)));
    id.number(in_file - id_before);
    has_id = has_id || in_file != static_cast<std::int64_t>(i);
    id_before = in_file;
    if (history.node_count() > 0) {
      node.number(history.node(op) == kNoNode ? -1 : static_cast<std::int64_t>(index(history.node(op))));
      const std::optional<std::int64_t> known = history.version(op);
      has_version = has_version || known.has_value();
      if (known) version.number(*known);
      else version.word("null");
    }
    switch (const Source from = sources.of(op); from.what) {
      case Source::What::none: source.number(0); break;
      case Source::What::initial: source.word("null"); break;
      case Source::What::several: source.word("true"); break;
      case Source::What::operation: source.number(static_cast<std::int64_t>(i) - static_cast<std::int64_t>(index(from.operation))); break;
    }
  }
  if (has_expected) {
    for (std::size_t i = 0; i < size; ++i) {
      const OpId op = id_at<OpId>(i);
      if (history.kind(op) == Kind::cas) expected.number(value_of(history.expected(op)));
      else expected.number(0);
    }
  }
  if (history.transactional()) {
    for (std::size_t i = 0; i < history.transaction_count(); ++i) length.number(static_cast<std::int64_t>(history.length_of(id_at<TxnId>(i))));
  }
  Array initial;
  bool has_initial = false;
  for (std::size_t i = 0; i < history.key_count(); ++i) {
    const ValueId first = history.initial(id_at<KeyId>(i));
    has_initial = has_initial || first != kNull;
    initial.number(value_of(first));
  }
  texts.fit(size);

  std::string json = "{\"count\":" + std::to_string(size) + ",\"kind\":\"" + kinds + "\",\"outcome\":\"" + outcomes + "\"";
  const auto column = [&](std::string_view name, Array&& array) { json.append(",\"").append(name).append("\":").append(std::move(array).take()); };
  column("process", std::move(process));
  column("key", std::move(key));
  column("value", std::move(value));
  if (has_expected) column("expected", std::move(expected));
  if (history.timed()) {
    json += ",\"base\":\"" + std::to_string(base) + "\"";
    column("call", std::move(call));
    column("span", std::move(span));
  }
  column("line", std::move(line));
  if (has_id) column("id", std::move(id));
  if (history.node_count() > 0) column("node", std::move(node));
  if (has_version) column("version", std::move(version));
  column("source", std::move(source));
  if (history.transactional()) column("transactions", std::move(length));
  if (has_initial) column("initial", std::move(initial));
  json += ",\"names\":{\"processes\":" + texts.list(processes.first, processes.second) + ",\"keys\":" + texts.list(keys.first, keys.second) +
          ",\"nodes\":" + texts.list(nodes.first, nodes.second) + ",\"values\":" + texts.list(value_of.begin(), texts.size()) + ",\"cut\":" + std::to_string(texts.cut()) + "}}";
  return json;
}

}  // namespace clio
