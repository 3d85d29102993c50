#include "records/sites.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/organisation_describe.h"
#include "records/internal/site_rows.h"

namespace bihuan::records {
namespace {

constexpr std::size_t kLongestSiteCode = 40;
constexpr std::size_t kLongestSiteName = 100;
constexpr std::size_t kLongestTargetClass = 20;
constexpr std::size_t kMostSiteAliases = 200;
constexpr std::size_t kMostSiteTerms = 100;
constexpr int kMostCoordinatePlaces = 15;  // as many as spreadsheets keep

char32_t folded_sign(char32_t c) {
  switch (c) {
    case U'[':
    case U'{':
    case U'〔':
    case U'【':
    case U'〖':
    case U'［':
    case U'「':
    case U'『':
    case U'〈':
    case U'《':
      return U'(';
    case U']':
    case U'}':
    case U'〕':
    case U'】':
    case U'〗':
    case U'］':
    case U'」':
    case U'』':
    case U'〉':
    case U'》':
      return U')';
    case U'–':
    case U'—':
    case U'―':
    case U'‐':
    case U'‑':
    case U'‒':
    case U'−':
      return U'-';
    default:
      return c;
  }
}

// What names are compared by.
std::string folded_site_name(std::string_view name) {
  const Result<std::u32string> text = decode_utf8(name);
  if (!text.has_value()) return std::string(name);
  std::string folded;
  for (const char32_t c : *text) {
    if (!is_space(c)) append_utf8(folded, folded_sign(to_half_width(c)));
  }
  return folded;
}

bool is_site_code_character(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || is_ascii_digit(c) || is_han(c) || c == U'-' ||
         c == U'_' || c == U'.';
}

Status at_most(std::string_view text, std::size_t most, std::string_view name, std::string_view where) {
  if (count_code_points(text) <= most) return {};
  return fail(Code::kInvalidInput, std::string(name) + "应不超过" + std::to_string(most) + "字", std::string(where));
}

Status check_coordinate(const std::optional<Decimal>& value, std::int64_t most, std::string_view name,
                        std::string_view where) {
  if (!value || (*value >= Decimal(0) && *value <= Decimal(most) && value->places() <= kMostCoordinatePlaces)) {
    return {};
  }
  return fail(Code::kInvalidInput,
              std::string(name) + to_string(*value) + "不对：应为0到" + std::to_string(most) + "的十进制度数，不超过" +
                  std::to_string(kMostCoordinatePlaces) + "位小数",
              std::string(where));
}

std::string days_of(const SiteTerm& term) {
  return to_string(term.from) + "至" + (term.until ? to_string(*term.until) : std::string("今后"));
}

Status check_terms(const std::vector<SiteTerm>& terms) {
  if (terms.size() > kMostSiteTerms) return fail(Code::kInvalidInput, "一个点位的时段应不超过100段", "terms");
  const SiteTerm* before = nullptr;
  for (const SiteTerm& term : terms) {
    if (term.until && *term.until < term.from) {
      return fail(Code::kInvalidInput, "时段" + days_of(term) + "的末日早于首日", "terms");
    }
    BIHUAN_CHECK(at_most(term.target_class, kLongestTargetClass, "水质目标", "terms"));
    BIHUAN_CHECK(at_most(term.note, 2'000, "时段的备注", "terms"));
    if (before != nullptr && (!before->until || *before->until >= term.from)) {
      return fail(Code::kInvalidInput,
                  "时段" + days_of(*before) + "与" + days_of(term) + "重叠：前一段的末日应早于后一段的首日", "terms");
    }
    before = &term;
  }
  return {};
}

Status check_aliases(const Site& site) {
  if (site.aliases.size() > kMostSiteAliases) {
    return fail(Code::kInvalidInput, "一个点位的别名应不超过200个", "aliases");
  }
  std::set<std::pair<std::string, std::string>> seen;
  const std::string name = folded_site_name(site.name);
  for (const SiteAlias& alias : site.aliases) {
    BIHUAN_CHECK(require_text(alias.name, "别名", "aliases", kLongestSiteName));
    BIHUAN_CHECK(at_most(alias.source, kLongestSiteName, "别名的来源", "aliases"));
    const std::string folded = folded_site_name(alias.name);
    if (folded == name || folded == site.code) {
      return fail(Code::kInvalidInput, "别名“" + excerpt(alias.name) + "”就是点位的名称或编码，不必再写", "aliases");
    }
    if (!seen.emplace(folded, folded_site_name(alias.source)).second) {
      return fail(Code::kInvalidInput, "别名“" + excerpt(alias.name) + "”写了两次", "aliases");
    }
  }
  return {};
}

// Without blanks at the ends; terms in order.
Site tidied(Site site) {
  for (std::string* text : {&site.code, &site.name, &site.water, &site.place, &site.unit_id, &site.note}) {
    *text = std::string(trim(*text));
  }
  for (SiteAlias& alias : site.aliases) alias = {std::string(trim(alias.name)), std::string(trim(alias.source))};
  for (SiteTerm& term : site.terms) {
    term.target_class = std::string(trim(term.target_class));
    term.note = std::string(trim(term.note));
  }
  std::ranges::stable_sort(site.terms, {}, &SiteTerm::from);
  return site;
}

Status require_site_keeper(const Actor& actor) {
  if (actor.has(DeskRole::kOffice) || actor.has(DeskRole::kStation)) return {};
  return not_allowed("只有办公室和监测站可以登记、改动点位");
}

std::unexpected<Error> no_such_site(std::string_view code) {
  return fail(Code::kNotFound, "没有登记编码为“" + excerpt(code) + "”的点位", "点位编码");
}

// The names that sites go by, so that a new one does not take another's.
class SiteClaims {
 public:
  explicit SiteClaims(const std::vector<Site>& sites) {
    for (const Site& site : sites) add(site);
  }

  void add(const Site& site) {
    for (auto& [name, claim] : claims_of(site)) claims_[name].push_back(std::move(claim));
  }
  void remove(const Site& site) {
    for (const auto& [name, claim] : claims_of(site)) {
      std::erase_if(claims_[name], [&](const Claim& one) { return one.code == site.code; });
    }
  }
  // Whether another site goes by a name of this one. Errors: kConflict naming it
  Status check(const Site& site) const {
    for (const auto& [name, claim] : claims_of(site)) {
      const auto found = claims_.find(name);
      if (found == claims_.end()) continue;
      for (const Claim& other : found->second) {
        if (other.code == claim.code || !meet(claim, other)) continue;
        return fail(Code::kConflict,
                    std::string(to_word(claim.part)) + "“" + excerpt(claim.printed) + "”已是点位" + other.code + "的" +
                        to_word(other.part) + "：请换一个，或先改动那个点位",
                    claim.part == Part::kAlias  ? "aliases"
                    : claim.part == Part::kName ? "name"
                                                : "code");
      }
    }
    return {};
  }

 private:
  enum class Part { kCode, kName, kAlias };
  struct Claim {
    std::string code;
    Part part = Part::kCode;
    std::string printed;
    std::string source;  // of an alias, folded
  };

  static const char* to_word(Part part) { return part == Part::kCode ? "编码" : part == Part::kName ? "名称" : "别名"; }
  // Aliases of two different sources do not meet in any sheet.
  static bool meet(const Claim& a, const Claim& b) {
    return a.source.empty() || b.source.empty() || a.source == b.source;
  }
  // A retired site keeps only its code.
  static std::vector<std::pair<std::string, Claim>> claims_of(const Site& site) {
    std::vector<std::pair<std::string, Claim>> all;
    all.push_back({folded_site_name(site.code), {site.code, Part::kCode, site.code, ""}});
    if (!site.is_active) return all;
    all.push_back({folded_site_name(site.name), {site.code, Part::kName, site.name, ""}});
    for (const SiteAlias& alias : site.aliases) {
      all.push_back(
          {folded_site_name(alias.name), {site.code, Part::kAlias, alias.name, folded_site_name(alias.source)}});
    }
    return all;
  }

  std::unordered_map<std::string, std::vector<Claim>> claims_;
};

Result<std::vector<Site>> all_sites(Reader& reader) { return select<Site>(reader, {{}, {{"code"}}, {}, 0}); }

Result<std::set<std::string>> all_unit_ids(Reader& reader) {
  BIHUAN_TRY(const std::vector<Unit> units, select<Unit>(reader));
  std::set<std::string> ids;
  for (const Unit& unit : units) ids.insert(unit.unit_id);
  return ids;
}

Status check_site_unit(const Site& site, const std::set<std::string>& units) {
  if (site.unit_id.empty() || units.contains(site.unit_id)) return {};
  return fail(Code::kInvalidInput, "没有编号为“" + excerpt(site.unit_id) + "”的单位：责任单位应是登记过的单位",
              "unit_id");
}

// What an entry makes of a site: of the one that is registered, or of none.
Site merged(const SiteEntry& entry, const Site* present) {
  Site site;
  if (present != nullptr) site = *present;
  site.code = std::string(trim(entry.code));
  const std::pair<const std::string*, std::string*> kTexts[] = {{&entry.name, &site.name},
                                                                {&entry.water, &site.water},
                                                                {&entry.place, &site.place},
                                                                {&entry.unit_id, &site.unit_id}};
  for (const auto& [given, text] : kTexts) {
    if (!trim(*given).empty()) *text = std::string(trim(*given));
  }
  if (entry.kind) site.kind = *entry.kind;
  // 114.9 and 114.90 are one place.
  if (entry.longitude && site.longitude != entry.longitude) site.longitude = entry.longitude;
  if (entry.latitude && site.latitude != entry.latitude) site.latitude = entry.latitude;
  if (!entry.terms.empty()) site.terms = entry.terms;
  std::set<std::string> known{folded_site_name(site.code), folded_site_name(site.name)};
  for (const SiteAlias& alias : site.aliases) {
    if (alias.source.empty()) known.insert(folded_site_name(alias.name));
  }
  for (const std::string& alias : entry.aliases) {
    if (known.insert(folded_site_name(alias)).second) site.aliases.push_back({alias, ""});
  }
  // A name that was an alias so far is none any more.
  std::erase_if(site.aliases,
                [&](const SiteAlias& one) { return folded_site_name(one.name) == folded_site_name(site.name); });
  return tidied(std::move(site));
}

struct SiteStep {
  std::optional<Site> before;
  Site after;
};
struct SitePlan {
  SiteImport report;
  std::vector<SiteStep> steps;
};

// What an import would do, without doing it.
class SitePlanner {
 public:
  SitePlanner(const Actor& actor, const std::vector<Site>& present, std::set<std::string> units)
      : actor_(actor), claims_(present), units_(std::move(units)) {
    for (const Site& site : present) sites_.emplace(site.code, site);
  }

  void take(const SiteEntry& entry) {
    const auto found = sites_.find(std::string(trim(entry.code)));
    const Site* present = found == sites_.end() ? nullptr : &found->second;
    Site site = merged(entry, present);
    if (present == nullptr) {
      site.registered_by = actor_.name;
      site.registered_at = actor_.at;
    }
    if (present != nullptr && cells_of(*present) == cells_of(site)) {
      plan_.report.same.push_back(site.code);
      return;
    }
    const Status status = check(entry, present, site);
    if (!status.has_value()) {
      plan_.report.refused.push_back({status.error().code, status.error().message, entry.where});
      return;
    }
    (present == nullptr ? plan_.report.added : plan_.report.changed).push_back(site.code);
    if (present != nullptr) claims_.remove(*present);
    claims_.add(site);
    plan_.steps.push_back({present == nullptr ? std::nullopt : std::optional(*present), site});
    // A second entry of this code meets what the first one leaves.
    if (present != nullptr) ++site.revision;
    sites_.insert_or_assign(site.code, site);
  }

  SitePlan finish() { return std::move(plan_); }

 private:
  Status check(const SiteEntry& entry, const Site* present, const Site& site) const {
    if (present == nullptr && !entry.kind) {
      return fail(Code::kInvalidInput, "点位" + excerpt(site.code) + "还没有登记，应写明类型", "kind");
    }
    BIHUAN_CHECK(check_site(site));
    BIHUAN_CHECK(check_site_unit(site, units_));
    return claims_.check(site);
  }

  const Actor& actor_;
  std::unordered_map<std::string, Site> sites_;
  SiteClaims claims_;
  std::set<std::string> units_;
  SitePlan plan_;
};

Result<SitePlan> plan_of_import(Reader& reader, const Actor& actor, const std::vector<SiteEntry>& entries) {
  BIHUAN_TRY(const std::vector<Site> present, all_sites(reader));
  BIHUAN_TRY(std::set<std::string> units, all_unit_ids(reader));
  SitePlanner planner(actor, present, std::move(units));
  for (const SiteEntry& entry : entries) planner.take(entry);
  return planner.finish();
}

Query query_of(const SiteFilter& filter) {
  Query query;
  if (filter.kind) query.where.push_back(is("kind", enum_word(*filter.kind)));
  if (!filter.unit_id.empty()) query.where.push_back(is("unit_id", filter.unit_id));
  if (filter.is_active) query.where.push_back(is("is_active", std::int64_t{*filter.is_active ? 1 : 0}));
  query.order = {{"code"}};
  return query;
}

void keep_with_text(std::vector<Site>& sites, std::string_view text) {
  const std::string wanted = folded_site_name(text);
  if (wanted.empty()) return;
  const auto holds = [&](std::string_view part) { return folded_site_name(part).find(wanted) != std::string::npos; };
  std::erase_if(sites, [&](const Site& site) {
    return !holds(site.code) && !holds(site.name) && !holds(site.water) && !holds(site.place) &&
           std::ranges::none_of(site.aliases, [&](const SiteAlias& alias) { return holds(alias.name); });
  });
}

}  // namespace

std::string_view to_chinese(SiteKind kind) {
  constexpr std::array<std::string_view, 9> kNames{"河流断面", "湖库点位", "饮用水水源", "地下水井", "环境空气站",
                                                   "噪声点",   "废水排口", "废气排口",   "其他"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view to_chinese(SiteLevel level) {
  constexpr std::array<std::string_view, 5> kNames{"无", "国控", "省控", "市控", "县控"};
  return kNames[static_cast<std::size_t>(level)];
}

const SiteTerm* Site::term_on(Date day) const {
  for (const SiteTerm& term : terms) {
    if (term.from <= day && (!term.until || day <= *term.until)) return &term;
  }
  return nullptr;
}

Status check_site_code(std::string_view code) {
  const Result<std::u32string> text = decode_utf8(code);
  if (text.has_value() && !text->empty() && text->size() <= kLongestSiteCode &&
      std::ranges::all_of(*text, is_site_code_character)) {
    return {};
  }
  return fail(Code::kInvalidInput,
              "点位编码“" + (text.has_value() ? excerpt(code) : std::string("…")) +
                  "”不对：应为1到40个字母、数字、汉字或-_.，不含空格和其他符号",
              "code");
}

Status check_site(const Site& site) {
  BIHUAN_CHECK(check_site_code(site.code));
  BIHUAN_CHECK(require_text(site.name, "点位的名称", "name", kLongestSiteName));
  BIHUAN_CHECK(at_most(site.water, kLongestSiteName, "水体", "water"));
  BIHUAN_CHECK(at_most(site.place, kLongestSiteName, "所在地", "place"));
  BIHUAN_CHECK(at_most(site.note, 2'000, "备注", "note"));
  if (site.longitude.has_value() != site.latitude.has_value()) {
    return fail(Code::kInvalidInput, "经度和纬度应都写，或都不写", site.longitude ? "latitude" : "longitude");
  }
  BIHUAN_CHECK(check_coordinate(site.longitude, 180, "经度", "longitude"));
  BIHUAN_CHECK(check_coordinate(site.latitude, 90, "纬度", "latitude"));
  BIHUAN_CHECK(check_terms(site.terms));
  return check_aliases(site);
}

// --- names
// -----------------------------------------------------------------------------------------------------------------

struct SiteNames::Index {
  // Better is smaller.
  enum class Fit { kCode, kName, kAlias, kRetiredName, kRetiredAlias };
  struct Place {
    Fit fit = Fit::kCode;
    std::size_t site = 0;  // in `sites`
    std::string source;    // of an alias, folded
  };
  struct Called {
    std::string code, name;
  };
  std::vector<Called> sites;
  std::unordered_map<std::string, std::vector<Place>> places;
};

SiteNames::SiteNames() : index_(std::make_shared<const Index>()) {}

SiteNames::SiteNames(const std::vector<Site>& sites) {
  Index index;
  for (const Site& site : sites) {
    const std::size_t number = index.sites.size();
    index.sites.push_back({site.code, site.name});
    const auto name_fit = site.is_active ? Index::Fit::kName : Index::Fit::kRetiredName;
    const auto alias_fit = site.is_active ? Index::Fit::kAlias : Index::Fit::kRetiredAlias;
    index.places[folded_site_name(site.code)].push_back({Index::Fit::kCode, number, ""});
    index.places[folded_site_name(site.name)].push_back({name_fit, number, ""});
    for (const SiteAlias& alias : site.aliases) {
      index.places[folded_site_name(alias.name)].push_back({alias_fit, number, folded_site_name(alias.source)});
    }
  }
  index_ = std::make_shared<const Index>(std::move(index));
}

Result<std::string> SiteNames::code_of(std::string_view text, std::string_view source) const {
  const auto found = index_->places.find(folded_site_name(text));
  std::set<std::size_t> best;
  if (found != index_->places.end()) {
    const std::string folded_source = folded_site_name(source);
    auto best_fit = Index::Fit::kRetiredAlias;
    for (const Index::Place& place : found->second) {
      if (!place.source.empty() && place.source != folded_source) continue;
      if (place.fit < best_fit) best.clear();
      if (place.fit > best_fit) continue;
      best_fit = place.fit;
      best.insert(place.site);
    }
  }
  if (best.empty()) {
    return fail(Code::kNotFound,
                "没有编码、名称或别名为“" + excerpt(text) + "”的点位：请先登记这个点位，或给已有的点位加上这个别名",
                "点位");
  }
  if (best.size() == 1) return index_->sites[*best.begin()].code;
  std::string all;
  for (const std::size_t number : best) {
    const Index::Called& site = index_->sites[number];
    all += (all.empty() ? "" : "、") + site.code + "（" + site.name + "）";
  }
  return fail(Code::kConflict, "“" + excerpt(text) + "”同时指点位" + all + "：请改写编码，或改动其中一个的名称、别名",
              "点位");
}

// --- the book
// -----------------------------------------------------------------------------------------------------------------

Result<std::vector<Site>> Sites::list(const SiteFilter& filter) {
  return database_->read([&](Reader& reader) -> Result<std::vector<Site>> {
    BIHUAN_TRY(std::vector<Site> sites, select<Site>(reader, query_of(filter)));
    keep_with_text(sites, filter.text);
    return sites;
  });
}

Result<std::vector<Site>> Sites::page(const SiteFilter& filter, std::string_view after, std::int64_t limit) {
  if (limit < 1 || limit > 500) return fail(Code::kInvalidInput, "每页应为1到500条", "limit");
  Query query = query_of(filter);
  if (!after.empty()) query.after = {Cell(std::string(after))};
  const bool has_text = !folded_site_name(filter.text).empty();
  if (!has_text) query.limit = limit;
  return database_->read([&](Reader& reader) -> Result<std::vector<Site>> {
    BIHUAN_TRY(std::vector<Site> sites, select<Site>(reader, query));
    keep_with_text(sites, filter.text);
    if (sites.size() > static_cast<std::size_t>(limit)) sites.resize(static_cast<std::size_t>(limit));
    return sites;
  });
}

Result<Site> Sites::find(std::string_view code) {
  return database_->read([&](Reader& reader) -> Result<Site> {
    BIHUAN_TRY(std::optional<Site> site, records::find<Site>(reader, std::string(code)));
    if (!site) return no_such_site(code);
    return *std::move(site);
  });
}

Result<SiteNames> Sites::names() {
  BIHUAN_TRY(const std::vector<Site> sites, list({.is_active = std::nullopt}));
  return SiteNames(sites);
}

Result<Site> Sites::add(const Actor& actor, Site wanted) {
  BIHUAN_CHECK(require_site_keeper(actor));
  wanted = tidied(std::move(wanted));
  BIHUAN_CHECK(check_site(wanted));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Site> {
    BIHUAN_TRY(const std::vector<Site> present, all_sites(ledger.store()));
    const auto there = std::ranges::find(present, wanted.code, &Site::code);
    if (there != present.end()) {
      return fail(Code::kConflict, "编码为“" + wanted.code + "”的点位已登记为“" + there->name + "”", "code");
    }
    BIHUAN_TRY(const std::set<std::string> units, all_unit_ids(ledger.store()));
    BIHUAN_CHECK(check_site_unit(wanted, units));
    BIHUAN_CHECK(SiteClaims(present).check(wanted));
    Site site = wanted;
    site.revision = 1;
    site.registered_by = actor.name;
    site.registered_at = actor.at;
    BIHUAN_CHECK(ledger.add(site, "site.registered"));
    return site;
  });
}

Result<Site> Sites::change(const Actor& actor, std::int64_t revision, Site wanted, std::string_view why) {
  BIHUAN_CHECK(require_site_keeper(actor));
  wanted = tidied(std::move(wanted));
  BIHUAN_CHECK(check_site(wanted));
  BIHUAN_CHECK(require_text(why, "改动点位的理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Site> {
    BIHUAN_TRY(const std::vector<Site> present, all_sites(ledger.store()));
    const auto before = std::ranges::find(present, wanted.code, &Site::code);
    if (before == present.end()) return no_such_site(wanted.code);
    BIHUAN_CHECK(check_revision(*before, revision));
    BIHUAN_TRY(const std::set<std::string> units, all_unit_ids(ledger.store()));
    BIHUAN_CHECK(check_site_unit(wanted, units));
    BIHUAN_CHECK(SiteClaims(present).check(wanted));
    Site after = wanted;
    after.revision = before->revision;
    after.registered_by = before->registered_by;
    after.registered_at = before->registered_at;
    const bool is_retired = before->is_active && !after.is_active;
    const bool is_back = !before->is_active && after.is_active;
    BIHUAN_CHECK(ledger.change(*before, after,
                               is_retired ? "site.retired"
                               : is_back  ? "site.restored"
                                          : "site.changed",
                               trim(why)));
    return after;
  });
}

Result<SiteImport> Sites::import(const Actor& actor, const std::vector<SiteEntry>& entries, std::string_view source,
                                 bool is_dry_run) {
  BIHUAN_CHECK(require_site_keeper(actor));
  BIHUAN_TRY(SitePlan seen, database_->read([&](Reader& reader) { return plan_of_import(reader, actor, entries); }));
  if (is_dry_run || seen.steps.empty()) return std::move(seen.report);
  return database_->write(actor, [&](Ledger& ledger) -> Result<SiteImport> {
    BIHUAN_TRY(SitePlan plan, plan_of_import(ledger.store(), actor, entries));
    for (SiteStep& step : plan.steps) {
      if (step.before) {
        BIHUAN_CHECK(ledger.change(*step.before, step.after, "site.changed", source));
      } else {
        BIHUAN_CHECK(ledger.add(step.after, "site.imported", source));
      }
    }
    return std::move(plan.report);
  });
}

}  // namespace bihuan::records
