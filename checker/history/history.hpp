#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/history/history_column.hpp"
#include "checker/history/ids.hpp"
#include "checker/history/value.hpp"
#include "checker/support/result.hpp"

namespace clio {

/// The data type that the keys of a history hold; one for the whole history.
enum class Object : std::uint8_t { register_, counter, set, queue, stack, list, mutex, text };

/// What a client asked. `erase` is the format's "delete": a write of null.
enum class Kind : std::uint8_t {
  read, write, cas, erase,  // register (read: also counter, set, list, text; write: also text)
  add,                      // counter, set
  remove, contains,         // set
  enqueue, dequeue,         // queue
  push, pop,                // stack
  append,                   // list, text
  acquire, release          // mutex
};

/// What is known of an operation's effect: it took effect; it certainly did not; nobody knows.
enum class Status : std::uint8_t { ok, fail, unknown };

[[nodiscard]] std::string_view name_of(Object object);
[[nodiscard]] std::string_view name_of(Kind kind);  ///< as in the native format: erase is "delete"
[[nodiscard]] std::string_view name_of(Status status);
[[nodiscard]] std::optional<Object> object_named(std::string_view name);
[[nodiscard]] std::optional<Kind> kind_named(std::string_view name);
/// Whether an object of this type has the operation.
[[nodiscard]] bool has_operation(Object object, Kind kind);
/// How one reads that in a message: "read, write, cas or delete".
[[nodiscard]] std::string operations_of(Object object);

/// One operation, as a row. What a kind does not use stays at its default:
/// - read: `value` is what was returned; write, add, remove, enqueue, push, append: what was given; dequeue, pop: the result (null: empty);
///   contains: `value` asked for, `success` the answer; cas: `expected`, `value` the new one, `success`; erase, acquire, release: null.
struct Operation {
  Kind kind = Kind::read;
  Status status = Status::ok;
  bool success = true;  ///< of cas and contains
  ProcessId process{};
  KeyId key{};
  ValueId value = kNull;
  ValueId expected = kNull;  ///< of cas
  Time call = 0;             ///< meaningful in timed histories only
  Time response = kNever;    ///< kNever exactly for unknown operations of timed histories
  NodeId node = kNoNode;     ///< replica that answered
  std::optional<std::int64_t> version = std::nullopt;  ///< what that replica had applied
  std::uint32_t line = 0;    ///< 1-based line of the file, 0: none

  friend bool operator==(const Operation&, const Operation&) = default;
};

/// Something that happened to the system while operations ran: a fault, its end, a step of whoever tests it. Says nothing of what clients saw, so no verdict depends on it.
struct Annotation {
  Time begin = 0;      ///< in the unit of the operations' times; of an untimed history without meaning
  Time end = kNever;   ///< kNever: nobody knows, or it had not ended
  std::string text;    ///< what it was, in the words of the recording: "start-partition [n1] [n2 n3]"
  Value node;          ///< the replica concerned; null: none is named

  friend bool operator==(const Annotation&, const Annotation&) = default;
};

/// What a history's file says about itself.
struct Header {
  std::string name;
  std::string about;
  Object object = Object::register_;
  Value initial;                                           ///< of every key not named below; for a counter 0, for a text "" where the file says nothing
  std::map<std::string, Value, std::less<>> initial_of;    ///< by key name (an integer key by its digits)
  std::vector<std::pair<std::string, bool>> expect;        ///< model id and whether it holds, in file order
  Time clock_uncertainty = 0;                              ///< real time needs response + this < call
  bool one_clock = false;                                  ///< the file says that one clock stamped everything (it states an uncertainty of 0)
  std::string cut_off;                                     ///< what of the recording's end its reader left out as torn, in words; no format holds it
  std::string order_for_times;                             ///< why its reader took the order of events for times, in words; empty: it did not; no format holds it
  std::vector<Annotation> annotations;                     ///< in file order

