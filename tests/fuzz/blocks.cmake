# SPDX-License-Identifier: BSL-1.0
if(TARGET corbel::mapping_cpp11)
  corbel_fuzz_target(blocks LINK corbel::mapping_cpp11)
endif()
