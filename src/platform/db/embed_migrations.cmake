# Writes OUT, a C++ file that holds every migration of FOLDER. Run as a script by CMakeLists.txt beside it.
file(GLOB files RELATIVE ${FOLDER} ${FOLDER}/*.sql)
list(SORT files)
set(rows "")
set(previous "")
foreach(file ${files})
  if(NOT file MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)(\\.sqlite|\\.postgres)?\\.sql$")
    message(FATAL_ERROR "migrations/${file}: a migration is named NNNN_name.sql, NNNN_name.sqlite.sql or NNNN_name.postgres.sql")
  endif()
  set(number ${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  set(dialect "${CMAKE_MATCH_3}")
  if(dialect STREQUAL "")
    set(sqlite ${file})
    set(postgres ${file})
  elseif(dialect STREQUAL ".postgres")
    set(postgres ${file})
    set(sqlite ${number}_${name}.sqlite.sql)
  else() # comes after .postgres and makes one migration with it
    if(NOT previous STREQUAL "${number}_${name}.postgres.sql")
      message(FATAL_ERROR "migrations/${file}: the same for PostgreSQL is missing")
    endif()
    set(previous ${file})
    continue()
  endif()
  if(NOT EXISTS ${FOLDER}/${sqlite})
    message(FATAL_ERROR "migrations/${file}: the same for SQLite is missing")
  endif()
  if(previous MATCHES "^${number}_")
    message(FATAL_ERROR "migrations/${file}: the number is taken by ${previous}")
  endif()
  set(previous ${file})
  math(EXPR plain_number "1${number} - 10000")
  foreach(engine sqlite postgres)
    file(READ ${FOLDER}/${${engine}} text)
    string(FIND "${text}" ")sql\"" clash)
    if(NOT clash EQUAL -1)
      message(FATAL_ERROR "migrations/${${engine}}: contains )sql\"")
    endif()
    set(${engine}_text "R\"sql(${text})sql\"")
  endforeach()
  string(APPEND rows "    {${plain_number}, \"${name}\", ${sqlite_text}, ${postgres_text}},\n")
endforeach()
file(WRITE ${OUT} "// Made by embed_migrations.cmake from migrations/*.sql.
#include \"platform/db/migrate.h\"

namespace demarc::db {
namespace {
constexpr Migration migrations[] = {
${rows}};
}
std::span<const Migration> built_in_migrations() { return migrations; }
} // namespace demarc::db
")
