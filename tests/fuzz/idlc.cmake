# SPDX-License-Identifier: BSL-1.0
# idlc from text to C++. Its seeds are the IDL files of tests/idlc; libFuzzer takes the same folders.
if(NOT TARGET corbel_idl_cpp11)
  return()
endif()
add_executable(replay_idlc idlc_fuzz.cpp replay_texts.cpp)
target_link_libraries(replay_idlc PRIVATE corbel_options corbel::base corbel::idl_frontend corbel::idl_cpp11)
add_test(NAME fuzz/idlc/seeds COMMAND replay_idlc ${PROJECT_SOURCE_DIR}/tests/idlc/components
                                                  ${PROJECT_SOURCE_DIR}/tests/idlc/errors
                                                  ${PROJECT_SOURCE_DIR}/tests/idlc/golden)
set_tests_properties(fuzz/idlc/seeds PROPERTIES TIMEOUT 600)
if(CORBEL_FUZZ)
  add_executable(idlc_fuzz idlc_fuzz.cpp)
  target_link_libraries(idlc_fuzz PRIVATE corbel_options corbel::base corbel::idl_frontend corbel::idl_cpp11)
  target_link_options(idlc_fuzz PRIVATE -fsanitize=fuzzer)
endif()
