#include "plans/organisation.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <set>
#include <utility>

#include "base/text.h"
#include "base/toml.h"

namespace bihuan::plans {
namespace {

constexpr std::array<std::pair<UnitKind, std::string_view>, 6> kKindWords = {{
    {UnitKind::kSection, "section"},
    {UnitKind::kBrigade, "brigade"},
    {UnitKind::kStation, "station"},
    {UnitKind::kBranch, "branch"},
    {UnitKind::kBody, "body"},
    {UnitKind::kOutside, "outside"},
}};

std::string folded(std::string_view name) { return strip_spaces(to_half_width(name)); }

bool holds(const DaysOfEffect& effect, Date on) {
  return (!effect.from || *effect.from <= on) && (!effect.to || on <= *effect.to);
}

bool overlap(const DaysOfEffect& a, const DaysOfEffect& b) {
  return (!a.from || !b.to || *a.from <= *b.to) && (!b.from || !a.to || *b.from <= *a.to);
}

Result<UnitKind> read_kind(const TomlTable& table) {
  BIHUAN_TRY(const std::string word, table.string("kind"));
  for (const auto& [kind, name] : kKindWords) {
    if (name == word) return kind;
  }
  BIHUAN_TRY(const TomlValue value, table.value("kind"));
  return fail(Code::kInvalidInput,
              "单位类别“" + excerpt(word) + "”不认识：应为 section、brigade、station、branch、body、outside 之一",
              value.where());
}

Result<std::string> read_name(const TomlTable& table) {
  BIHUAN_TRY(std::string name, table.string("name"));
  if (!folded(name).empty()) return name;
  BIHUAN_TRY(const TomlValue value, table.value("name"));
  return fail(Code::kInvalidInput, "名称不能为空", value.where());
}

Result<DaysOfEffect> read_effect(const TomlTable& table) {
  DaysOfEffect effect;
  BIHUAN_TRY(effect.from, table.optional_date("valid_from"));
  BIHUAN_TRY(effect.to, table.optional_date("valid_to"));
  if (effect.from && effect.to && *effect.to < *effect.from) {
    BIHUAN_TRY(const TomlValue value, table.value("valid_to"));
    return fail(Code::kInvalidInput, "valid_to 早于 valid_from：起止日期应依次", value.where());
  }
  return effect;
}

Result<OrganisationUnit> read_unit(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"name", "full_name", "kind", "aliases", "valid_from", "valid_to", "note"}));
  OrganisationUnit unit;
  BIHUAN_TRY(unit.name, read_name(table));
  BIHUAN_TRY(unit.full_name, table.string_or("full_name", ""));
  BIHUAN_TRY(unit.kind, read_kind(table));
  BIHUAN_TRY(unit.aliases, table.strings_or_none("aliases"));
  BIHUAN_TRY(unit.effect, read_effect(table));
  BIHUAN_TRY(unit.note, table.string_or("note", ""));
  return unit;
}

Result<CollectiveName> read_collective(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"name", "aliases", "members", "subset_unknown", "valid_from", "valid_to", "note"}));
  CollectiveName collective;
  BIHUAN_TRY(collective.name, read_name(table));
  BIHUAN_TRY(collective.aliases, table.strings_or_none("aliases"));
  BIHUAN_TRY(collective.members, table.strings("members"));
  BIHUAN_TRY(collective.subset_unknown, table.boolean_or("subset_unknown", false));
  BIHUAN_TRY(collective.effect, read_effect(table));
  BIHUAN_TRY(collective.note, table.string_or("note", ""));
  if (collective.members.empty()) {
    return fail(Code::kInvalidInput, "集体名称“" + collective.name + "”没有成员：members 至少列一个单位",
                table.where());
  }
  return collective;
}

std::vector<std::string> all_names(const std::string& name, const std::string& full_name,
                                   const std::vector<std::string>& aliases) {
  std::set<std::string> names = {folded(name), folded(full_name)};
  for (const std::string& alias : aliases) names.insert(folded(alias));
  names.erase("");
  return {names.begin(), names.end()};
}

}  // namespace

std::string_view to_string(UnitKind kind) {
  for (const auto& [candidate, word] : kKindWords) {
    if (candidate == kind) return word;
  }
  assert(false);
  return {};
}

