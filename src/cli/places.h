// src/cli/places.h - where the program's own files lie: knowledge, examples, the front end.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plans/language.h"
#include "standards/knowledge.h"

namespace bihuan::cli {

// The folder `name` ("knowledge", "examples", "web/dist") of this program: below `home` if that is given; else beside
// the executable's build tree, going up from it; else in ../share/bihuan where it was installed. Errors: kNotFound
// naming what was looked for and the option that helps
Result<std::string> find_place(std::string_view name, const std::string& home);

// The words by which plans are read: knowledge/plan-language/*.toml, in the order of their names.
Result<std::vector<plans::NamedText>> read_language_files(const std::string& home);
Result<plans::Language> read_language(const std::string& home);

// Which program and which tables compile, for storing with a compilation: "bihuan 0.1.0, 词表 1a2b3c4d5e6f".
std::string compiler_name(std::span<const plans::NamedText> files);

// The files of knowledge/<folder>, named below knowledge/, compared with knowledge/MANIFEST.
// Errors: kCorrupt where a file is not the one that the manifest pins
Result<std::vector<standards::KnowledgeText>> read_knowledge(const std::string& home,
                                                             std::span<const std::string_view> folders);

}  // namespace bihuan::cli
