# SPDX-License-Identifier: BSL-1.0
# Installs the tree that is built in BUILD into FOLDER, then builds this folder's project against it alone, runs the
# example from there, and sees that a change of the IDL makes again what it must and no more.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}${errors}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

set(prefix ${FOLDER}/prefix)
set(hello ${FOLDER}/hello)
file(REMOVE_RECURSE ${FOLDER})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
foreach(each bin/idlc bin/corbel bin/cos-naming share/corbel/idl/CosNaming.idl share/corbel/idl/IOP.idl
             share/corbel/idl/orb.idl share/corbel/idl/Components.idl share/man/man1/idlc.1 share/man/man8/cos-naming.8)
  if(NOT EXISTS ${prefix}/${each})
    message(FATAL_ERROR "${each} is not installed")
  endif()
endforeach()
run(${prefix}/bin/corbel --version)

set(examples ${CMAKE_CURRENT_LIST_DIR}/../../examples)
file(COPY ${examples}/hello ${examples}/naming_inside DESTINATION ${FOLDER})
run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR} -B ${FOLDER}/build -DCMAKE_PREFIX_PATH=${prefix}
    -DHELLO=${hello} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS}
    -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
run(${CMAKE_COMMAND} --build ${FOLDER}/build)

execute_process(COMMAND ${FOLDER}/build/client corbaloc::127.0.0.1:1/nobody
                RESULT_VARIABLE status ERROR_VARIABLE output)
if(NOT status EQUAL 1 OR NOT output MATCHES "127.0.0.1:1")
  message(FATAL_ERROR "the client ends with ${status}: ${output}")
endif()
if(PYTHON)
  run(${PYTHON} ${examples}/hello/hello_test.py ${prefix}/bin/cos-naming
      ${FOLDER}/build/server ${FOLDER}/build/client)
endif()

run(${CMAKE_COMMAND} --build ${FOLDER}/build)
if(NOT output MATCHES "no work to do")
  message(FATAL_ERROR "something is made again without a change: ${output}")
endif()
file(APPEND ${hello}/hello.idl "// a comment that no C++ carries\n")
run(${CMAKE_COMMAND} --build ${FOLDER}/build)
if(NOT output MATCHES "idlc hello.idl" OR NOT output MATCHES "idlc greetings.idl" OR
   output MATCHES "idlc CosNaming.idl")
  message(FATAL_ERROR "not what reads hello.idl was made again: ${output}")
endif()
if(output MATCHES "Building CXX")
  message(FATAL_ERROR "C++ was compiled that is as it was: ${output}")
endif()
