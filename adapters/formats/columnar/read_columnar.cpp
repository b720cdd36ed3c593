// The reader of the binary format: checks the head, the table and the sections' checksums, then what ids and flags stand in the columns, and hands these on as they are.
//
// A checksum tells damage, not malice: so whatever a History promises its users is checked as well, here (each element within its range, and no operation says more than its
// kind can) and in HistoryBuilder::build. Each check is one pass over a column or two that the compiler can make vectors of, and only where it fails is the element looked for.
// Cost: O(operations): a pass over each section for its checksum, one over each column of ids, and those of HistoryBuilder::build. Tested by tests/adapters/columnar_test.cpp and tests/fuzz/.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/formats/columnar/columnar.hpp"
#include "adapters/formats/columnar/layout.hpp"
#include "adapters/formats/columnar/values.hpp"
#include "adapters/json/strict_json.hpp"
#include "adapters/formats/native/native_header.hpp"
#include "adapters/text/utf8.hpp"

namespace clio {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian, and columns are used as they are");

using columnar::Section;
constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::release) + 1;

class ColumnarReader {
 public:
  ColumnarReader(std::string_view text, const ReadOptions& options) : text_(text), options_(options) {}

  HistoryOrErrors read() {
    if (!front() || !sections() || !header() || !names() || !annotations() || !columns()) return Unexpected(std::vector<InputError>{{0, std::move(error_)}});
    builder_.adopt(std::move(columns_));
    HistoryOrErrors history = std::move(builder_).build(options_.errors_max);
    if (history) return history;
    std::vector<InputError> errors = std::move(history).error();
    for (InputError& error : errors) error.line = 0;  // it is that of the file that the history came from
    return Unexpected(std::move(errors));
  }

 private:
  bool wrong(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    return false;
  }
  bool wrong_in(Section section, const std::string& message) { return wrong("section \"" + std::string(columnar::shape_of(section).name) + "\": " + message); }

  bool front() {
    if (!recognises_columnar(text_)) return wrong("found no mark of Clio's binary format at the beginning; expected one (was the file transferred as text?)");
    if (text_.size() < sizeof head_) return wrong("the file ends within its head, after " + std::to_string(text_.size()) + " bytes; expected " + std::to_string(sizeof head_));
    std::memcpy(&head_, text_.data(), sizeof head_);
    if (head_.version != columnar::kVersion) return wrong("found version " + std::to_string(head_.version) + " of the format; expected 1, the only one that this program reads");
    if (head_.bytes != text_.size()) return wrong("the file has " + std::to_string(text_.size()) + " bytes, its head says " + std::to_string(head_.bytes) + "; was it cut off?");
    if (head_.operations >= index(kNoOp)) return wrong("found " + std::to_string(head_.operations) + " operations; expected at most 4294967294 in one history");
    if (head_.sections > (text_.size() - sizeof head_) / sizeof(columnar::Entry)) return wrong("the file ends within its table of " + std::to_string(head_.sections) + " sections");
    columnar::Head unsigned_head = head_;
    unsigned_head.checksum = 0;
    std::string front(text_.substr(0, sizeof head_ + head_.sections * sizeof(columnar::Entry)));
    std::memcpy(front.data(), &unsigned_head, sizeof unsigned_head);
    if (columnar::checksum(front) != head_.checksum) return wrong("the checksum of the head is not that of its bytes: the file is damaged");
    return true;
  }

  bool sections() {
    for (std::size_t i = 0; i < head_.sections; ++i) {
      columnar::Entry entry;
      std::memcpy(&entry, text_.data() + sizeof head_ + i * sizeof entry, sizeof entry);
      const auto section = static_cast<Section>(entry.section);
      const columnar::Shape shape = columnar::shape_of(section);
      if (shape.name.empty()) return wrong("found a section of number " + std::to_string(entry.section) + "; version 1 has none such");
      if (entry.width != shape.width) return wrong_in(section, "its elements have " + std::to_string(entry.width) + " bytes; expected " + std::to_string(shape.width));
      if (entry.offset > text_.size() || entry.bytes > text_.size() - entry.offset) return wrong_in(section, "it goes beyond the end of the file");
      if (entry.offset % columnar::kAlignment != 0) return wrong_in(section, "it begins at byte " + std::to_string(entry.offset) + "; expected a multiple of 64");
      if (entry.bytes % shape.width != 0) return wrong_in(section, "it ends within an element");
      if (columnar::is_column(section) && entry.bytes / shape.width != head_.operations) {
        return wrong_in(section, "it has " + std::to_string(entry.bytes / shape.width) + " elements; expected one for each of the " + std::to_string(head_.operations) + " operations");
      }
      const std::string_view bytes = text_.substr(entry.offset, entry.bytes);
      if (columnar::checksum(bytes) != entry.checksum) return wrong_in(section, "its checksum is not that of its bytes: the file is damaged");
      if (options_.progress) options_.progress->done.fetch_add(bytes.size(), std::memory_order_relaxed);
      if (!sections_.emplace(section, bytes).second) return wrong_in(section, "found it twice; expected it once");
    }
    for (const Section needed : {Section::kind, Section::flags, Section::process, Section::key, Section::value}) {
      if (head_.operations != 0 && !sections_.contains(needed)) return wrong_in(needed, "it is missing");
    }
    if (sections_.contains(Section::call) != sections_.contains(Section::response)) return wrong("found calls without returns or returns without calls; expected both or neither");
    return true;
  }

