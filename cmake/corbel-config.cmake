# SPDX-License-Identifier: BSL-1.0
# find_package(corbel): the library corbel::orb, the program corbel::idlc, and corbel_idl_generate().
include(CMakeFindDependencyMacro)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/corbel-targets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/CorbelIdl.cmake)
