# What is installed: the program with its manual page and completions, the libraries with their headers, the CMake package.
#
# Headers go to include/clio/, so that consumers write #include <clio/checker/check.hpp>; the headers themselves include "checker/..." from the repository
# root, which is include/clio/ there. In the build tree a folder with two links does the same.
include(CMakePackageConfigHelpers)

set(clio_link_folder ${PROJECT_BINARY_DIR}/include/clio)
file(MAKE_DIRECTORY ${clio_link_folder})
foreach(folder IN ITEMS checker adapters)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${folder} ${clio_link_folder}/${folder} SYMBOLIC)
endforeach()
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/adapters/formats/recording/recorder.hpp ${clio_link_folder}/recorder.hpp SYMBOLIC)
target_include_directories(clio_recorder INTERFACE $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_include_directories(clio_checker PUBLIC
  $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/clio>)

foreach(folder IN ITEMS checker adapters)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/clio FILES_MATCHING PATTERN "*.hpp" PATTERN recorder.hpp EXCLUDE)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/adapters/formats/recording/recorder.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/clio)

install(TARGETS clio RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS clio_checker clio_adapters clio_recorder clio_c EXPORT clio_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} PUBLIC_HEADER DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(clio_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/clio)
install(EXPORT clio_targets NAMESPACE clio:: FILE clioTargets.cmake DESTINATION ${clio_package_folder})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/clioConfig.cmake.in ${PROJECT_BINARY_DIR}/clioConfig.cmake INSTALL_DESTINATION ${clio_package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/clioConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/clioConfig.cmake ${PROJECT_BINARY_DIR}/clioConfigVersion.cmake DESTINATION ${clio_package_folder})

install(FILES ${PROJECT_BINARY_DIR}/share/clio.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/share/clio.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME clio)
install(FILES ${PROJECT_BINARY_DIR}/share/_clio DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${PROJECT_BINARY_DIR}/share/clio.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
