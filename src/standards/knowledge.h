// src/standards/knowledge.h - knowledge files as texts: their digests and the manifest that pins them.
//
// The library does no I/O: the caller reads the files of knowledge/ and passes them by the name that they have below
// it.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/toml.h"

namespace bihuan::standards {

struct KnowledgeText {
  std::string name;  // below knowledge/, with slashes: "water/gb3838-2002.toml"
  std::string text;
};

// SM3 over the names and digests of `texts`, sorted by name: the same files give the same digest in any order.
std::string knowledge_digest(std::span<const KnowledgeText> texts);

// Compares `texts` with `manifest`, the text of knowledge/MANIFEST: a line for each file, "<SM3> <SHA-256> <name>",
// lines with # are comments. Files that only the manifest names are no fault here: the caller may load a part.
// Errors: kCorrupt       a file is not in the manifest, or its bytes have another digest
//         kInvalidInput  a line of the manifest has another form; `where` is MANIFEST and the line
Status check_manifest(std::span<const KnowledgeText> texts, std::string_view manifest);

// The text called `name`, parsed. Errors: kNotFound there is no such text; kInvalidInput with file and line.
Result<TomlTable> knowledge_table(std::span<const KnowledgeText> texts, std::string_view name);

}  // namespace bihuan::standards
