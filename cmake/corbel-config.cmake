# SPDX-License-Identifier: BSL-1.0
# find_package(corbel): the library corbel::orb, the program corbel::idlc, and corbel_idl_generate();
# corbel::cos_naming_idl for clients of the naming service, corbel::naming to have one, corbel::naming_sqlite to keep its
# names in a file (needs SQLite3).
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_package(SQLite3 QUIET)
include(${CMAKE_CURRENT_LIST_DIR}/corbel-targets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/CorbelIdl.cmake)
