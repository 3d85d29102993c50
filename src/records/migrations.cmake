# Writes OUTPUT: every migrations/NNNN_name.sql beside this file as bytes, in the order of their numbers.
function(bihuan_embed_migrations output)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
  list(SORT files)
  set(arrays "")
  set(entries "")
  set(number 0)
  foreach(file IN LISTS files)
    math(EXPR number "${number} + 1")
    get_filename_component(name ${file} NAME_WE)
    if(NOT name MATCHES "^0*${number}_[a-z_]+$")
      message(FATAL_ERROR "migrations must be numbered without gaps: ${name} is number ${number}")
    endif()
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays "constexpr unsigned char k${number}[] = {${bytes}};\n")
    string(APPEND entries "    {${number}, \"${name}\", {reinterpret_cast<const char*>(k${number}), sizeof(k${number})}},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  file(CONFIGURE OUTPUT ${output} CONTENT "// Generated from src/records/migrations; do not edit.
#include \"records/internal/migrations.h\"

namespace bihuan::records {
namespace {
${arrays}}  // namespace

std::span<const Migration> migrations() {
  static const Migration kAll[] = {
${entries}  };
  return kAll;
}

}  // namespace bihuan::records
" @ONLY)
endfunction()
