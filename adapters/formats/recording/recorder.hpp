#pragma once

// Records what a program asks a store and is answered, for Clio to judge. Installed as <clio/recorder.hpp>, CMake target clio::recorder; needs C++17,
// POSIX, and nothing else of Clio.
//
//     clio::Recorder recorder("history.rec");
//     auto write = recorder.invoke("client 1", "write", "x", 5);   // before the request leaves
//     recorder.ok(write);                                         // after its answer is there
//     auto read = recorder.invoke("client 1", "read", "x");
//     recorder.ok(read, 5, clio::Recorder::Replica{"n2", 17});
//     auto cas = recorder.invoke("client 1", "cas", "x", 5, 6);    // expected, new value
//     recorder.unknown(cas);                                      // a time-out: it may have happened, or may yet happen
//
// then: clio check history.rec

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace clio {

/// Writes a recording (adapters/formats/recording/README.md) while operations run: an operation's invocation before it is sent, its completion once its answer is
/// there. Each line is written to the file by one write before the call returns, so that killing the program at any moment loses no operation: what
/// was invoked and not completed is judged as unknown. (A machine that loses power may lose lines; nothing is synced.)
///
/// Processes: a process is a client that asks one thing after the other, named by an integer or a string. It has one operation in flight; threads that
/// ask at the same time are processes with different names. After `unknown` it may go on: the operation may still take effect at any later time. A
/// client that starts anew, having forgotten what it saw, is another process and needs another name.
///
/// What to call an outcome: `ok` with the answer; `fail` only if the operation certainly did not happen and never will; else `unknown`. A time-out or a
/// broken connection is unknown.
///
/// Times are nanoseconds of this machine's monotonic clock since the recorder was made. All members may be called from several threads. Throws
/// std::system_error where the file cannot be opened or written (an operation whose invocation threw must not be sent), std::invalid_argument and
/// std::logic_error for what cannot be recorded.
class Recorder {
 public:
  class Name;
  class Value;
  class Operation;
  struct Replica;
  /// What the file says of itself, and where times come from.
  struct Options {
    std::string name, about;        ///< for people
    std::string object;             ///< "register" (without one), "counter", "set", "queue", "stack", "list" or "mutex"
    /// Monotonic, in any unit, called by several threads at once; without one, nanoseconds since the recorder was made.
    std::function<std::int64_t()> clock;
  };

  /// Makes the file. A file that is there and not empty is refused (std::system_error, EEXIST): a recording is never written over.
  explicit Recorder(const std::string& path) : Recorder(path, Options()) {}
  Recorder(const std::string& path, Options options);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  /// Every Operation must be gone by now.
  ~Recorder() { ::close(file_); }

  /// An operation that is given nothing: read, delete, dequeue, pop, acquire, release. `key` is std::nullopt where there is but one object.
  [[nodiscard]] Operation invoke(const Name& process, std::string_view op, const std::optional<Name>& key);
  /// One that is given a value: write, add, remove, contains, enqueue, push, append.
  [[nodiscard]] Operation invoke(const Name& process, std::string_view op, const std::optional<Name>& key, const Value& value);
  /// cas.
  [[nodiscard]] Operation invoke(const Name& process, std::string_view op, const std::optional<Name>& key, const Value& expected, const Value& value);

  /// It took effect, and its answer says nothing more: write, delete, ...
  void ok(Operation& operation);
  void ok(Operation& operation, const Replica& replica);
  /// It took effect and was answered: what was read, or (of cas and contains) whether it succeeded.
  void ok(Operation& operation, const Value& answer);
  void ok(Operation& operation, const Value& answer, const Replica& replica);
  /// It certainly did not take effect, and never will.
  void fail(Operation& operation);
  /// Nobody knows.
  void unknown(Operation& operation);

  /// How many operations have been invoked.
  [[nodiscard]] std::int64_t invoked() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return next_;
  }

 private:
  /// What an operation takes and answers.
  enum class Answer : std::uint8_t { none, value, success };
  struct Sort {
    std::string_view op;
    int given;  ///< values
    Answer answer;
  };
  static const Sort& sort_of(std::string_view op);

  struct Process {
    bool busy = false;
    std::int64_t completed = std::numeric_limits<std::int64_t>::min();
  };
  Operation begin(const Name& process, std::string_view op, const std::optional<Name>& key, const Value* expected, const Value* value);
  void end(Operation& operation, std::string_view status, const Value* answer, const Replica* replica);
  void write_line(std::string line);
  [[nodiscard]] std::int64_t now() const { return clock_(); }

  int file_ = -1;
  std::function<std::int64_t()> clock_;
  std::mutex mutex_;  ///< guards everything below, and the order of lines
  std::int64_t next_ = 0;
  bool broken_ = false;  ///< a line could not be written: nothing may follow it
  std::unordered_map<std::string, Process> processes_;  ///< by name as JSON
};

