# SPDX-License-Identifier: BSL-1.0
if(TARGET corbel::mapping_cpp11)
  corbel_fuzz_target(dynamic_any LINK corbel::mapping_cpp11)
endif()
