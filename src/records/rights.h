// src/records/rights.h - who may do what, as data: knowledge/office/rights.toml.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/actor.h"

namespace bihuan::records {

enum class Scope { kNone, kOwn, kAll };

struct Right {
  std::string id;     // "plan.read"
  std::string title;  // Chinese
  std::map<DeskRole, Scope> roles;
};

class Rights {
 public:
  // An empty table: nobody may do anything.
  Rights() = default;

  // Null where the table does not know it.
  const Right* find(std::string_view id) const;
  const std::vector<Right>& all() const { return all_; }

  // The widest scope that one of the actor's roles gives.
  Scope scope_of(const Actor& actor, std::string_view right) const;
  // Whether the actor may do this to what belongs to `unit_id`. "" = it belongs to no unit: only the scope "all" will do.
  bool has_right(const Actor& actor, std::string_view right, const std::string& unit_id = "") const;

 private:
  friend Result<Rights> load_rights(std::string_view toml, std::string_view file_name);
  std::vector<Right> all_;
};

// Errors: kInvalidInput with file and line: an unknown key or role, a right twice, a role in both lists of one right.
Result<Rights> load_rights(std::string_view toml, std::string_view file_name);

// The words of the roles in files and interfaces, and for people.
std::string_view title_of(DeskRole role);
Result<DeskRole> parse_role(std::string_view word);
std::string word_of(DeskRole role);
// "clerk", "head", "supervisor". Errors: kInvalidInput with the words that there are
std::string word_of(Post post);
Result<Post> parse_post(std::string_view word);
const std::vector<DeskRole>& all_roles();

}  // namespace bihuan::records