/// A value of the client's data: null, boolean, number, string (UTF-8), or an array of values. Throws std::invalid_argument for what JSON cannot say.
class Recorder::Value {
 public:
  Value(std::nullptr_t) : json_("null") {}                          // NOLINT(*-explicit-*)
  Value(const char* text) : Value(std::string_view(text)) {}        // NOLINT(*-explicit-*)
  Value(const std::string& text) : Value(std::string_view(text)) {} // NOLINT(*-explicit-*)
  Value(std::string_view text);                                     // NOLINT(*-explicit-*)
  template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
  Value(T number) {                                                 // NOLINT(*-explicit-*)
    if constexpr (std::is_same_v<T, bool>) {
      json_ = number ? "true" : "false";
    } else {
      if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(number)) throw std::invalid_argument("clio::Recorder: a number that is not finite cannot be recorded");
      }
      char digits[64];
      json_.assign(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    }
  }
  template <class T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value(nullptr)) {}  // NOLINT(*-explicit-*)
  template <class T>
  Value(const std::vector<T>& values) : json_("[") {                // NOLINT(*-explicit-*)
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i != 0) json_ += ',';
      json_ += Value(static_cast<const T&>(values[i])).json_;
    }
    json_ += ']';
  }
  /// What stands in the file.
  [[nodiscard]] const std::string& json() const { return json_; }

 private:
  friend class Recorder;
  std::string json_;
};

/// A process, a key or a node: an integer or a string. 1 and "1" are different.
class Recorder::Name {
 public:
  Name(const char* text) : value_(text) {}         // NOLINT(*-explicit-*)
  Name(const std::string& text) : value_(text) {}  // NOLINT(*-explicit-*)
  Name(std::string_view text) : value_(text) {}    // NOLINT(*-explicit-*)
  template <class T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>, int> = 0>
  Name(T number) : value_(number) {}               // NOLINT(*-explicit-*)
  [[nodiscard]] const std::string& json() const { return value_.json(); }

 private:
  Value value_;
};

/// The replica that answered, and what it had applied: explains causes.
struct Recorder::Replica {
  Name node;
  std::optional<std::int64_t> version = std::nullopt;
};

/// An operation in flight. Complete it once; one that goes out of scope before (an exception, a return) is completed as unknown.
class Recorder::Operation {
 public:
  Operation(Operation&& other) noexcept
      : recorder_(std::exchange(other.recorder_, nullptr)), id_(other.id_), process_(std::move(other.process_)), answer_(other.answer_) {}
  Operation& operator=(Operation&&) = delete;
  ~Operation() {
    if (recorder_ == nullptr) return;
    try {
      recorder_->unknown(*this);
    } catch (...) {  // the file cannot be written: without a completion it is unknown as well
    }
  }

 private:
  friend class Recorder;
  Operation(Recorder& recorder, std::int64_t id, std::string process, Answer answer)
      : recorder_(&recorder), id_(id), process_(std::move(process)), answer_(answer) {}
  Recorder* recorder_;  ///< null once completed
  std::int64_t id_;
  std::string process_;
  Answer answer_;
};