  friend bool operator==(const Header&, const Header&) = default;
};

/// What is wrong with an input, and where.
struct InputError {
  std::size_t line = 0;  ///< 1-based, 0: the whole file
  std::string message;   ///< what was found and what was expected

  friend bool operator==(const InputError&, const InputError&) = default;
};

/// A history by columns: one entry an operation, empty where it says so.
struct HistoryColumns {
  HistoryColumn<Kind> kind;
  HistoryColumn<std::uint8_t> flags;  ///< the status in bits 0-1, success in bit 2
  HistoryColumn<ProcessId> process;
  HistoryColumn<KeyId> key;
  HistoryColumn<ValueId> value;
  HistoryColumn<ValueId> expected;      ///< empty without cas
  HistoryColumn<Time> call, response;   ///< empty without times
  HistoryColumn<NodeId> node;           ///< empty where no operation names one
  HistoryColumn<std::int64_t> version;  ///< likewise; kNoVersion: none
  HistoryColumn<std::uint32_t> line;    ///< empty where the file has no lines
  HistoryColumn<OpId> id_in_file;       ///< empty where each operation has its own id there
  HistoryColumn<TxnId> txn_of;          ///< empty without transactions
  HistoryColumn<OpId> txn_begin;        ///< transactions + 1 entries, likewise
  std::shared_ptr<const void> keeper;  ///< of what the views among them look at; null where there are none

  static constexpr std::int64_t kNoVersion = std::numeric_limits<std::int64_t>::min();
};

/// What clients asked and were answered: an immutable table of operations, stored by columns.
///
/// A History is well-formed: operations fit the object, responses follow calls, an ok or failed operation of a timed history
/// has a response, and the operations of a process do not overlap (a process goes on only after a response, or leaves an
/// unknown operation behind). Ids are dense; failed operations keep theirs. Operations of one transaction are adjacent and share
/// process, status and times. Memory: 34 bytes an operation, 4 more with cas, 12 more with node or version, 4 with transactions.
class History {
 public:
  History() = default;  ///< no operations

  [[nodiscard]] const Header& header() const { return header_; }
  [[nodiscard]] Object object() const { return header_.object; }
  [[nodiscard]] std::span<const Annotation> annotations() const { return header_.annotations; }
  /// Whether operations have times; without them program order is the order of appearance and nothing is known of real time.
  [[nodiscard]] bool timed() const { return timed_; }

  [[nodiscard]] std::size_t size() const { return columns_.kind.size(); }  ///< operations, failed ones included
  [[nodiscard]] bool empty() const { return columns_.kind.empty(); }
  [[nodiscard]] std::size_t process_count() const { return processes_.size(); }
  [[nodiscard]] std::size_t key_count() const { return keys_.size(); }
  [[nodiscard]] std::size_t node_count() const { return nodes_.size(); }

  [[nodiscard]] Kind kind(OpId op) const { return columns_.kind[index(op)]; }
  [[nodiscard]] Status status(OpId op) const { return static_cast<Status>(columns_.flags[index(op)] & 3u); }
  [[nodiscard]] bool success(OpId op) const { return (columns_.flags[index(op)] & 4u) != 0; }
  [[nodiscard]] ProcessId process(OpId op) const { return columns_.process[index(op)]; }
  [[nodiscard]] KeyId key(OpId op) const { return columns_.key[index(op)]; }
  [[nodiscard]] ValueId value(OpId op) const { return columns_.value[index(op)]; }
  [[nodiscard]] ValueId expected(OpId op) const { return columns_.expected.empty() ? kNull : columns_.expected[index(op)]; }
  /// Precondition of both: timed(). Real time orders a before b exactly when response(a) + clock_uncertainty < call(b).
  [[nodiscard]] Time call(OpId op) const { return columns_.call[index(op)]; }
  [[nodiscard]] Time response(OpId op) const { return columns_.response[index(op)]; }
  [[nodiscard]] NodeId node(OpId op) const { return columns_.node.empty() ? kNoNode : columns_.node[index(op)]; }
  [[nodiscard]] std::optional<std::int64_t> version(OpId op) const;
  [[nodiscard]] std::uint32_t line(OpId op) const { return columns_.line.empty() ? 0 : columns_.line[index(op)]; }
  /// The id that people know the operation by: its position in its file, also where this history is only a part of that.
  [[nodiscard]] OpId id_in_file(OpId op) const { return columns_.id_in_file.empty() ? op : columns_.id_in_file[index(op)]; }
  [[nodiscard]] Operation at(OpId op) const;
  /// The table itself, for who writes it somewhere.
  [[nodiscard]] const HistoryColumns& columns() const { return columns_; }

