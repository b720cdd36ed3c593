# Installs the build into a fresh folder and builds and runs the consumer against it. Stops at the first command that fails.
set(prefix ${WORK}/prefix)
set(flags "")
if(SANITIZE)
  set(flags "-DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE}" "-DCMAKE_C_FLAGS=-fsanitize=${SANITIZE}")
endif()
file(REMOVE_RECURSE ${WORK})

execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_CXX_COMPILER=${CXX}
                        -DCMAKE_BUILD_TYPE=${TYPE} ${flags} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/build COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${WORK}/build/consumer COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${WORK}/build/consumer_in_c COMMAND_ERROR_IS_FATAL ANY)

execute_process(COMMAND ${prefix}/bin/clio --version COMMAND_ERROR_IS_FATAL ANY)

execute_process(COMMAND ${WORK}/build/consumer_records ${WORK}/stale.rec COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${prefix}/bin/clio check -m linearizable ${WORK}/stale.rec RESULT_VARIABLE judged OUTPUT_QUIET)
if(NOT judged EQUAL 1)
  message(FATAL_ERROR "the recorded stale read is judged ${judged}; expected 1")
endif()
foreach(file IN ITEMS share/man/man1/clio.1 share/bash-completion/completions/clio share/zsh/site-functions/_clio share/fish/vendor_completions.d/clio.fish)
  if(NOT EXISTS ${prefix}/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()
