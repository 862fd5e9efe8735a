# SPDX-License-Identifier: BSL-1.0
# What the naming daemon reads besides GIOP. The seeds stand in folders of seeds/; libFuzzer takes the same.
function(corbel_naming_fuzz_target name folder)
  file(GLOB seeds CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/seeds/${folder}/*)
  add_executable(replay_${name} ${name}_fuzz.cpp replay_texts.cpp)
  target_link_libraries(replay_${name} PRIVATE corbel_options corbel::base ${ARGN})
  add_test(NAME fuzz/${name}/seeds COMMAND replay_${name} ${seeds})
  set_tests_properties(fuzz/${name}/seeds PROPERTIES TIMEOUT 300)
  if(CORBEL_FUZZ)
    add_executable(${name}_fuzz ${name}_fuzz.cpp)
    target_link_libraries(${name}_fuzz PRIVATE corbel_options corbel::base ${ARGN})
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()

corbel_naming_fuzz_target(etcd_answer etcd corbel::naming_etcd)
corbel_naming_fuzz_target(http_request http corbel::naming_page)
corbel_naming_fuzz_target(discovery discovery corbel::naming_net)

# The text of names.
corbel_fuzz_target(name LINK corbel::naming_store corbel::base)
