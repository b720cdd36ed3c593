#include "adapters/format.hpp"

#include <algorithm>
#include <array>

#include "adapters/formats/awdit/awdit.hpp"
#include "adapters/formats/axe/axe.hpp"
#include "adapters/formats/cobra/cobra.hpp"
#include "adapters/formats/columnar/columnar.hpp"
#include "adapters/formats/csv/csv.hpp"
#include "adapters/formats/dbcop/dbcop.hpp"
#include "adapters/formats/fastlin/fastlin.hpp"
#include "adapters/formats/jepsen/jepsen_history.hpp"
#include "adapters/formats/jepsen_log/jepsen_log.hpp"
#include "adapters/formats/lecture/lecture.hpp"
#include "adapters/formats/limo/limo.hpp"
#include "adapters/formats/maelstrom/maelstrom.hpp"
#include "adapters/formats/native/native.hpp"
#include "adapters/formats/plume/plume.hpp"
#include "adapters/formats/porcupine/porcupine_kv.hpp"
#include "adapters/formats/recording/recording.hpp"
#include "adapters/formats/timekiller/timekiller.hpp"
#include "adapters/formats/viper/viper.hpp"
#include "adapters/input/compressed.hpp"
#include "adapters/input/files.hpp"
#include "adapters/input/input_text.hpp"
#include "adapters/session_files.hpp"

namespace clio {
namespace {

constexpr std::array<std::string_view, 2> kNativeExtensions{".jsonl", ".ndjson"};
constexpr std::array<std::string_view, 1> kColumnarExtensions{".clio"};
constexpr std::array<std::string_view, 1> kLectureExtensions{".history"};
constexpr std::array<std::string_view, 1> kJepsenLogExtensions{".log"};
constexpr std::array<std::string_view, 1> kRecordingExtensions{".rec"};
constexpr std::array<std::string_view, 1> kPlumeExtensions{".plume"};
constexpr std::array<std::string_view, 1> kAwditExtensions{".awdit"};
constexpr std::array<std::string_view, 1> kDbcopTextExtensions{".hist"};
constexpr std::array<std::string_view, 1> kDbcopBincodeExtensions{".bincode"};
constexpr std::array<std::string_view, 1> kLimoExtensions{".hist"};
constexpr std::array<std::string_view, 1> kAxeExtensions{".axe"};
constexpr std::array<std::string_view, 1> kFastlinExtensions{".fastlin"};
constexpr std::array<std::string_view, 1> kFptlinExtensions{".fptlin"};
constexpr std::array<std::string_view, 1> kCsvExtensions{".csv"};
constexpr std::array<std::string_view, 1> kEdnExtensions{".edn"};

/// Maps of Jepsen's in JSON are objects, too.
bool is_native(std::string_view beginning) { return recognises_native(beginning) && !recognises_jepsen_json(beginning); }

const std::array kFormats{
    Format{.id = "native", .title = "Clio's JSON Lines", .extensions = kNativeExtensions, .recognises = is_native,
           .read = read_native, .write = write_native},
    Format{.id = "columnar", .title = "Clio's binary columns", .extensions = kColumnarExtensions, .recognises = recognises_columnar,
           .read = read_columnar, .write = write_columnar},
    Format{.id = "lecture", .title = "lecture notation", .extensions = kLectureExtensions, .recognises = recognises_lecture,
           .read = read_lecture, .write = write_lecture},
    Format{.id = "jepsen-log", .title = "Jepsen's console log of one register", .extensions = kJepsenLogExtensions,
           .recognises = recognises_jepsen_log, .read = read_jepsen_log, .write = nullptr},
    Format{.id = "recording", .title = "recordings, which a recorder writes while operations run", .extensions = kRecordingExtensions,
           .recognises = recognises_recording, .read = read_recording, .write = nullptr},
    Format{.id = "plume", .title = "Plume's and PolySI's text", .extensions = kPlumeExtensions, .recognises = recognises_plume, .read = read_plume,
           .write = write_plume},
    Format{.id = "awdit", .title = "AWDIT's test text", .extensions = kAwditExtensions, .recognises = recognises_awdit,
           .read = read_awdit, .write = nullptr},
    Format{.id = "dbcop-json", .title = "dbcop's JSON", .extensions = {}, .recognises = recognises_dbcop_json,
           .read = read_dbcop_json, .write = nullptr},
    Format{.id = "dbcop-text", .title = "dbcop's text", .extensions = kDbcopTextExtensions, .recognises = recognises_dbcop_text,
           .read = read_dbcop_text, .write = write_dbcop_text},
    Format{.id = "cobra", .title = "Cobra's binary logs, a folder with a file a session", .extensions = {}, .recognises = recognises_cobra, .read = read_cobra,
           .write = nullptr, .read_folder = read_cobra_folder, .claims_session = is_cobra_log},
    Format{.id = "dbcop-bincode", .title = "dbcop's binary of 2019", .extensions = kDbcopBincodeExtensions, .recognises = recognises_dbcop_bincode,
           .read = read_dbcop_bincode, .write = nullptr},
    Format{.id = "viper", .title = "Viper's JSON, a folder with a file a session", .extensions = {}, .recognises = recognises_viper, .read = read_viper,
           .write = nullptr, .read_folder = read_viper_folder, .claims_session = is_viper_log},
    Format{.id = "timekiller", .title = "TimeKiller's JSON", .extensions = {}, .recognises = recognises_timekiller, .read = read_timekiller, .write = nullptr},
    Format{.id = "limo", .title = "LiMo's histories of queues and stacks", .extensions = kLimoExtensions, .recognises = recognises_limo,
           .read = read_limo, .write = nullptr},
    Format{.id = "axe", .title = "a test of Axe", .extensions = kAxeExtensions, .recognises = recognises_axe,
           .read = read_axe, .write = nullptr},
    Format{.id = "fastlin", .title = "fastlin's intervals", .extensions = kFastlinExtensions, .recognises = recognises_fastlin,
           .read = read_fastlin, .write = nullptr},
    Format{.id = "fptlin", .title = "fptlin's intervals", .extensions = kFptlinExtensions, .recognises = recognises_fptlin,
           .read = read_fptlin, .write = nullptr},
    Format{.id = "csv", .title = "comma-separated values", .extensions = kCsvExtensions, .recognises = recognises_csv,
           .read = read_csv, .write = write_csv},
    Format{.id = "porcupine-kv", .title = "Porcupine's log of a key-value store", .extensions = {}, .recognises = recognises_porcupine_kv,
           .read = read_porcupine_kv, .write = nullptr},
    Format{.id = "maelstrom", .title = "Maelstrom's history in EDN", .extensions = {}, .recognises = recognises_maelstrom, .read = read_maelstrom,
           .write = nullptr},
    Format{.id = "jepsen-edn", .title = "Jepsen's, Knossos's and Elle's history in EDN", .extensions = kEdnExtensions, .recognises = recognises_jepsen_edn,
           .read = read_jepsen_edn, .write = write_jepsen_edn},
    Format{.id = "jepsen-json", .title = "Jepsen's history in JSON, as elle-cli reads it", .extensions = {}, .recognises = recognises_jepsen_json,
           .read = read_jepsen_json, .write = write_jepsen_json},
};

std::string known_formats() {
  std::string text;
  for (const Format& format : kFormats) {
    if (!text.empty()) text += ", ";
    text += format.id;
    for (std::size_t i = 0; i < format.extensions.size(); ++i) text += (i == 0 ? " (" : ", ") + std::string(format.extensions[i]);
    if (!format.extensions.empty()) text += ")";
  }
  return text;
}

/// Whether the path's extension (of a compressed file: that which it had before) is one of the format's.
bool claims(const Format& format, std::string_view path) {
  path = without_compression(path);
  return std::any_of(format.extensions.begin(), format.extensions.end(), [&](std::string_view extension) { return path.size() > extension.size() && path.ends_with(extension); });
}

/// The first format that claims the path's extension, or null.
const Format* claiming(std::string_view path) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& format) { return claims(format, path); });
  return found == kFormats.end() ? nullptr : &*found;
}

