#include "tests/fuzz/properties.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>

#include "adapters/format.hpp"
#include "adapters/formats/native/careful_line.hpp"
#include "adapters/formats/native/fast_line.hpp"
#include "adapters/formats/native/native.hpp"
#include "adapters/formats/native/plain_line.hpp"
#include "adapters/text/utf8.hpp"
#include "tests/support/columnar_seal.hpp"
#include "tests/support/history_difference.hpp"

namespace clio::fuzz {
namespace {

void must(bool condition, std::string_view property, std::string_view detail = {}) {
  if (condition) return;
  std::fputs(("does not hold: " + std::string(property) + "\n" + std::string(detail) + "\n").c_str(), stderr);
  std::abort();
}

/// A copy of an input that ends exactly with its padding, so that a sanitizer sees every step beyond it. The padding is hostile: it would
/// close a string.
class Padded {
 public:
  explicit Padded(std::string_view input) : bytes_(std::make_unique<char[]>(input.size() + kPaddingBytes)), size_(input.size()) {
    std::copy(input.begin(), input.end(), bytes_.get());
    std::fill_n(bytes_.get() + size_, kPaddingBytes, '"');
  }
  [[nodiscard]] std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

void check_errors(const Format& format, std::string_view text, const std::vector<InputError>& errors) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  must(!errors.empty(), "a refusal has an error");
  for (const InputError& error : errors) {
    must(!error.message.empty(), "an error has words");
    must(error.line <= lines, "an error's line is one of the input", error.message);
    must(!first_invalid_utf8(error.message), "a message is UTF-8", error.message);
    must(error.message.find('\n') == std::string::npos, "a message is one line", error.message);
  }
  const HistoryOrErrors once = format.read(text, {.errors_max = 1});
  must(!once && once.error().size() == 1, "asking for one error gives one");
}

/// Writes and reads again; nothing where the format cannot hold the history.
std::optional<History> again(const Format& format, const History& history, std::string& text) {
  if (!format.write) return std::nullopt;
  std::ostringstream out;
  if (!format.write(history, out, {}).empty()) return std::nullopt;
  text = out.str();
  const Padded padded(text);
  HistoryOrErrors read = format.read(padded.text(), {});
  must(read.has_value(), "what was written can be read", read ? "" : read.error().front().message + "\n" + text);
  return std::move(read).value();
}

/// What each process did, in its order: what a format without times and numbers of its own keeps.
std::string sessions_of(const History& h) {
  std::vector<OpId> order(h.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = id_at<OpId>(i);
  std::stable_sort(order.begin(), order.end(), [&](OpId a, OpId b) {
    const Value& pa = h.process_name(h.process(a));
    const Value& pb = h.process_name(h.process(b));
    return pa == pb ? h.timed() && h.call(a) < h.call(b) : pa < pb;
  });
  std::string text;
  for (const OpId op : order) {
    for (const Value& value : {h.process_name(h.process(op)), h.key_name(h.key(op)), h.value_at(h.value(op)), h.value_at(h.expected(op))}) {
      text += value.to_json() + " ";
    }
    text += std::string(name_of(h.kind(op))) + " " + std::string(name_of(h.status(op))) + (h.success(op) ? "\n" : " no\n");
  }
  return text;
}

void check_format(const Format& format, std::string_view input) {
  const Padded padded(input);
  const HistoryOrErrors history = format.read(padded.text(), {.errors_max = 0});
  if (!history) return check_errors(format, padded.text(), history.error());
  must(format.read(padded.text(), {}).has_value(), "the number of errors asked for does not decide whether there are any");

  const Format& native = *format_named("native");
  std::string text;
  std::string text_again;
  if (const auto read = again(native, *history, text)) {
    must(test::difference(*history, *read).empty(), "a round trip through the native format changes nothing", test::difference(*history, *read) + "\n" + text);
    (void)again(native, *read, text_again);
    must(text == text_again, "native text is canonical", text + text_again);
  }
  if (&format == &native) return;
  if (const auto read = again(format, *history, text)) must(sessions_of(*read) == sessions_of(*history), "a round trip keeps every session", text);
}

/// Alone, and as two sessions of one history.
void check_folder(const Format& format, std::string_view input) {
  check_format(format, input);
  const Padded padded(input);
  const std::vector<SessionFile> files{{Value(1), "T1.log", padded.text()}, {Value(2), "T2.log", padded.text()}};
  const HistoryOrErrors one = format.read(padded.text(), {});
  const HistoryOrErrors two = format.read_folder(files, {});
  must(one.has_value() == two.has_value(), "a folder is read where its files are", two ? "" : two.error().front().message);
  if (two) must(two->size() == 2 * one->size(), "a folder has its files' operations");
  else must(two.error().size() == 1 && two.error().front().message.starts_with("T1.log: "), "an error names its file", two.error().front().message);
}

/// Line by line, a reader of some lines against the careful one. A reader remembers ids, so that each line gets one of its own. `rest` is padded.
template <class Reader>
void check_against_careful(std::string_view rest) {
  while (!rest.empty()) {
    const std::string_view text = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), text.size() + 1));
    Reader reader;
    HistoryBuilder builder, careful_builder;
    native::Line line, careful_line;
    if (!reader.read(text, builder, line)) continue;
    must(!first_invalid_utf8(text), "a bulk reader takes UTF-8 only", text);
    const auto json = parse_json(text);
    must(json.has_value(), "a bulk reader takes JSON only", text);
    std::vector<std::string> errors;
    native::read_carefully(*json, careful_builder, careful_line, errors);
    must(errors.empty(), "a bulk reader takes nothing that is wrong", joined(errors) + std::string(text));
    must(line.rows == careful_line.rows && line.row_seen == careful_line.row_seen && line.seen == careful_line.seen &&
             line.return_given == careful_line.return_given && line.transaction == careful_line.transaction,
         "all readers read the same", text);
  }
}

}  // namespace

