// Histories that are folders: each file holds what one session did.
//
// The idea: such a format claims files by their names and knows them by their content. Both have to fit, for all files that it claims, before a folder is taken for one
// history; otherwise its files are read one by one, as always. Sessions are numbered as the files are, and come in that order, so that ids do not depend on how a
// file system lists a folder.
// Tested by tests/adapters/session_files_test.cpp.
#include "adapters/session_files.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/input/compressed.hpp"
#include "adapters/input/files.hpp"
#include "adapters/input/input_text.hpp"

namespace clio {
namespace {

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }  // npos + 1 is 0

std::vector<std::string> claimed(const Format& format, const std::vector<std::string>& files) {
  std::vector<std::string> found;
  std::copy_if(files.begin(), files.end(), std::back_inserter(found), [&](const std::string& file) { return format.claims_session(file_name(without_compression(file))); });
  return found;
}

Unexpected<std::vector<InputError>> whole_input(std::string message) { return Unexpected(std::vector<InputError>{{0, std::move(message)}}); }

}  // namespace

bool claims_any(const Format& format, const std::vector<std::string>& files) { return !claimed(format, files).empty(); }

Value session_of(std::string_view path) {
  std::string_view name = file_name(without_compression(path));
  name = name.substr(0, name.rfind('.'));
  const std::size_t digits = name.find_last_not_of("0123456789") + 1;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(name.data() + digits, name.data() + name.size(), number);
  if (digits < name.size() && error == std::errc() && end == name.data() + name.size()) return Value(number);
  return Value(std::string(name));
}

const Format* format_of_folder(const std::vector<std::string>& files) {
  for (const Format& format : formats()) {
    if (!format.read_folder) continue;
    const std::vector<std::string> sessions = claimed(format, files);
    bool any = false;  // a session that did nothing leaves an empty file, which says nothing of the format
    const auto fits = [&](const std::string& file) {
      const Result<InputText, InputError> input = InputText::file(file);
      if (input && input->text().empty()) return true;
      any = input && format.recognises(input->text().substr(0, kBeginningBytes));
      return any;
    };
    if (std::all_of(sessions.begin(), sessions.end(), fits) && any) return &format;
  }
  return nullptr;
}

Result<Loaded, std::vector<InputError>> load_folder(const std::string& path, const Format* format, const ReadOptions& options) {
  Result<std::vector<std::string>, InputError> files = files_in(path);
  if (!files) return Unexpected(std::vector<InputError>{std::move(files).error()});
  if (!format) format = format_of_folder(*files);
  if (!format || !format->read_folder) return whole_input("found a folder; expected a file");
  std::vector<std::string> sessions = claimed(*format, *files);
  if (sessions.empty()) sessions = *files;
  if (sessions.empty()) return whole_input("found an empty folder; expected files, one a session");

  std::vector<InputText> inputs;
  std::vector<SessionFile> parts;
  for (const std::string& file : sessions) {
    Result<InputText, InputError> input = InputText::file(file);
    if (!input) return whole_input(std::string(file_name(file)) + ": " + input.error().message);
    inputs.push_back(std::move(input).value());
    parts.push_back({session_of(file), std::string(file_name(file)), inputs.back().text()});
  }
  std::stable_sort(parts.begin(), parts.end(), [](const SessionFile& a, const SessionFile& b) { return a.session < b.session; });
  const auto same = std::adjacent_find(parts.begin(), parts.end(), [](const SessionFile& a, const SessionFile& b) { return a.session == b.session; });
  if (same != parts.end()) return whole_input("found " + same->name + " and " + (same + 1)->name + "; expected one file a session");
  HistoryOrErrors history = format->read_folder(parts, options);
  if (!history) return Unexpected(std::move(history).error());
  return Loaded{std::move(history).value(), format};
}

}  // namespace clio
