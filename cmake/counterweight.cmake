# Helpers that keep one module = one library = one test executable.

add_library(counterweight_flags INTERFACE)
target_include_directories(counterweight_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(counterweight_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Wno-missing-field-initializers -Werror -fno-omit-frame-pointer)
# Portable baseline of today's servers (AVX2, FMA): see docs/decisions.
target_compile_options(counterweight_flags INTERFACE -march=x86-64-v3 $<$<CONFIG:Release>:-O3>)
if(COUNTERWEIGHT_SANITIZE)
  add_compile_options(-fsanitize=${COUNTERWEIGHT_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${COUNTERWEIGHT_SANITIZE})
endif()

# counterweight_library(NAME SOURCES a.cc ... [DEPENDS counterweight::other external ...])
# DEPENDS is the architecture: tests/layering_test.py compares every include with it.
function(counterweight_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(counterweight_${name} STATIC ${ARG_SOURCES})
  add_library(counterweight::${name} ALIAS counterweight_${name})
  target_link_libraries(counterweight_${name} PUBLIC ${ARG_DEPENDS} PRIVATE counterweight_flags)
  target_include_directories(counterweight_${name} PUBLIC ${CMAKE_SOURCE_DIR})
endfunction()

# counterweight_test(NAME SOURCES a_test.cc ... [DEPENDS ...] [LABELS unit|integration|slow])
# One executable per module; ctest runs it as one test, so that its start-up cost is paid once.
function(counterweight_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE ${ARG_DEPENDS} GTest::gmock GTest::gtest GTest::gtest_main
    counterweight_flags)
  add_test(NAME ${name} COMMAND ${name}_test)
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "COUNTERWEIGHT_SHARED_DATA=${CMAKE_SOURCE_DIR}/../shared/data;COUNTERWEIGHT_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
endfunction()