  /// Transactions: every operation belongs to one; a plain operation is a transaction of its own.
  [[nodiscard]] bool transactional() const { return transactional_; }  ///< written with `txn` lines
  [[nodiscard]] std::size_t transaction_count() const { return transactional() ? columns_.txn_begin.size() - 1 : size(); }
  [[nodiscard]] TxnId transaction(OpId op) const { return transactional() ? columns_.txn_of[index(op)] : id_at<TxnId>(index(op)); }
  [[nodiscard]] OpId first_of(TxnId txn) const { return transactional() ? columns_.txn_begin[index(txn)] : id_at<OpId>(index(txn)); }
  [[nodiscard]] std::size_t length_of(TxnId txn) const {
    return transactional() ? index(columns_.txn_begin[index(txn) + 1]) - index(columns_.txn_begin[index(txn)]) : 1;
  }

  [[nodiscard]] const Value& process_name(ProcessId process) const { return processes_[index(process)]; }
  [[nodiscard]] const Value& key_name(KeyId key) const { return keys_[index(key)]; }  ///< null: the file named no key
  [[nodiscard]] const Value& node_name(NodeId node) const { return nodes_[index(node)]; }
  [[nodiscard]] const ValueTable& values() const { return values_; }
  [[nodiscard]] Value value_at(ValueId id) const { return values_.at(id); }
  /// What the key holds before any operation (registers, counters and texts).
  [[nodiscard]] ValueId initial(KeyId key) const { return initial_[index(key)]; }

 private:
  friend class HistoryBuilder;
  friend struct SubHistory sub_history(const History& history, std::span<const OpId> operations);

  Header header_;
  bool timed_ = false;
  bool transactional_ = false;
  HistoryColumns columns_;
  std::vector<Value> processes_, keys_, nodes_;
  std::vector<ValueId> initial_;  // by key
  ValueTable values_;
};

struct SubHistory;

/// The columns of an untimed history of transactions, for a reader that fills them itself; so it spends some nanoseconds an operation where rows cost tens.
/// One entry an operation, in `begins` one a transaction: the position of its first operation. Operations of a transaction are adjacent, in the order of
/// `begins`, and share process and status. `id_in_file` is empty where operations stand in the order of their file.
struct TransactionColumns {
  std::vector<Kind> kind;  ///< no cas
  std::vector<Status> status;
  std::vector<ProcessId> process;
  std::vector<KeyId> key;
  std::vector<ValueId> value;
  std::vector<std::uint32_t> line;
  std::vector<TxnId> transaction;
  std::vector<OpId> begins;
  std::vector<OpId> id_in_file;
};

/// Collects operations in file order and makes a well-formed History of them, or says everything that is wrong.
///
///     HistoryBuilder builder;
///     builder.set_timed(true);
///     builder.add(
///         {.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = 0, .response = 5});
///     Result<History, std::vector<InputError>> history = std::move(builder).build();
class HistoryBuilder {
 public:
  explicit HistoryBuilder(Header header = {});

  void reserve(std::size_t operations);
  [[nodiscard]] Header& header() { return history_.header_; }
  /// Fixed at the first operation; the default is untimed.
  void set_timed(bool timed) { history_.timed_ = timed; }
  [[nodiscard]] bool timed() const { return history_.timed_; }

