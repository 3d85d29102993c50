# bihuan_library(<name> SOURCES ... [TESTS ...] [DEPS ...] [LINK ...] [TEST_LINK ...])
#
# Declares the library in src/<name>: its sources, its unit tests (which lie beside the code) and everything it may
# include. DEPS are libraries of this project and are checked by scripts/check_layers.py; LINK are third-party targets.

add_library(bihuan_options INTERFACE)
target_include_directories(bihuan_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(bihuan_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wunused-result
  -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of g++ 12 inside the standard library at -O2.
  target_compile_options(bihuan_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow
    -Wno-array-bounds -Wno-dangling-pointer)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # std::stable_sort of libstdc++ 12 uses what C++17 deprecated.
  target_compile_options(bihuan_options INTERFACE -Wno-deprecated-declarations)
endif()
# Debian ships these as compiled libraries; header-only they cost seconds per file.
target_compile_definitions(bihuan_options INTERFACE
  SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL TOML_HEADER_ONLY=0 TOML_SHARED_LIB=1 TOML_EXCEPTIONS=0
  nsel_CONFIG_SELECT_EXPECTED=1)
if(BIHUAN_SANITIZE)
  target_compile_options(bihuan_options INTERFACE -fsanitize=${BIHUAN_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(bihuan_options INTERFACE -fsanitize=${BIHUAN_SANITIZE})
endif()
if(BIHUAN_COVERAGE)
  target_compile_options(bihuan_options INTERFACE --coverage)
  target_link_options(bihuan_options INTERFACE --coverage)
endif()

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
if(BIHUAN_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

# With sanitizers, code that computes little is not optimised: that halves the time of its compilation.
function(bihuan_compile_quickly target)
  if(BIHUAN_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# A test build reads the same headers again and again: with BIHUAN_UNITY several files of a target are compiled as one.
# A file that cannot be among them says so with SKIP_UNITY_BUILD_INCLUSION.
option(BIHUAN_UNITY "Compile several files as one, for a faster build" OFF)
function(bihuan_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${BIHUAN_UNITY} UNITY_BUILD_BATCH_SIZE 12)
endfunction()

function(bihuan_library name)
  cmake_parse_arguments(LIB "" "" "SOURCES;TESTS;DEPS;LINK;TEST_LINK" ${ARGN})
  add_library(bihuan_${name} STATIC ${LIB_SOURCES})
  target_link_libraries(bihuan_${name} PUBLIC bihuan_options)
  foreach(dep IN LISTS LIB_DEPS)
    target_link_libraries(bihuan_${name} PUBLIC bihuan_${dep})
  endforeach()
  target_link_libraries(bihuan_${name} PRIVATE ${LIB_LINK})
  bihuan_compile_together(bihuan_${name})
  if(name MATCHES "^(documents|records|notices|reports|simulator|server|cli)$")  # they keep and hand on what others compute
    bihuan_compile_quickly(bihuan_${name})
  endif()
  if(BIHUAN_TESTS AND LIB_TESTS)
    add_executable(${name}_test ${LIB_TESTS})
    target_link_libraries(${name}_test PRIVATE bihuan_${name} ${LIB_TEST_LINK} GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE BIHUAN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    bihuan_compile_quickly(${name}_test)
    bihuan_compile_together(${name}_test)
    if(NOT BIHUAN_UNITY)
      # GoogleMock costs more than two seconds a file; precompiling it costs as much as four files.
      target_precompile_headers(${name}_test PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
      target_compile_options(${name}_test PRIVATE -fpch-preprocess)
    endif()
    add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES LABELS unit)
  endif()
endfunction()
