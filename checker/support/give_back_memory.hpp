#pragma once

namespace clio {

/// Hands what was freed back to the system, where the allocator keeps it: a search that ended at its limit leaves a heap in pieces, and the next one would take its own on top. Costs up to milliseconds: not for what is done often.
void give_back_memory();

}  // namespace clio
