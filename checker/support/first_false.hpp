#pragma once

#include <cstddef>
#include <functional>

namespace clio {

/// Asks of 0 .. count-1, lowest first, on up to `jobs` threads, this one among them, and answers the lowest for which `ask` said false, or `count`. A false makes those with a higher number superfluous:
/// they may or may not be asked of, the lower ones all are. So the answer does not depend on how threads are scheduled. What `ask` throws is thrown here, once all threads have ended. `of_all`: asks of all, whatever the answers.
std::size_t first_false(std::size_t count, unsigned jobs, const std::function<bool(std::size_t)>& ask, bool of_all = false);

}  // namespace clio
