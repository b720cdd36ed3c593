# What a mutant does to a source file's text, for the build and for the check that the tables still fit the sources.

# patched_text(FILE FIND REPLACE NAME result): the text of FILE, relative to ROOT, with FIND, which must occur exactly once, replaced.
function(patched_text root file find replace name result)
  file(READ "${root}/${file}" text)
  string(FIND "${text}" "${find}" first)
  string(FIND "${text}" "${find}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(FATAL_ERROR "mutant ${name}: the text to replace must occur exactly once in ${file}:\n${find}")
  endif()
  string(REPLACE "${find}" "${replace}" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# The tables of mutants: every other file of this folder that is not one of these.
function(mutant_tables result)
  file(GLOB tables "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/*.cmake")
  list(FILTER tables EXCLUDE REGEX "/(patched|check_tables|expect_caught)\\.cmake$")
  set(${result} "${tables}" PARENT_SCOPE)
endfunction()
