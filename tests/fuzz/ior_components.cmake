# SPDX-License-Identifier: BSL-1.0
# What corbel ior show takes apart.
corbel_seeded_fuzz_target(ior_components ior_components corbel::giop corbel::json)
foreach(program replay_ior_components ior_components_fuzz)
  if(TARGET ${program})
    target_sources(${program} PRIVATE ${PROJECT_SOURCE_DIR}/tools/corbel/ior_components.cpp)
  endif()
endforeach()
