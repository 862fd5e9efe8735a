# SPDX-License-Identifier: BSL-1.0
# Sets `compilers`, and `strictly`, what generated code is given to them with: without a word is without a warning. Our
# own headers are system headers here, so that what is found is in the generated code.
find_program(CLANGXX NAMES clang++-14 clang++)
set(compilers ${CMAKE_CXX_COMPILER})
if(CLANGXX)
  list(APPEND compilers ${CLANGXX})
endif()
set(strictly -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
             -isystem ${PROJECT_SOURCE_DIR} -isystem ${PROJECT_SOURCE_DIR}/orb/include)
