# What a build can be told, and the two interface targets that every target of the project links: warnings and sanitizers.

option(CLIO_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(CLIO_BUILD_BENCHMARKS "Build the benchmarks" OFF)
option(CLIO_BUILD_FUZZERS "Build the libFuzzer targets (clang)" OFF)
option(CLIO_WERROR "Warnings are errors" OFF)
set(CLIO_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CLIO_CCACHE ccache)
if(CLIO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CLIO_CCACHE})
endif()

add_library(clio_build_options INTERFACE)
target_compile_features(clio_build_options INTERFACE cxx_std_20)
target_compile_options(clio_build_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(clio_build_options INTERFACE -Wno-restrict)  # GCC 12 sees overlaps in string concatenation that are not there
endif()
if(CLIO_WERROR)
  target_compile_options(clio_build_options INTERFACE -Werror)
endif()
if(CLIO_SANITIZE)
  target_compile_options(clio_build_options INTERFACE -fsanitize=${CLIO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(clio_build_options INTERFACE -fsanitize=${CLIO_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What a sanitizer adds hides from GCC that a variant's or an optional's value is read only where it is set.
    target_compile_options(clio_build_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
find_package(Threads REQUIRED)
