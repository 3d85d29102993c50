// src/plans/organisation.h - the organisation table of a city: who the units are that a plan names.
//
// A table is a TOML file (docs/formats/organisation.md); examples/ezhou/organisation.toml is one. A plan prints short
// names (水科), aliases and collective names (各分局). The table says which unit is meant and who belongs to a
// collective name on a given day; what the table does not say, this library does not guess.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bihuan::plans {

enum class UnitKind {
  kSection,  // 科室
  kBrigade,  // 执法支队、大队
  kStation,  // 监测站
  kBranch,   // 分局
  kBody,     // 工会、机关党委、专班等
  kOutside,  // 局系统以外的单位
};

// The days on which an entry holds: [from, to], both inclusive; an absent end is open.
struct DaysOfEffect {
  std::optional<Date> from;
  std::optional<Date> to;
};

struct OrganisationUnit {
  std::string name;       // the short name, as the city's documents print it
  std::string full_name;  // "" where the sources do not give it
  UnitKind kind = UnitKind::kSection;
  std::vector<std::string> aliases;
  DaysOfEffect effect;
  std::string note;
};

// A name for several units.
struct CollectiveName {
  std::string name;
  std::vector<std::string> aliases;
  std::vector<std::string> members;  // names of units; for a subset, those it may be drawn from
  bool subset_unknown = false;       // 局系统相关单位: some of the members, the text does not say which
  DaysOfEffect effect;
  std::string note;
};

enum class Expansion {
  kUnit,           // one known unit: `members` holds its name
  kCollective,     // a collective name: `members` holds all who are meant
  kSubsetUnknown,  // some of `members`; which of them the text does not say
  kUnknown,        // the table does not know the name on that day: `members` is empty, `note` says why where it can
};

struct Expanded {
  Expansion kind = Expansion::kUnknown;
  std::string name;                  // the table's own spelling; the name asked for where it is unknown
  std::vector<std::string> members;  // names of units in the order of the table
  std::string note;
};

class Organisation {
 public:
  // An empty table: every name is unknown.
  Organisation() = default;

  // Returns what `name` means on the day `on`. White space inside the name and full-width forms do not matter.
  Expanded expand(std::string_view name, Date on) const;

  // The units that exist on the day `on`, in the order of the table.
  std::vector<const OrganisationUnit*> units_on(Date on) const;

  const std::string& city() const { return city_; }
  const std::string& bureau() const { return bureau_; }
  const std::vector<OrganisationUnit>& units() const { return units_; }
  const std::vector<CollectiveName>& collectives() const { return collectives_; }

 private:
  friend Result<Organisation> make_organisation(std::string city, std::string bureau,
                                                std::vector<OrganisationUnit> units,
                                                std::vector<CollectiveName> collectives);
  friend Result<Organisation> load_organisation(std::string_view toml, std::string_view file_name);
  struct Entry {
    bool is_collective = false;
    std::size_t index = 0;
  };
  std::string city_;
  std::string bureau_;
  std::vector<OrganisationUnit> units_;
  std::vector<CollectiveName> collectives_;
  Status claim(const std::vector<std::string>& names, Entry own, const std::string& where);
  Status add(OrganisationUnit unit, const std::string& where);
  Status add(CollectiveName collective, const std::string& where);

  std::map<std::string, std::vector<Entry>, std::less<>> by_name_;  // folded name or alias -> entries
};

// Reads a table from the text of a TOML file; `file_name` is used in errors only.
// Errors: kInvalidInput  not TOML, an unknown or missing key, an unknown kind, a member that is no unit, two entries
// that
//                        claim one name on the same day; `where` names file and line.
Result<Organisation> load_organisation(std::string_view toml, std::string_view file_name);

// A table out of its entries. Errors: kInvalidInput as above; `where` names the entry
Result<Organisation> make_organisation(std::string city, std::string bureau, std::vector<OrganisationUnit> units,
                                       std::vector<CollectiveName> collectives);

// The stable word of the TOML and the JSON: "section", "brigade", "station", "branch", "body", "outside".
std::string_view to_string(UnitKind kind);

}  // namespace bihuan::plans