Expanded Organisation::expand(std::string_view name, Date on) const {
  Expanded answer;
  answer.name = std::string(name);
  const auto found = by_name_.find(folded(name));
  if (found == by_name_.end()) return answer;
  for (const Entry& entry : found->second) {
    const DaysOfEffect& effect = entry.is_collective ? collectives_[entry.index].effect : units_[entry.index].effect;
    if (!holds(effect, on)) continue;
    if (!entry.is_collective) {
      const OrganisationUnit& unit = units_[entry.index];
      return {Expansion::kUnit, unit.name, {unit.name}, unit.note};
    }
    const CollectiveName& collective = collectives_[entry.index];
    Expanded many = {collective.subset_unknown ? Expansion::kSubsetUnknown : Expansion::kCollective,
                     collective.name,
                     {},
                     collective.note};
    const std::set<std::string, std::less<>> members(collective.members.begin(), collective.members.end());
    for (const OrganisationUnit& unit : units_) {
      if (members.contains(unit.name) && holds(unit.effect, on)) many.members.push_back(unit.name);
    }
    return many;
  }
  answer.note = "名录中有此名称，但在 " + to_string(on) + " 不在有效期内";
  return answer;
}

std::vector<const OrganisationUnit*> Organisation::units_on(Date on) const {
  std::vector<const OrganisationUnit*> existing;
  for (const OrganisationUnit& unit : units_) {
    if (holds(unit.effect, on)) existing.push_back(&unit);
  }
  return existing;
}

// One name means one thing on one day.
Status Organisation::claim(const std::vector<std::string>& names, Entry own, const std::string& where) {
  const auto effect_of = [this](const Entry& entry) -> const DaysOfEffect& {
    return entry.is_collective ? collectives_[entry.index].effect : units_[entry.index].effect;
  };
  for (const std::string& name : names) {
    std::vector<Entry>& entries = by_name_[name];
    for (const Entry& other : entries) {
      if (!overlap(effect_of(own), effect_of(other))) continue;
      return fail(Code::kInvalidInput, "名称“" + name + "”在同一天属于两个条目：改名，或用 valid_from、valid_to 分开",
                  where);
    }
    entries.push_back(own);
  }
  return {};
}

Status Organisation::add(OrganisationUnit unit, const std::string& where) {
  units_.push_back(std::move(unit));
  const OrganisationUnit& stored = units_.back();
  return claim(all_names(stored.name, stored.full_name, stored.aliases), {false, units_.size() - 1}, where);
}

Status Organisation::add(CollectiveName collective, const std::string& where) {
  for (const std::string& member : collective.members) {
    if (std::ranges::any_of(units_, [&member](const OrganisationUnit& unit) { return unit.name == member; })) continue;
    return fail(Code::kInvalidInput,
                "集体名称“" + collective.name + "”的成员“" + excerpt(member) + "”不是名录中的单位：应写单位的 name", where);
  }
  collectives_.push_back(std::move(collective));
  const CollectiveName& stored = collectives_.back();
  return claim(all_names(stored.name, "", stored.aliases), {true, collectives_.size() - 1}, where);
}

Result<Organisation> make_organisation(std::string city, std::string bureau, std::vector<OrganisationUnit> units,
                                       std::vector<CollectiveName> collectives) {
  Organisation organisation;
  organisation.city_ = std::move(city);
  organisation.bureau_ = std::move(bureau);
  for (OrganisationUnit& unit : units) {
    const std::string where = "单位" + unit.name;
    BIHUAN_CHECK(organisation.add(std::move(unit), where));
  }
  for (CollectiveName& collective : collectives) {
    const std::string where = "集体名称" + collective.name;
    BIHUAN_CHECK(organisation.add(std::move(collective), where));
  }
  return organisation;
}

Result<Organisation> load_organisation(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable root, parse_toml(toml, file_name));
  BIHUAN_CHECK(root.check_keys({"organisation", "unit", "collective"}));
  BIHUAN_TRY(const TomlTable head, root.table("organisation"));
  BIHUAN_CHECK(head.check_keys({"city", "bureau", "source", "note"}));
  Organisation organisation;
  BIHUAN_TRY(organisation.city_, head.string("city"));
  BIHUAN_TRY(organisation.bureau_, head.string("bureau"));
  BIHUAN_CHECK(head.string("source"));
  BIHUAN_TRY(const std::vector<TomlTable> units, root.tables("unit"));
  for (const TomlTable& table : units) {
    BIHUAN_TRY(OrganisationUnit unit, read_unit(table));
    BIHUAN_CHECK(organisation.add(std::move(unit), table.where()));
  }
  BIHUAN_TRY(const std::vector<TomlTable> collectives, root.tables_or_none("collective"));
  for (const TomlTable& table : collectives) {
    BIHUAN_TRY(CollectiveName collective, read_collective(table));
    BIHUAN_TRY(const TomlValue members, table.value("members"));
    const bool are_units = std::ranges::all_of(collective.members, [&organisation](const std::string& member) {
      return std::ranges::any_of(organisation.units_, [&](const OrganisationUnit& unit) { return unit.name == member; });
    });
    BIHUAN_CHECK(organisation.add(std::move(collective), are_units ? table.where() : members.where()));
  }
  return organisation;
}

}  // namespace bihuan::plans
