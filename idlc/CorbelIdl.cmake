# SPDX-License-Identifier: BSL-1.0
#
# corbel_idl_generate(TARGET target FILES a.idl... [AMI] [INCLUDE folder...] [OUTPUT folder] [OPTIONS option...])
#
# Compiles IDL to C++ when the target is built, again whenever an IDL file or one that it includes has changed. The
# sources of stubs and skeletons become part of the target, which finds their headers ("a.hpp", "a_skel.hpp") and links
# corbel::orb. A target that does not exist yet is made as a static library of just these.
#
#   FILES    IDL files, relative to the current source folder; no two of one name
#   AMI      also asynchronous stubs and reply handlers ("a_ami.hpp"), as idlc --ami. A file with a line
#            `#pragma corba_ami "M::A"` has those of the interfaces it names without this.
#   INCLUDE  folders for #include, as idlc -I
#   OPTIONS  of idlc for all of the files, such as --idl 4
#   OUTPUT   where the C++ goes; default: ${CMAKE_CURRENT_BINARY_DIR}/<target>_idl
include_guard(GLOBAL)

function(corbel_idl_generate)
  cmake_parse_arguments(PARSE_ARGV 0 IDL "AMI" "TARGET;OUTPUT" "FILES;INCLUDE;OPTIONS")
  if(IDL_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "corbel_idl_generate: unknown argument ${IDL_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT IDL_TARGET OR NOT IDL_FILES)
    message(FATAL_ERROR "corbel_idl_generate: TARGET and FILES are needed")
  endif()
  if(NOT IDL_OUTPUT)
    set(IDL_OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${IDL_TARGET}_idl)
  endif()
  get_filename_component(IDL_OUTPUT ${IDL_OUTPUT} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_BINARY_DIR})
  file(MAKE_DIRECTORY ${IDL_OUTPUT})

  # In the tree idlc is a target that is built first; in a package it is an imported program.
  if(TARGET idlc)
    set(compiler idlc)
  else()
    set(compiler corbel::idlc)
  endif()

  set(folders)
  foreach(folder IN LISTS IDL_INCLUDE)
    get_filename_component(folder ${folder} ABSOLUTE)
    list(APPEND folders -I${folder})
  endforeach()

  if("--ami" IN_LIST IDL_OPTIONS)
    set(IDL_AMI TRUE)
  elseif(IDL_AMI)
    list(APPEND IDL_OPTIONS --ami)
  endif()

  set(sources)
  foreach(file IN LISTS IDL_FILES)
    get_filename_component(path ${file} ABSOLUTE)
    get_filename_component(name ${file} NAME_WLE)
    set(outputs ${IDL_OUTPUT}/${name}.hpp ${IDL_OUTPUT}/${name}.cpp
                ${IDL_OUTPUT}/${name}_skel.hpp ${IDL_OUTPUT}/${name}_skel.cpp)
    set(asynchronous)
    if(EXISTS ${path})
      file(STRINGS ${path} asynchronous LIMIT_COUNT 1 REGEX "^[ \t]*#[ \t]*pragma[ \t]+corba_ami")
    endif()
    if(IDL_AMI OR asynchronous)
      list(APPEND outputs ${IDL_OUTPUT}/${name}_ami.hpp ${IDL_OUTPUT}/${name}_ami.cpp)
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND ${compiler} ${IDL_OPTIONS} ${folders} -o ${IDL_OUTPUT} -MD -MF ${IDL_OUTPUT}/${name}.d ${path}
      MAIN_DEPENDENCY ${path}
      DEPENDS ${compiler}
      DEPFILE ${IDL_OUTPUT}/${name}.d
      COMMENT "idlc ${name}.idl"
      VERBATIM)
    list(APPEND sources ${outputs})
  endforeach()

  if(TARGET ${IDL_TARGET})
    target_sources(${IDL_TARGET} PRIVATE ${sources})
  else()
    add_library(${IDL_TARGET} STATIC ${sources})
    if(TARGET corbel_sanitizers)
      target_link_libraries(${IDL_TARGET} PRIVATE $<BUILD_INTERFACE:corbel_sanitizers>)
    endif()
  endif()
  target_include_directories(${IDL_TARGET} PUBLIC $<BUILD_INTERFACE:${IDL_OUTPUT}>)
  target_link_libraries(${IDL_TARGET} PUBLIC corbel::orb)
endfunction()
