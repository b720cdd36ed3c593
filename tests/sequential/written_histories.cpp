#include "written_histories.hpp"

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "checker/support/assert.hpp"

namespace clio::test {

History written(std::string_view text, const Value& initial) {
  HistoryBuilder b;
  b.header().initial = initial;
  std::istringstream operations{std::string(text)};
  for (std::string one; std::getline(operations, one, '|');) {
    std::istringstream words(one);
    std::string process, kind, key, value;
    words >> process >> kind >> key;
    const auto next_value = [&] {
      words >> value;
      return value == "-" ? kNull : b.value(static_cast<std::int64_t>(std::stoll(value)));
    };
    Operation op{.process = b.process(static_cast<std::int64_t>(std::stoll(process))), .key = b.key(std::string_view(key))};
    op.kind = kind[0] == 'r' ? Kind::read : kind[0] == 'w' ? Kind::write : Kind::cas;
    if (op.kind == Kind::cas) op.expected = next_value();
    op.value = next_value();
    if (kind.ends_with('?')) op.status = Status::unknown;
    if (kind.ends_with('!')) op.success = false;
    b.add(op);
  }
  Result<History, std::vector<InputError>> result = std::move(b).build();
  if (!result) assertion_failed("written histories are well formed: " + result.error().front().message, __FILE__, __LINE__);
  return std::move(result).value();
}

}  // namespace clio::test
