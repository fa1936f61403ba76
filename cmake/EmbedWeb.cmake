# demarc_embed_web(demarc FOLDER ${PROJECT_SOURCE_DIR}/web/dist) puts the files of a folder into a program, which finds them by
# http::embedded_web() (src/platform/http/embedded_web.h). The folder is looked at in every build; when it is not there, the
# program has no web files and says so. Build the web first.
function(demarc_embed_web target)
  cmake_parse_arguments(ARG "" "FOLDER" "" ${ARGN})
  set(blob ${CMAKE_CURRENT_BINARY_DIR}/embedded_web.bin)
  set(code ${CMAKE_CURRENT_BINARY_DIR}/embedded_web.cc)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${ARG_FOLDER}/*)
  add_custom_command(OUTPUT ${code} ${blob} COMMAND embed_web ${ARG_FOLDER} ${blob} ${code} DEPENDS embed_web ${files}
    COMMENT "Embedding the web files of ${ARG_FOLDER}" VERBATIM)
  target_sources(${target} PRIVATE ${code})
  # The compiler does not see through .incbin.
  set_source_files_properties(${code} PROPERTIES OBJECT_DEPENDS ${blob} SKIP_PRECOMPILE_HEADERS ON)
endfunction()