Unexpected<std::vector<InputError>> whole_file(std::string message) { return Unexpected(std::vector<InputError>{{0, std::move(message)}}); }

}  // namespace

std::span<const Format> formats() { return kFormats; }

const Format* format_named(std::string_view id) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& format) { return format.id == id; });
  return found == kFormats.end() ? nullptr : &*found;
}

const Format* recognise(std::string_view path, std::string_view beginning) {
  // The native format is asked last: it takes any text that begins with a JSON object, which others' texts do too.
  for (const Format& format : kFormats) {
    if (&format != &kFormats.front() && format.recognises(beginning)) return &format;
  }
  return kFormats.front().recognises(beginning) ? &kFormats.front() : claiming(path);
}

Result<Loaded, std::vector<InputError>> load(const std::string& path, const Format* format, const ReadOptions& options) {
  if (path != "-" && is_folder(path)) return load_folder(path, format, options);
  Result<InputText, InputError> input = path == "-" ? InputText::standard_input() : InputText::file(path);
  if (!input) return Unexpected(std::vector<InputError>{std::move(input).error()});
  const auto kept = std::make_shared<const InputText>(std::move(*input));
  const std::string_view text = kept->text();
  if (!format) format = recognise(path, text.substr(0, kBeginningBytes));
  if (!format && text.find_first_not_of(" \t\r\n") == std::string_view::npos) format = format_named("native");  // empty in every format
  if (!format) return whole_file("the format is not recognised; expected one of " + known_formats() + ", or name it with --format");
  ReadOptions with_owner = options;
  with_owner.text_owner = kept;
  if (options.progress) {
    options.progress->done = 0;
    options.progress->total = text.size();
    options.progress->phase = "reading";
  }
  HistoryOrErrors history = format->read(text, with_owner);
  if (!history) return Unexpected(std::move(history).error());
  return Loaded{std::move(history).value(), format};
}

Result<std::vector<std::string>, InputError> histories_at(const std::string& path, const Format* format) {
  if (path == "-") return std::vector<std::string>{path};
  if (!format) {
    return files_at(path, {.wanted = [](std::string_view file) { return claiming(file) != nullptr; },
                           .whole = [](const std::vector<std::string>& files) { return format_of_folder(files) != nullptr; }});
  }
  if (format->read_folder) {
    Result<std::vector<std::string>, InputError> own = files_at(path, {.wanted = {}, .whole = [&](const std::vector<std::string>& files) { return claims_any(*format, files); }});
    if (!own || !own->empty()) return own;
    return files_at(path, {.wanted = {}, .whole = [](const std::vector<std::string>& files) { return !files.empty(); }});
  }
  Result<std::vector<std::string>, InputError> own = files_at(path, {.wanted = [&](std::string_view file) { return claims(*format, file); }, .whole = {}});
  if (!own || !own->empty()) return own;
  return files_at(path, {.wanted = [](std::string_view) { return true; }, .whole = {}});
}

}  // namespace clio
