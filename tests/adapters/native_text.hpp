#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <string_view>

#include "adapters/native/native.hpp"

namespace clio::test {

/// What a reader makes of a text that is followed by padding, as Format asks for; the padding is hostile.
inline HistoryOrErrors read_padded(HistoryOrErrors (*read)(std::string_view, const ReadOptions&), std::string_view text, const ReadOptions& options = {}) {
  std::string padded(text);
  padded.append(kPaddingBytes, '"');
  return read(std::string_view(padded).substr(0, text.size()), options);
}

/// The history of native text; fails the test (and answers an empty history) where the text is wrong.
inline History native(std::string_view text, const ReadOptions& options = {}) {
  HistoryOrErrors history = read_padded(read_native, text, options);
  if (history) return std::move(history).value();
  ADD_FAILURE() << "line " << history.error().front().line << ": " << history.error().front().message << "\n" << text;
  return {};
}

inline std::string written_native(const History& history, const WriteOptions& options = {}) {
  std::ostringstream out;
  const std::vector<std::string> problems = write_native(history, out, options);
  for (const std::string& problem : problems) ADD_FAILURE() << problem;
  return out.str();
}

/// Where two histories differ in anything but line numbers and the numbering of values; empty if nowhere. Names are compared, and in the same order.
inline std::string difference(const History& a, const History& b) {
  if (!(a.header() == b.header())) return "the header";
  if (a.timed() != b.timed() || a.transactional() != b.transactional() || a.size() != b.size()) return "times, transactions or size";
  if (a.process_count() != b.process_count() || a.key_count() != b.key_count() || a.node_count() != b.node_count()) return "the number of names";
  for (std::size_t i = 0; i < a.process_count(); ++i) {
    if (!(a.process_name(id_at<ProcessId>(i)) == b.process_name(id_at<ProcessId>(i)))) return "process " + std::to_string(i);
  }
  for (std::size_t i = 0; i < a.key_count(); ++i) {
    const auto key = id_at<KeyId>(i);
    if (!(a.key_name(key) == b.key_name(key)) || !(a.value_at(a.initial(key)) == b.value_at(b.initial(key)))) return "key " + std::to_string(i);
  }
  for (std::size_t i = 0; i < a.node_count(); ++i) {
    if (!(a.node_name(id_at<NodeId>(i)) == b.node_name(id_at<NodeId>(i)))) return "node " + std::to_string(i);
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto op = id_at<OpId>(i);
    Operation x = a.at(op), y = b.at(op);
    const bool values = a.value_at(x.value) == b.value_at(y.value) && a.value_at(x.expected) == b.value_at(y.expected);
    x.value = y.value, x.expected = y.expected, x.line = y.line;
    if (!values || !(x == y) || a.transaction(op) != b.transaction(op)) return "operation " + std::to_string(i);
  }
  return {};
}

}  // namespace clio::test