inline Recorder::Value::Value(std::string_view text) : json_("\"") {
  static constexpr char kHex[] = "0123456789abcdef";
  // Well-formed UTF-8 (Unicode, table 3-7); replacing what is not could make two values one.
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned c = byte(i);
    std::size_t length = 1;
    if (c >= 0x80) {
      const unsigned next = byte(i + 1);
      length = c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
      const unsigned least = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80, most = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
      bool well_formed = length != 0 && next >= least && next <= most;
      for (std::size_t k = 2; k < length; ++k) well_formed = well_formed && (byte(i + k) & 0xC0) == 0x80;
      if (!well_formed) throw std::invalid_argument("clio::Recorder: a string that is not UTF-8 cannot be recorded");
    }
    if (c == '"' || c == '\\') {
      (json_ += '\\') += static_cast<char>(c);
    } else if (c < 0x20) {
      ((json_ += "\\u00") += kHex[c >> 4]) += kHex[c & 15];
    } else {
      json_.append(text.substr(i, length));
    }
    i += length;
  }
  json_ += '"';
}

inline Recorder::Recorder(const std::string& path, Options options) : clock_(std::move(options.clock)) {
  std::string header = "{\"clio_recording\":1";
  if (!options.name.empty()) header += ",\"name\":" + Value(options.name).json();
  if (!options.about.empty()) header += ",\"about\":" + Value(options.about).json();
  if (!options.object.empty()) header += ",\"object\":" + Value(options.object).json();
  header += ",\"clock\":{\"uncertainty\":0}}\n";  // one clock stamps everything
  if (!clock_) {
    clock_ = [began = std::chrono::steady_clock::now()] {
      return static_cast<std::int64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - began).count());
    };
  }
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), path);
  try {
    struct stat status {};
    if (::fstat(file_, &status) != 0) throw std::system_error(errno, std::generic_category(), path);
    if (status.st_size != 0) throw std::system_error(EEXIST, std::generic_category(), path + " is not empty, and a recording is never written over");
    write_line(std::move(header));
  } catch (...) {
    ::close(file_);
    throw;
  }
}

inline Recorder::Operation Recorder::invoke(const Name& process, std::string_view op, const std::optional<Name>& key) {
  return begin(process, op, key, nullptr, nullptr);
}
inline Recorder::Operation Recorder::invoke(const Name& process, std::string_view op, const std::optional<Name>& key, const Value& value) {
  return begin(process, op, key, nullptr, &value);
}
inline Recorder::Operation Recorder::invoke(const Name& process, std::string_view op, const std::optional<Name>& key, const Value& expected, const Value& value) {
  return begin(process, op, key, &expected, &value);
}

inline const Recorder::Sort& Recorder::sort_of(std::string_view op) {
  static constexpr Sort kSorts[] = {
      {"read", 0, Answer::value},    {"write", 1, Answer::none},   {"cas", 2, Answer::success}, {"delete", 0, Answer::none}, {"add", 1, Answer::none},
      {"remove", 1, Answer::none},   {"contains", 1, Answer::success}, {"enqueue", 1, Answer::none}, {"dequeue", 0, Answer::value}, {"push", 1, Answer::none},
      {"pop", 0, Answer::value},     {"append", 1, Answer::none},  {"acquire", 0, Answer::none}, {"release", 0, Answer::none},
  };
  for (const Sort& sort : kSorts) {
    if (sort.op == op) return sort;
  }
  throw std::invalid_argument("clio::Recorder: no object has the operation \"" + std::string(op) + "\"");
}

