// A libFuzzer program for one property: CLIO_FUZZ_PROPERTY is its function.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/certificate_property.hpp"
#include "tests/fuzz/properties.hpp"
#include "tests/fuzz/store_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  clio::fuzz::CLIO_FUZZ_PROPERTY({reinterpret_cast<const char*>(data), size});
  return 0;
}
