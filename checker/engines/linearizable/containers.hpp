#pragma once

#include "checker/engines/linearizable/object_problem.hpp"
#include "checker/engines/linearizable/value_spans.hpp"

namespace clio::linearizable {

/// Decides a queue key whose values are distinct. Sound and complete, never unknown; O(n log n).
/// Core: the operations of two values, or one dequeue that found nothing and the values that cover it.
[[nodiscard]] KeyFinding fifo(const ValueSpans& values);

/// Decides any queue key by search over the order of its values; complete. Core as for fifo, of more values where that is not enough. Cost: see fifo_search.cpp.
[[nodiscard]] KeyFinding search_fifo(const ObjectProblem& problem, Budget& budget);

/// Decides a stack key whose values are distinct. Sound and complete, never unknown; O(n k log n) for k pushes open at once.
/// Core: the operations of few values, with one pop that found nothing if that is what they contradict.
[[nodiscard]] KeyFinding lifo(const ValueSpans& values);

}  // namespace clio::linearizable
