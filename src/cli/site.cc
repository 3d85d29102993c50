// bihuan site: the register of monitoring sites (点位).
#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/desk_command.h"
#include "server/site_api.h"
#include "server/site_desk.h"

namespace bihuan::cli {
namespace {

using server::api::SiteContent;
using server::api::SiteTermView;
using server::api::SiteView;

struct SiteOptions : DeskOptions {
  std::string code, name, kind, water, place, unit, longitude, latitude, note, why, text, after, path;
  std::vector<std::string> aliases, dropped_aliases, terms;
  std::int64_t revision = 0, limit = 500;
  bool is_dry_run = false, is_retired = false, is_restored = false, has_all = false;
};

records::Actor site_reader(DataFolder& data) {
  records::Actor actor = data.operator_now();
  actor.roles = {records::DeskRole::kLeader};
  return actor;
}

std::string days_text(const SiteTermView& term) {
  return to_string(term.from) + "至" + (term.until ? to_string(*term.until) : std::string("今"));
}

std::string site_text(const SiteView& site) {
  std::string text = site.code + " " + site.name + (site.is_active ? "" : "（已停用）") + "  第" +
                     std::to_string(site.revision) + "版\n";
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += "  " + std::string(name) + "：" + value + "\n";
  };
  line("类型", site.kind_name);
  line("水体", site.water);
  line("所在地", site.place);
  line("责任单位", site.unit_name);
  if (site.longitude && site.latitude) {
    line("位置", "东经" + to_string(*site.longitude) + "°，北纬" + to_string(*site.latitude) + "°");
  }
  std::string aliases;
  for (const records::SiteAlias& alias : site.aliases) {
    aliases += (aliases.empty() ? "" : "、") + alias.name;
    if (!alias.source.empty()) aliases += "（仅来源" + alias.source + "）";
  }
  line("别名", aliases);
  line("备注", site.note);
  line("登记", site.registered_by + " " + minute_text(site.registered_at));
  if (site.terms.empty()) return text;
  std::vector<std::vector<std::string>> rows;
  for (const SiteTermView& term : site.terms) {
    rows.push_back({days_text(term), term.level_name, term.target_class, term.note});
  }
  return text + render_table({{"时段"}, {"级别"}, {"水质目标"}, {"备注"}}, rows);
}

Status print_site(const SiteOptions& options, const Result<SiteView>& site) {
  if (!site.has_value()) return std::unexpected(site.error());
  print(options.as_json ? to_json(*site, JsonStyle::kPretty) : site_text(*site));
  return {};
}

Status list_sites(DataFolder& data, const SiteOptions& options) {
  records::SiteFilter filter;
  if (!options.kind.empty()) {
    BIHUAN_TRY(filter.kind, records::parse_site_kind(options.kind, data.office->site_words));
  }
  BIHUAN_TRY(filter.unit_id, unit_id_of(data, options.unit));
  filter.text = options.text;
  if (options.has_all) filter.is_active = std::nullopt;
  const records::Actor actor = site_reader(data);
  BIHUAN_TRY(const server::api::SiteList list,
             server::SiteDesk(*data.office, actor).list(filter, options.after, options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const SiteView& site : list.sites) {
    rows.push_back({site.code, site.name, site.kind_name, site.water, site.place, site.unit_name,
                    site.term ? site.term->level_name : "", site.term ? site.term->target_class : "",
                    site.is_active ? "在用" : "停用"});
  }
  print(render_table(
      {{"编码"}, {"名称", 40}, {"类型"}, {"水体", 20}, {"所在地", 20}, {"责任单位"}, {"级别"}, {"水质目标"}, {"状态"}},
      rows));
  if (!list.next.empty()) print("还有下一页：--after " + list.next + "\n");
  return {};
}

Status show_site(DataFolder& data, const SiteOptions& options) {
  const records::Actor actor = site_reader(data);
  return print_site(options, server::SiteDesk(*data.office, actor).view(options.code));
}

// --- steps

// "樊口断面", "樊口@国家"
records::SiteAlias alias_of(const std::string& given) {
  const std::size_t at = given.rfind('@');
  if (at == std::string::npos) return {given, ""};
  return {given.substr(0, at), given.substr(at + 1)};
}

// "2021-01-01..2025-12-31:省控:Ⅲ"; what comes after the first day may be left out.
Result<records::SiteTerm> term_of(const std::string& given, const records::SiteSheetWords& words) {
  const std::string option = "--term " + given;
  const std::vector<std::string_view> parts = split(given, ':');
  if (parts.size() > 3) {
    return fail(Code::kInvalidInput, "时段应写成“起..止:级别:水质目标”，如2021-01-01..2025-12-31:省控:Ⅲ", option);
  }
  const std::size_t dots = parts[0].find("..");
  records::SiteTerm term;
  BIHUAN_TRY(const std::optional<Date> from, day_of(std::string(parts[0].substr(0, dots)), option));
  if (!from) return fail(Code::kInvalidInput, "时段应从首日写起，如2021-01-01..2025-12-31:省控:Ⅲ", option);
  term.from = *from;
  if (dots != std::string_view::npos) {
    BIHUAN_TRY(term.until, day_of(std::string(parts[0].substr(dots + 2)), option));
  }
  if (parts.size() > 1) {
    const Result<records::SiteLevel> level = records::parse_site_level(parts[1], words);
    if (!level.has_value()) return fail(level.error().code, level.error().message, option);
    term.level = *level;
  }
  if (parts.size() > 2) term.target_class = std::string(parts[2]);
  return term;
}

Status take_coordinate(const std::string& given, const std::string& option, std::optional<Decimal>& value) {
  if (given.empty()) return {};
  const Result<Decimal> number = parse_decimal(given);
  if (!number.has_value()) return fail(Code::kInvalidInput, "应写成十进制度数，如114.89", option + " " + given);
  value = *number;
  return {};
}

// What the options say, over what stands.
Status take_site_options(DataFolder& data, const SiteOptions& options, SiteContent& content) {
  const std::pair<const std::string*, std::string*> kTexts[] = {{&options.name, &content.name},
                                                                {&options.water, &content.water},
                                                                {&options.place, &content.place},
                                                                {&options.note, &content.note}};
  for (const auto& [given, text] : kTexts) {
    if (!given->empty()) *text = *given;
  }
  const records::SiteSheetWords& words = data.office->site_words;
  if (!options.kind.empty()) {
    BIHUAN_TRY(content.kind, records::parse_site_kind(options.kind, words));
  }
  if (!options.unit.empty()) {
    BIHUAN_TRY(content.unit_id, unit_id_of(data, options.unit));
  }
  BIHUAN_CHECK(take_coordinate(options.longitude, "--longitude", content.longitude));
  BIHUAN_CHECK(take_coordinate(options.latitude, "--latitude", content.latitude));
  for (const std::string& given : options.dropped_aliases) {
    const auto gone = std::ranges::find(content.aliases, alias_of(given));
    if (gone == content.aliases.end()) return fail(Code::kNotFound, "点位没有这个别名", "--drop-alias " + given);
    content.aliases.erase(gone);
  }
  for (const std::string& given : options.aliases) content.aliases.push_back(alias_of(given));
  if (!options.terms.empty()) content.terms.clear();
  for (const std::string& given : options.terms) {
    BIHUAN_TRY(records::SiteTerm term, term_of(given, words));
    content.terms.push_back(std::move(term));
  }
  return {};
}

Status add_one_site(DataFolder& data, const records::Actor& actor, const SiteOptions& options) {
  server::api::AddSiteRequest request;
  request.code = options.code;
  BIHUAN_CHECK(take_site_options(data, options, request.content));
  return print_site(options, server::SiteDesk(*data.office, actor).add(request));
}

Status change_one_site(DataFolder& data, const records::Actor& actor, const SiteOptions& options) {
  server::SiteDesk desk(*data.office, actor);
  BIHUAN_TRY(const SiteView now, desk.view(options.code));
  server::api::ChangeSiteRequest request;
  request.content = server::content_of(now);
  request.is_active = (now.is_active || options.is_restored) && !options.is_retired;
  request.why = options.why;
  BIHUAN_CHECK(take_site_options(data, options, request.content));
  return print_site(options,
                    desk.change(options.code, options.revision != 0 ? options.revision : now.revision, request));
}

Status import_site_file(DataFolder& data, const records::Actor& actor, const SiteOptions& options) {
  BIHUAN_TRY(const std::string bytes, read_input(options.path, kLargestSheet));
  const std::string name = std::filesystem::path(options.path).filename().string();
  BIHUAN_TRY(const server::api::SiteImportView done,
             server::SiteDesk(*data.office, actor).import(name, bytes, options.is_dry_run));
  if (options.as_json) {
    print(to_json(done, JsonStyle::kPretty));
    return {};
  }
  const auto counted = [](const char* word, const std::vector<std::string>& codes) {
    return std::string(word) + std::to_string(codes.size()) + "个";
  };
  print(name + (done.is_dry_run ? "（试读，未写入）：" : "：") + counted("新登记", done.added) + "，" +
        counted("改动", done.changed) + "，" + counted("相同", done.same) + "，未采用" +
        std::to_string(done.refused.size()) + "行\n");
  for (const std::string& code : done.added) print("  新登记 " + code + "\n");
  for (const std::string& code : done.changed) print("  改动 " + code + "\n");
  for (const server::api::RefusedSite& one : done.refused) print("  未采用 " + one.where + "：" + one.message + "\n");
  return {};
}

void add_site_content_options(CLI::App& command, SiteOptions& options, bool is_new) {
  command.add_option("CODE", options.code, "点位编码 (the code)")->required();
  command.add_option("--name", options.name, "名称 (name)")->required(is_new);
  command.add_option("--kind", options.kind, "类型，如断面、湖库、水源地、空气站、废水排口 (kind)")->required(is_new);
  command.add_option("--water", options.water, "水体、流域 (water)");
  command.add_option("--place", options.place, "乡镇、区 (place)");
  command.add_option("--unit", options.unit, "责任单位 (the unit that answers for it)");
  command.add_option("--longitude", options.longitude, "经度，十进制 (degrees east)");
  command.add_option("--latitude", options.latitude, "纬度，十进制 (degrees north)");
  command.add_option("--alias", options.aliases, "别名，可多次；只在一个来源的表中有效的写“别名@来源” (another name)");
  command.add_option("--term", options.terms,
                     "时段，可多次，写全部时段：2021-01-01..2025-12-31:省控:Ⅲ，仍有效的不写末日 (all terms)");
  command.add_option("--note", options.note, "备注 (note)");
}

}  // namespace

void add_site(CLI::App& app, Session& session) {
  CLI::App* site = app.add_subcommand("site", "监测点位：登记、改动、停用，从点位表登记 (monitoring sites)");
  site->require_subcommand(1);
  auto options = std::make_shared<SiteOptions>();
  CLI::App* command = add_reading_command(*site, session, "list", "点位一览 (the register)", options, &list_sites);
  command->add_option("--kind", options->kind, "类型，如断面、湖库 (kind)");
  command->add_option("--unit", options->unit, "责任单位 (unit)");
  command->add_option("--text", options->text, "编码、名称、水体、所在地、别名中的文字 (text in it)");
  command->add_flag("--all", options->has_all, "连同停用的 (retired ones too)");
  command->add_option("--after", options->after, "从哪一页接着列 (the page mark)");
  command->add_option("--limit", options->limit, "每页条数 (how many)")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  options = std::make_shared<SiteOptions>();
  command = add_reading_command(*site, session, "show", "一个点位 (one site)", options, &show_site);
  command->add_option("CODE", options->code, "点位编码 (the code)")->required();
  options = std::make_shared<SiteOptions>();
  command = add_acting_command(*site, session, "add", "登记 (register one)", options, &add_one_site);
  add_site_content_options(*command, *options, true);
  options = std::make_shared<SiteOptions>();
  command = add_acting_command(*site, session, "change", "改动：只写要改的各项；停用、恢复 (change, retire, restore)",
                               options, &change_one_site);
  add_site_content_options(*command, *options, false);
  command->add_option("--drop-alias", options->dropped_aliases, "去掉的别名，可多次 (an alias to drop)");
  CLI::Option* retire = command->add_flag("--retire", options->is_retired, "停用 (retire it)");
  command->add_flag("--restore", options->is_restored, "恢复 (restore it)")->excludes(retire);
  command->add_option("--revision", options->revision, "所见的版次，省略为现在的 (the revision that was seen)");
  command->add_option("--why", options->why, "理由 (why)")->required();
  options = std::make_shared<SiteOptions>();
  command = add_acting_command(*site, session, "import", "从点位表登记，可重复 (take a list in; repeatable)", options,
                               &import_site_file);
  command->add_option("FILE", options->path, "csv、xlsx、xls、ods (the list)")->required();
  command->add_flag("--dry-run", options->is_dry_run, "只试读，不写入 (tell, write nothing)");
}

}  // namespace bihuan::cli