  [[nodiscard]] ProcessId process(const Value& name);
  [[nodiscard]] ProcessId process(std::int64_t name);
  [[nodiscard]] KeyId key(const Value& name);
  [[nodiscard]] KeyId key(std::int64_t name);
  [[nodiscard]] KeyId key(std::string_view name);
  [[nodiscard]] NodeId node(const Value& name);
  [[nodiscard]] const Value& process_name(ProcessId process) const { return history_.processes_[index(process)]; }
  [[nodiscard]] const Value& key_name(KeyId key) const { return history_.keys_[index(key)]; }
  [[nodiscard]] Value value_at(ValueId id) const { return history_.values_.at(id); }
  [[nodiscard]] ValueId value(const Value& value) { return history_.values_.intern(value); }
  [[nodiscard]] ValueId value(std::int64_t value) { return history_.values_.intern_int(value); }
  [[nodiscard]] ValueId value(std::string_view value) { return history_.values_.intern_string(value); }
  [[nodiscard]] ValueId value(const char* value) { return history_.values_.intern_string(value); }
  [[nodiscard]] ValueId value(int value) { return history_.values_.intern_int(value); }
  [[nodiscard]] ProcessId process(int name) { return process(std::int64_t{name}); }
  [[nodiscard]] KeyId key(int name) { return key(std::int64_t{name}); }
  [[nodiscard]] KeyId key(const char* name) { return key(std::string_view(name)); }

  /// Adds an operation as a transaction of its own. A response of an unknown operation is ignored.
  OpId add(const Operation& operation);
  /// Adds the operations as one transaction; process, status, times and line are taken from the first. Precondition: not empty.
  void add_transaction(std::span<const Operation> operations);
  /// Takes all operations at once; ids in the columns are this builder's. Precondition: nothing was added and nothing is added afterwards.
  void adopt(TransactionColumns columns);
  /// The same for a whole table as it is; that is timed where it has calls. Precondition, besides: every id is one that this builder gave, columns are as long as they say, transactions
  /// are adjacent and share process, status and times, and unknown operations never return. build() checks the rest.
  void adopt(HistoryColumns columns);
  /// Adds all operations of another builder behind those of this one, as if they had been added here; their lines count on from `lines_before`. So a file can be read in parts, on several threads.
  /// Precondition: both are timed or both are not. Cost: O(part).
  void append(const HistoryBuilder& part, std::size_t lines_before);

  [[nodiscard]] std::size_t size() const { return history_.columns_.kind.size(); }

  /// All that is wrong, in file order: at most `errors_max` of them, 0 for all. The builder is spent afterwards.
  [[nodiscard]] Result<History, std::vector<InputError>> build(std::size_t errors_max = 1) &&;

 private:
  void push(const Operation& operation, bool starts_transaction);
  void keep_transactions();
  void check_rows(std::vector<InputError>& errors) const;
  void check_sessions(std::vector<InputError>& errors) const;

  History history_;
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(const Value& v) const { return hash_value(v); }
    std::size_t operator()(std::string_view s) const { return hash_string(s); }
  };
  struct NameEqual {
    using is_transparent = void;
    bool operator()(const Value& a, const Value& b) const { return a == b; }
    bool operator()(std::string_view a, const Value& b) const { return b.as_string() && *b.as_string() == a; }
    bool operator()(const Value& a, std::string_view b) const { return (*this)(b, a); }
  };
  std::unordered_map<Value, std::uint32_t, NameHash, NameEqual> process_ids_, key_ids_, node_ids_;
  std::vector<std::uint32_t> small_process_ids_, small_key_ids_;  // by integer name; entries are id + 1
};

/// The history of some of the operations, in the same order, with the same header and the same ids in the file. Of a transaction those operations remain that are
/// named, as one transaction. `origin[i]` is the id that operation i had in `history`. Precondition: `operations` is sorted.
struct SubHistory {
  History history;
  std::vector<OpId> origin;
};
[[nodiscard]] SubHistory sub_history(const History& history, std::span<const OpId> operations);

}  // namespace clio
