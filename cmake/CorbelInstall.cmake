# SPDX-License-Identifier: BSL-1.0
# What `cmake --install` puts in place: idlc, cos-naming, corbel, the libraries with their headers, and the package that
# find_package(corbel) reads. Headers keep their paths below include/corbel, and include each other as in the tree.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(headers ${CMAKE_INSTALL_INCLUDEDIR}/corbel)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/corbel)

set(parts base cdr types giop invocation transport adapter dynamic core mapping_cpp11 ir_idl ifr naming_store
          naming_sqlite naming)
set(targets corbel_options corbel_warnings corbel_orb corbel_cos_naming_idl)
foreach(part IN LISTS parts)
  list(APPEND targets corbel_${part})
  set_target_properties(corbel_${part} PROPERTIES EXPORT_NAME ${part})
  target_include_directories(corbel_${part} INTERFACE $<INSTALL_INTERFACE:${headers}>)
endforeach()
set_target_properties(corbel_options PROPERTIES EXPORT_NAME options)
set_target_properties(corbel_warnings PROPERTIES EXPORT_NAME warnings)
set_target_properties(corbel_orb PROPERTIES EXPORT_NAME orb)
set_target_properties(corbel_cos_naming_idl PROPERTIES EXPORT_NAME cos_naming_idl)
target_include_directories(corbel_cos_naming_idl INTERFACE $<INSTALL_INTERFACE:${headers}/idl>)
target_include_directories(corbel_ir_idl INTERFACE $<INSTALL_INTERFACE:${headers}/idl>)

install(TARGETS ${targets} EXPORT corbel FILE_SET HEADERS DESTINATION ${headers})
install(TARGETS idlc EXPORT corbel)
install(TARGETS cos-naming corbel)
install(DIRECTORY orb/include/corbel DESTINATION ${headers})
install(DIRECTORY orb/engine orb/mapping orb/ifr DESTINATION ${headers}/orb
        FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${PROJECT_BINARY_DIR}/cos-naming/corbel_cos_naming_idl_idl/ DESTINATION ${headers}/idl
        FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${PROJECT_BINARY_DIR}/orb/ifr/corbel_ir_idl_idl/ DESTINATION ${headers}/idl
        FILES_MATCHING PATTERN "*.hpp")
install(FILES cos-naming/idl/CosNaming.idl cos-naming/idl/CorbelNaming.idl
        DESTINATION ${CMAKE_INSTALL_DATADIR}/corbel/idl)

install(EXPORT corbel NAMESPACE corbel:: DESTINATION ${package} FILE corbel-targets.cmake)
set(idl ${CMAKE_INSTALL_DATADIR}/corbel/idl)
configure_package_config_file(cmake/corbel-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/corbel-config.cmake
                              INSTALL_DESTINATION ${package} PATH_VARS idl)
write_basic_package_version_file(corbel-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/corbel-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/corbel-config-version.cmake
              idlc/CorbelIdl.cmake
        DESTINATION ${package})

if(CORBEL_TESTS AND NOT CORBEL_SANITIZE)
  find_package(Python3 COMPONENTS Interpreter)
  add_test(NAME package COMMAND ${CMAKE_COMMAND}
           -DBUILD=${CMAKE_BINARY_DIR} -DFOLDER=${CMAKE_BINARY_DIR}/package -DCOMPILER=${CMAKE_CXX_COMPILER}
           -DFLAGS=${CMAKE_CXX_FLAGS_DEBUG} -DLAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER} -DPYTHON=${Python3_EXECUTABLE}
           -P ${CMAKE_CURRENT_SOURCE_DIR}/tests/package/package_test.cmake)
  add_test(NAME headers COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target all_verify_interface_header_sets)
  set_tests_properties(package headers PROPERTIES TIMEOUT 1500 RUN_SERIAL ON)
endif()
