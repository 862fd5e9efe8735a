# SPDX-License-Identifier: BSL-1.0
# What every part of the tree is built with.

add_library(corbel_warnings INTERFACE)
target_compile_options(corbel_warnings INTERFACE -Wall -Wextra)
if(CORBEL_WERROR)
  target_compile_options(corbel_warnings INTERFACE -Werror)
endif()

add_library(corbel_options INTERFACE)
target_link_libraries(corbel_options INTERFACE corbel_warnings)
if(CORBEL_SANITIZE)
  add_library(corbel_sanitizers INTERFACE)  # alone: for generated code
  foreach(target corbel_options corbel_sanitizers)
    target_compile_options(${target} INTERFACE -fsanitize=${CORBEL_SANITIZE} -fno-sanitize-recover=all
                                               -fno-omit-frame-pointer
                           # GCC sees values in instrumented code that no path leaves unset.
                           $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_link_options(${target} INTERFACE -fsanitize=${CORBEL_SANITIZE})
  endforeach()
endif()
if(CORBEL_FUZZ)
  target_compile_options(corbel_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A program takes of the libraries what it calls: each function is a section of its own, and linkers drop the others.
set(optimised $<CONFIG:Release,RelWithDebInfo,MinSizeRel>)
set(sections -ffunction-sections -fdata-sections -fno-semantic-interposition)
target_compile_options(corbel_options INTERFACE "$<${optimised}:${sections}>")
target_link_options(corbel_options INTERFACE "$<${optimised}:-Wl,--gc-sections>")

# corbel_cold(a.cpp ...): code that runs once, or to say what went wrong, is made small instead of fast.
function(corbel_cold)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS $<${optimised}:-Os>)
endfunction()

# corbel_part(NAME SOURCES a.cpp ... [HEADERS a.hpp ...] [LINK part ...] [PRIVATE_LINK lib ...])
# One library per part of the house; it is seen as corbel::NAME. The link line says whom the part knows.
function(corbel_part name)
  cmake_parse_arguments(PART "" "" "SOURCES;HEADERS;LINK;PRIVATE_LINK" ${ARGN})
  if(PART_SOURCES)
    add_library(corbel_${name} STATIC ${PART_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(corbel_${name} PRIVATE corbel_options ${PART_PRIVATE_LINK})
  else()
    add_library(corbel_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(corbel::${name} ALIAS corbel_${name})
  target_include_directories(corbel_${name} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(corbel_${name} ${scope} ${PART_LINK})
  if(PART_HEADERS)
    target_sources(corbel_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${PART_HEADERS})
  endif()
endfunction()

# corbel_unit_test(NAME SOURCES a_test.cpp ... LINK part ...)
# One Catch2 program; each test case is a ctest of its own, named NAME/<case>.
function(corbel_unit_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LINK" ${ARGN})
  add_executable(unit_${name} ${TEST_SOURCES})
  target_link_libraries(unit_${name} PRIVATE corbel_options corbel_test_main ${TEST_LINK})
  catch_discover_tests(unit_${name} TEST_PREFIX "${name}/" PROPERTIES TIMEOUT 120)
endfunction()
