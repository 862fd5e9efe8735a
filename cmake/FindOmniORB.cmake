# SPDX-License-Identifier: BSL-1.0
# omniORB 4 with its IDL compiler: OmniORB_FOUND, OmniORB_OMNIIDL, the library omniorb::omniorb, and omniorb_idl(),
# which compiles IDL into a library of stubs and skeletons.
find_program(OmniORB_OMNIIDL omniidl)
find_path(OmniORB_INCLUDE_DIR omniORB4/CORBA.h)
find_library(OmniORB_LIBRARY omniORB4)
find_library(OmniORB_DYNAMIC_LIBRARY omniDynamic4)
find_library(OmniORB_THREAD_LIBRARY omnithread)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OmniORB REQUIRED_VARS OmniORB_LIBRARY OmniORB_DYNAMIC_LIBRARY OmniORB_THREAD_LIBRARY
                                                        OmniORB_INCLUDE_DIR OmniORB_OMNIIDL)
mark_as_advanced(OmniORB_OMNIIDL OmniORB_INCLUDE_DIR OmniORB_LIBRARY OmniORB_DYNAMIC_LIBRARY OmniORB_THREAD_LIBRARY)

if(OmniORB_FOUND AND NOT TARGET omniorb::omniorb)
  add_library(omniorb::omniorb INTERFACE IMPORTED)
  target_include_directories(omniorb::omniorb INTERFACE ${OmniORB_INCLUDE_DIR})
  target_link_libraries(omniorb::omniorb INTERFACE ${OmniORB_DYNAMIC_LIBRARY} ${OmniORB_LIBRARY}
                                                   ${OmniORB_THREAD_LIBRARY})
endif()

# omniorb_idl(TARGET file.idl [option...]): a static library of the C++ that omniidl makes, without our warnings.
function(omniorb_idl target idl)
  get_filename_component(idl ${idl} ABSOLUTE)
  get_filename_component(name ${idl} NAME_WE)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target})
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${folder}/${name}.hh ${folder}/${name}SK.cc ${folder}/${name}DynSK.cc
    COMMAND ${OmniORB_OMNIIDL} -bcxx -Wba ${ARGN} -C${folder} ${idl}
    DEPENDS ${idl}
    COMMENT "omniidl ${name}.idl"
    VERBATIM)
  add_library(${target} STATIC ${folder}/${name}SK.cc ${folder}/${name}DynSK.cc ${folder}/${name}.hh)
  target_compile_options(${target} PRIVATE -w)
  target_include_directories(${target} SYSTEM PUBLIC ${folder})
  target_link_libraries(${target} PUBLIC omniorb::omniorb)
endfunction()