inline Recorder::Operation Recorder::begin(const Name& process, std::string_view op, const std::optional<Name>& key, const Value* expected, const Value* value) {
  const Sort& sort = sort_of(op);
  if ((expected != nullptr) + (value != nullptr) != sort.given) {
    throw std::invalid_argument("clio::Recorder: " + std::string(op) + " is given " + std::to_string(sort.given) + (sort.given == 1 ? " value" : " values"));
  }
  std::string rest = ",\"process\":" + process.json() + ",\"op\":" + Value(op).json();
  if (key) rest += ",\"key\":" + key->json();
  if (expected != nullptr) rest += ",\"expected\":" + expected->json();
  if (value != nullptr) rest += ",\"value\":" + value->json();
  const std::lock_guard<std::mutex> lock(mutex_);
  Process& state = processes_[process.json()];
  if (state.busy) throw std::logic_error("clio::Recorder: process " + process.json() + " invokes an operation while another is not completed");
  // Intervals are closed: an invocation in the moment of the completion before it would be concurrent with it.
  std::int64_t time = now();
  while (time == state.completed) time = now();
  const std::int64_t id = next_;
  write_line("{\"invoke\":" + std::to_string(id) + rest + ",\"time\":" + std::to_string(time) + "}\n");
  ++next_;
  state.busy = true;
  return Operation(*this, id, process.json(), sort.answer);
}

inline void Recorder::ok(Operation& operation) { end(operation, "ok", nullptr, nullptr); }
inline void Recorder::ok(Operation& operation, const Replica& replica) { end(operation, "ok", nullptr, &replica); }
inline void Recorder::ok(Operation& operation, const Value& answer) { end(operation, "ok", &answer, nullptr); }
inline void Recorder::ok(Operation& operation, const Value& answer, const Replica& replica) { end(operation, "ok", &answer, &replica); }
inline void Recorder::fail(Operation& operation) { end(operation, "fail", nullptr, nullptr); }
inline void Recorder::unknown(Operation& operation) { end(operation, "unknown", nullptr, nullptr); }

inline void Recorder::end(Operation& operation, std::string_view status, const Value* answer, const Replica* replica) {
  if (operation.recorder_ != this) throw std::logic_error("clio::Recorder: an operation is completed twice, or by another recorder");
  const bool answered = answer != nullptr && operation.answer_ != Answer::none;
  if (answered ? operation.answer_ == Answer::success && answer->json() != "true" && answer->json() != "false"
               : answer != nullptr || (status == "ok" && operation.answer_ != Answer::none)) {
    throw std::invalid_argument(operation.answer_ == Answer::none      ? "clio::Recorder: this operation has no answer but its status"
                                : operation.answer_ == Answer::success ? "clio::Recorder: this operation is answered true or false"
                                                                       : "clio::Recorder: this operation is answered a value");
  }
  const std::int64_t time = now();  // before waiting for others: no later than need be
  std::string line = "{\"complete\":" + std::to_string(operation.id_) + ",\"status\":\"";
  line.append(status) += '"';
  if (answer != nullptr) line += (operation.answer_ == Answer::success ? ",\"success\":" : ",\"value\":") + answer->json();
  if (replica != nullptr) {
    line += ",\"node\":" + replica->node.json();
    if (replica->version) line += ",\"version\":" + std::to_string(*replica->version);
  }
  line += ",\"time\":" + std::to_string(time) + "}\n";
  const std::lock_guard<std::mutex> lock(mutex_);
  operation.recorder_ = nullptr;
  Process& state = processes_[operation.process_];
  state.busy = false;
  state.completed = time;
  write_line(std::move(line));
}

/// Nothing follows a line that could not be written: it would be read as part of that line, or miss the completion before it.
inline void Recorder::write_line(std::string line) {
  if (broken_) throw std::system_error(EIO, std::generic_category(), "clio::Recorder: an earlier line could not be written");
  for (std::size_t written = 0; written < line.size();) {
    const ssize_t size = ::write(file_, line.data() + written, line.size() - written);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      broken_ = true;
      throw std::system_error(errno, std::generic_category(), "clio::Recorder: a line cannot be written");
    }
    written += static_cast<std::size_t>(size);
  }
}

}  // namespace clio