  bool header() {
    const std::string_view text = bytes(Section::header);
    if (text.empty()) return wrong_in(Section::header, "it is missing");
    if (first_invalid_utf8(text)) return wrong_in(Section::header, "found bytes that are not UTF-8");
    const Result<Json, JsonFault> json = parse_json(text);
    if (!json) return wrong_in(Section::header, json.error().message);
    if (json->type != Json::Type::object) return wrong_in(Section::header, "found " + json->description() + "; expected an object, as the native format's header is");
    std::vector<std::string> errors;
    bool object_known = true;
    native::read_header(*json, builder_.header(), errors, object_known);
    if (!errors.empty()) return wrong_in(Section::header, errors.front());
    if (const std::string initial = native::override_initial(builder_.header(), options_); !initial.empty()) return wrong(initial);
    return true;
  }

  bool names() {
    return table(Section::processes, processes_, [&](const Value& name) { return index(builder_.process(name)); }) &&
           table(Section::keys, keys_, [&](const Value& name) { return index(builder_.key(name)); }) &&
           table(Section::nodes, nodes_, [&](const Value& name) { return index(builder_.node(name)); }) &&
           table(Section::values, values_, [&](const Value& value) { return index(builder_.value(value)) - index(kNull) - 1; });
  }

  /// Reads a table of values, each of which gets the number of its place: the first 0.
  template <class Intern>
  bool table(Section section, std::size_t& count, Intern intern) {
    std::string_view rest = bytes(section);
    for (count = 0; !rest.empty(); ++count) {
      const std::optional<Value> value = columnar::take(rest);
      if (!value) return wrong_in(section, "entry " + std::to_string(count) + " is no value");
      if (intern(*value) != count) return wrong_in(section, "entry " + std::to_string(count) + ", " + shortened(value->to_json(), 40) + ", stands there twice or needs no entry");
    }
    return true;
  }

  /// Each is an array: text, begin, end, node.
  bool annotations() {
    std::string_view rest = bytes(Section::annotations);
    for (std::size_t i = 0; !rest.empty(); ++i) {
      const std::optional<Value> value = columnar::take(rest);
      const Value::Array* parts = value ? value->as_array() : nullptr;
      const bool whole = parts && parts->size() == 4 && (*parts)[0].as_string() && (*parts)[1].as_int() && (*parts)[2].as_int() && *(*parts)[1].as_int() <= *(*parts)[2].as_int();
      if (!whole) return wrong_in(Section::annotations, "entry " + std::to_string(i) + " is no array of a text, a begin, an end after it and a node");
      builder_.header().annotations.push_back({.begin = *(*parts)[1].as_int(), .end = *(*parts)[2].as_int(), .text = *(*parts)[0].as_string(), .node = (*parts)[3]});
    }
    return true;
  }

  bool columns() {
    if (options_.text_owner && reinterpret_cast<std::uintptr_t>(text_.data()) % alignof(std::int64_t) == 0) columns_.keeper = options_.text_owner;
    columnar::each_column(columns_, [&](Section section, auto& column) { take(section, column); });
    take(Section::transactions, columns_.txn_begin);
    return within(Section::kind, columns_.kind, [](Kind kind) { return index(kind) < kKinds; }) &&
           within(Section::flags, columns_.flags, [](std::uint8_t flags) { return (flags & 3u) != 3 && flags < 8; }) &&
           within(Section::process, columns_.process, [&](ProcessId process) { return index(process) < processes_; }) &&
           within(Section::key, columns_.key, [&](KeyId key) { return index(key) < keys_; }) && within(Section::value, columns_.value, [&](ValueId value) { return known(value); }) &&
           within(Section::expected, columns_.expected, [&](ValueId value) { return known(value); }) &&
           within(Section::id_in_file, columns_.id_in_file, [](OpId id) { return id != kNoOp; }) &&
           within(Section::node, columns_.node, [&](NodeId node) { return index(node) < nodes_ || node == kNoNode; }) && meanings() && transactions();
  }

