# One target per folder of src/. `demarc_department(billing USES base money ...)` makes the library demarc_billing from the
# folder's *.cc and the test program billing_test from its *_test.cc. The USES lists are the include direction: tools/
# check_direction reads these very lines and fails when an include points anywhere else. RULES names the files that are pure (no
# platform/ behind any of their includes), which the same check holds them to.
function(demarc_department name)
  cmake_parse_arguments(ARG "" "" "USES;LINKS;RULES" ${ARGN})
  string(REPLACE "/" "_" target ${name})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  # main.cc is a program, not part of the library: the folder's CMakeLists.txt makes it.
  list(REMOVE_ITEM sources ${tests} ${CMAKE_CURRENT_SOURCE_DIR}/main.cc)
  if(NOT sources)
    add_library(demarc_${target} INTERFACE)
    set(scope INTERFACE)
  else()
    add_library(demarc_${target} STATIC ${sources})
    set(scope PUBLIC)
    demarc_precompile(demarc_${target})
  endif()
  set(dependencies "")
  foreach(used ${ARG_USES})
    string(REPLACE "/" "_" used_target ${used})
    list(APPEND dependencies demarc_${used_target})
  endforeach()
  target_include_directories(demarc_${target} ${scope} ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(demarc_${target} ${scope} demarc_flags ${dependencies})
  if(ARG_LINKS)
    target_link_libraries(demarc_${target} ${scope} ${ARG_LINKS})
  endif()
  if(tests AND DEMARC_TESTS)
    add_executable(${target}_test ${tests})
    demarc_precompile(${target}_test)
    set_target_properties(${target}_test PROPERTIES UNITY_BUILD OFF) # each has its own small helpers under the same names
    target_link_libraries(${target}_test PRIVATE demarc_${target} demarc_flags GTest::gtest_main GTest::gmock rapidcheck)
    # Operations are tested on a real database, in a file of its own.
    if("platform/db" IN_LIST ARG_USES)
      target_link_libraries(${target}_test PRIVATE test_support)
    endif()
    gtest_discover_tests(${target}_test TEST_PREFIX "unit:${name}." DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS unit TIMEOUT 120)
  endif()
endfunction()

# The precompiled standard headers are built once (target demarc_pch) and reused: with -DDEMARC_PCH=OFF every file must still
# build, so that includes stay true.
function(demarc_precompile target)
  if(DEMARC_PCH)
    target_link_libraries(${target} PRIVATE demarc_flags)
    target_precompile_headers(${target} REUSE_FROM demarc_pch)
  endif()
endfunction()
