#pragma once

#include <string_view>

#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// A transactional history in short: a line for each process, transactions in brackets, operations of a kind, a key (x, y, z) and digits.
///
///     P1: [Rx- Wx1] [Ry2]       read null, then write 1; another transaction
///     P2: [Wy2]? [Wx3]!         unknown; failed
///     P3: [Rx1]@4-7             with times
///
/// Kinds: R read (of a list or set: all digits, "R x" alone is empty), W write, D delete, C cas ("Cx12": from 1 to 2), c failed cas, A append,
/// + add, - remove, ? contains, ! does not contain. Precondition: well-formed; all transactions have times, or none.
[[nodiscard]] Plan plan_of(std::string_view text, Object object = Object::register_);

}  // namespace clio::oracle
