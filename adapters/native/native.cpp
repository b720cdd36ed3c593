#include "adapters/native/native.hpp"

namespace clio {

HistoryOrErrors read_native(std::string_view, const ReadOptions&) { return Unexpected(std::vector<InputError>{{0, "not built yet"}}); }
std::vector<std::string> write_native(const History&, std::ostream&, const WriteOptions&) { return {"not built yet"}; }
bool recognises_native(std::string_view) { return false; }

}  // namespace clio