  [[nodiscard]] std::string_view bytes(Section section) const {
    const auto found = sections_.find(section);
    return found == sections_.end() ? std::string_view() : found->second;
  }

  template <class T>
  void take(Section section, HistoryColumn<T>& column) {
    const std::string_view raw = bytes(section);
    const std::size_t size = raw.size() / sizeof(T);
    if (size == 0) return;
    if (columns_.keeper) {
      column = HistoryColumn<T>(std::span<const T>(reinterpret_cast<const T*>(raw.data()), size));
      return;
    }
    std::vector<T> copy(size);
    std::memcpy(copy.data(), raw.data(), raw.size());
    column = HistoryColumn<T>(std::move(copy));
  }

  [[nodiscard]] bool known(ValueId value) const { return ValueTable::is_small(value) || index(value) - index(kNull) <= values_; }

  template <class T, class Right>
  bool within(Section section, const HistoryColumn<T>& column, Right right) {
    const std::span<const T> all = column.all();
    bool all_right = true;
    for (const T& element : all) all_right &= right(element);  // no early end: so it can be done by vectors
    if (all_right) return true;
    const auto first = std::find_if_not(all.begin(), all.end(), right);
    return wrong_in(section, "operation " + std::to_string(first - all.begin()) + " has " + std::to_string(static_cast<std::uint32_t>(*first)) + ", which stands for nothing here");
  }

  /// No operation says more than its kind can, and an unknown one has not returned.
  bool meanings() {
    for (std::size_t i = 0; i < columns_.kind.size(); ++i) {
      const Kind kind = columns_.kind[i];
      const bool asks = kind == Kind::cas || kind == Kind::contains, silent = kind == Kind::erase || kind == Kind::acquire || kind == Kind::release;
      const auto wrong_here = [&](Section section, std::string_view message) { return wrong_in(section, "operation " + std::to_string(i) + std::string(message)); };
      if (!asks && (columns_.flags[i] & 4u) == 0) return wrong_here(Section::flags, " says that it found otherwise, which only cas and contains can");
      if (silent && columns_.value[i] != kNull) return wrong_here(Section::value, " has a value; expected null");
      if (!columns_.expected.empty() && kind != Kind::cas && columns_.expected[i] != kNull) return wrong_here(Section::expected, " has an expected value; expected null where it is no cas");
      const bool unknown = (columns_.flags[i] & 3u) == static_cast<unsigned>(Status::unknown);
      if (unknown && !columns_.response.empty() && columns_.response[i] != kNever) return wrong_here(Section::response, " is unknown and has returned; expected that it never did");
    }
    return true;
  }

  /// Transactions follow each other without gaps; what is in one shares its process, status and times.
  bool transactions() {
    const std::span<const OpId> begins = columns_.txn_begin.all();
    if (begins.empty()) return true;
    if (begins.size() < 2 || index(begins.front()) != 0 || index(begins.back()) != head_.operations) return wrong_in(Section::transactions, "expected that they begin with operation 0 and end with the last");
    std::vector<TxnId> of(head_.operations);
    for (std::size_t t = 0; t + 1 < begins.size(); ++t) {
      const std::size_t first = index(begins[t]), end = index(begins[t + 1]);
      if (first >= end || end > head_.operations) return wrong_in(Section::transactions, "transaction " + std::to_string(t) + " has no operation");
      for (std::size_t i = first; i < end; ++i) {
        of[i] = id_at<TxnId>(t);
        const bool alike = columns_.process[i] == columns_.process[first] && ((columns_.flags[i] ^ columns_.flags[first]) & 3u) == 0 &&
                           (columns_.call.empty() || (columns_.call[i] == columns_.call[first] && columns_.response[i] == columns_.response[first]));
        if (!alike) return wrong_in(Section::transactions, "operation " + std::to_string(i) + " has another process, status or time than transaction " + std::to_string(t) + ", which it is in");
      }
    }
    columns_.txn_of = HistoryColumn<TxnId>(std::move(of));
    return true;
  }

  std::string_view text_;
  const ReadOptions& options_;
  columnar::Head head_;
  std::map<Section, std::string_view> sections_;
  HistoryBuilder builder_;
  std::size_t processes_ = 0, keys_ = 0, nodes_ = 0, values_ = 0;
  HistoryColumns columns_;
  std::string error_;
};

}  // namespace

HistoryOrErrors read_columnar(std::string_view text, const ReadOptions& options) { return ColumnarReader(text, options).read(); }

bool recognises_columnar(std::string_view beginning) { return beginning.starts_with(std::string_view(columnar::kMark.data(), columnar::kMark.size())); }

}  // namespace clio
