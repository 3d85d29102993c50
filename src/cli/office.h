// src/cli/office.h - the organisation and accounts of an opened data folder.
#pragma once
#include <string>
#include <string_view>

#include "cli/data_folder.h"

namespace bihuan::cli {

// Rights, policy, books of an opened folder. Errors: those of the files under knowledge/office, and of the settings that
// name a profile
Status open_office(DataFolder& data, const std::string& home);

// Seeds an empty store with the units of the folder's organisation.toml; nothing where there are units already.
Status ensure_units(DataFolder& data);

// Stores the persons, seats and accounts of a TOML table (examples/ezhou/people.toml); nothing where there are people
// already. The accounts have no passwords and need none: they are entered by one-time links.
// Errors: kInvalidInput with file and line; those of the books
Status ensure_people(DataFolder& data, std::string_view toml, std::string_view file_name);

// Who acts at the command line for an account (--as): its person, roles and seats of today, origin 命令行.
// Errors: kNotFound  no such account; kConflict  it is disabled
Result<records::Actor> actor_named(DataFolder& data, const std::string& login);

// Writes a file out of the folder, after the journal has taken down that it leaves. Errors: those of the store, kUnavailable
Status export_file(DataFolder& data, const records::Actor& actor, std::string_view what, const std::string& path,
                   const std::string& file_name, const std::string& bytes);

// "http://127.0.0.1:8710/enter#<secret>".
std::string link_address(std::string_view site, std::string_view secret);

}  // namespace bihuan::cli