/// Read in parts of a few bytes, on two threads, against read in one piece.
void check_parts(std::string_view text) {
  const HistoryOrErrors whole = read_native(text, {.errors_max = 0}), parts = read_native(text, {.errors_max = 0, .jobs = 2, .bytes_a_thread = 24});
  must(whole.has_value() == parts.has_value(), "in parts a text is as readable as in one piece", text);
  if (!whole) return must(whole.error() == parts.error(), "in parts the same is wrong", text);
  must(test::difference(*whole, *parts).empty(), "in parts a text means the same", test::difference(*whole, *parts));
}

void check_native(std::string_view input) {
  check_format(*format_named("native"), input);
  const Padded padded(input);
  if (input.size() % 4 == 0) check_parts(padded.text());  // starting threads takes time
  check_against_careful<native::PlainLineReader>(padded.text());
  check_against_careful<native::FastLineReader>(padded.text());
}

/// Also behind checksums that are right, where a fuzzer would never get.
void check_columnar(std::string_view input) {
  check_format(*format_named("columnar"), input);
  std::string sealed(input);
  test::seal_columnar(sealed);
  check_format(*format_named("columnar"), sealed);
}

void check_lecture(std::string_view input) { check_format(*format_named("lecture"), input); }
void check_jepsen_log(std::string_view input) { check_format(*format_named("jepsen-log"), input); }
void check_recording(std::string_view input) { check_format(*format_named("recording"), input); }
void check_plume(std::string_view input) { check_format(*format_named("plume"), input); }
void check_awdit(std::string_view input) { check_format(*format_named("awdit"), input); }
void check_dbcop_json(std::string_view input) { check_format(*format_named("dbcop-json"), input); }
void check_dbcop_text(std::string_view input) { check_format(*format_named("dbcop-text"), input); }
void check_dbcop_bincode(std::string_view input) { check_format(*format_named("dbcop-bincode"), input); }
void check_cobra(std::string_view input) { check_folder(*format_named("cobra"), input); }
void check_viper(std::string_view input) { check_folder(*format_named("viper"), input); }
void check_timekiller(std::string_view input) { check_format(*format_named("timekiller"), input); }
void check_limo(std::string_view input) { check_format(*format_named("limo"), input); }
void check_axe(std::string_view input) { check_format(*format_named("axe"), input); }
void check_fastlin(std::string_view input) { check_format(*format_named("fastlin"), input); }
void check_fptlin(std::string_view input) { check_format(*format_named("fptlin"), input); }
void check_csv(std::string_view input) { check_format(*format_named("csv"), input); }

void check_jepsen_edn(std::string_view input) { check_format(*format_named("jepsen-edn"), input); }
void check_jepsen_json(std::string_view input) { check_format(*format_named("jepsen-json"), input); }
void check_maelstrom(std::string_view input) { check_format(*format_named("maelstrom"), input); }
void check_porcupine_kv(std::string_view input) { check_format(*format_named("porcupine-kv"), input); }

void check_any(std::string_view input) {
  if (const Format* format = recognise("", input.substr(0, 4096))) check_format(*format, input);
}

}  // namespace clio::fuzz
