#include "records/site_sheet.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/digest.h"
#include "base/text.h"
#include "base/toml.h"
#include "records/internal/sheet_words.h"
#include "records/site_describe.h"
#include "tables/head_finder.h"
#include "tables/sheet.h"

namespace bihuan::records {
namespace {

std::string plain_word(std::string_view text) { return to_half_width(strip_spaces(text)); }

bool is_one_of(const std::vector<std::string>& words, std::string_view text) {
  const std::string plain = plain_word(text);
  return std::ranges::any_of(words, [&](const std::string& word) { return plain_word(word) == plain; });
}

template <class E>
using WordsOf = std::vector<std::pair<E, std::vector<std::string>>>;

template <class E>
Result<WordsOf<E>> words_of(const TomlTable& file, std::string_view key) {
  WordsOf<E> all;
  std::set<std::string> seen;
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables(key));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"id", "words"}));
    BIHUAN_TRY(const std::string id, table.string("id"));
    const Result<E> value = parse_enum_word<E>(id);
    if (!value.has_value()) return fail(Code::kInvalidInput, value.error().message, table.where());
    BIHUAN_TRY(std::vector<std::string> words, table.strings("words"));
    for (const std::string& word : words) {
      if (!seen.insert(plain_word(word)).second) {
        return fail(Code::kInvalidInput, "“" + word + "”写了两次：一个词只能指一种", table.where());
      }
    }
    all.emplace_back(*value, std::move(words));
  }
  return all;
}

template <class E>
Result<E> word_among(std::string_view text, const WordsOf<E>& all, std::string_view what) {
  std::string listed;
  for (const auto& [value, words] : all) {
    if (enum_word(value) == trim(text) || to_chinese(value) == trim(text) || is_one_of(words, text)) return value;
    listed += (listed.empty() ? "" : "、") + std::string(to_chinese(value));
  }
  return fail(Code::kInvalidInput, std::string(what) + "“" + excerpt(text) + "”不认识：应为" + listed);
}

// The first fault of a row.
struct RowFault {
  std::string key;  // of the column
  std::string message;
};

class SiteRowReader {
 public:
  SiteRowReader(const tables::Table& table, const SiteSheetWords& words, const UnitFinder& unit_of)
      : table_(table), words_(words), unit_of_(unit_of) {}

  // Errors: kInvalidInput at the cell
  Result<SiteEntry> read(const tables::TableRow& row) const {
    SiteEntry entry;
    entry.where = tables::place(table_.head.sheet_name, row.number);
    const std::optional<RowFault> fault = fill(row, entry);
    if (fault) return fail(Code::kInvalidInput, fault->message, table_.place_of(row, fault->key));
    return entry;
  }

  std::string code_in(const tables::TableRow& row) const { return text_of(row, "code", true); }

 private:
  std::string text_of(const tables::TableRow& row, std::string_view key, bool keeps_blank_words = false) const {
    const tables::Cell* cell = table_.cell(row, key);
    if (cell == nullptr) return "";
    const bool is_day = cell->kind == tables::CellKind::kDate;
    std::string text(trim(is_day ? std::string_view(cell->value) : cell->shown()));
    if (!keeps_blank_words && is_one_of(words_.blank, text)) return "";
    return text;
  }

  std::optional<RowFault> fill(const tables::TableRow& row, SiteEntry& entry) const {
    entry.code = text_of(row, "code", true);
    if (entry.code.empty()) return RowFault{"code", "这一格是空的：每个点位应有编码"};
    entry.name = text_of(row, "name", true);
    if (entry.name.empty()) return RowFault{"name", "这一格是空的：应写明点位的名称"};
    entry.water = text_of(row, "water");
    entry.place = text_of(row, "place");
    for (const auto& step : {&SiteRowReader::fill_kind, &SiteRowReader::fill_unit, &SiteRowReader::fill_coordinates,
                             &SiteRowReader::fill_term}) {
      if (std::optional<RowFault> fault = (this->*step)(row, entry)) return fault;
    }
    entry.aliases = names_in_cell(text_of(row, "aliases"), words_.separators);
    return checked(entry);
  }

  std::optional<RowFault> fill_kind(const tables::TableRow& row, SiteEntry& entry) const {
    const std::string text = text_of(row, "kind");
    if (text.empty()) return std::nullopt;
    const Result<SiteKind> kind = parse_site_kind(text, words_);
    if (!kind.has_value()) return RowFault{"kind", kind.error().message};
    entry.kind = *kind;
    return std::nullopt;
  }

  std::optional<RowFault> fill_unit(const tables::TableRow& row, SiteEntry& entry) const {
    const std::string text = text_of(row, "unit");
    if (text.empty()) return std::nullopt;
    Result<std::string> unit = unit_of_(text);
    if (!unit.has_value()) return RowFault{"unit", unit.error().message};
    entry.unit_id = *std::move(unit);
    return std::nullopt;
  }

  std::optional<RowFault> fill_coordinates(const tables::TableRow& row, SiteEntry& entry) const {
    for (const auto& [key, value] :
         {std::pair{"longitude", &entry.longitude}, std::pair{"latitude", &entry.latitude}}) {
      const std::string shown = text_of(row, key);
      if (shown.empty()) continue;
      const std::string text = plain_word(tables::decimal_text(*table_.cell(row, key)));
      const Result<Decimal> number = parse_decimal(text);
      if (!number.has_value()) {
        return RowFault{key, "“" + excerpt(shown) + "”不是度数，应写成十进制，如" +
                                 (key == std::string_view("longitude") ? "114.89" : "30.39")};
      }
      *value = *number;
    }
    return std::nullopt;
  }

  std::optional<RowFault> fill_term(const tables::TableRow& row, SiteEntry& entry) const {
    const std::string level_text = text_of(row, "level", true);
    const std::string from_text = text_of(row, "from"), until_text = text_of(row, "until");
    SiteTerm term;
    term.target_class = strip_spaces(text_of(row, "target_class"));
    const bool has_level = !level_text.empty() && (level_text == "无" || !is_one_of(words_.blank, level_text));
    if (has_level) {
      const Result<SiteLevel> level = parse_site_level(level_text, words_);
      if (!level.has_value()) return RowFault{"level", level.error().message};
      term.level = *level;
    }
    const bool is_open = until_text.empty() || is_one_of(words_.open_end, until_text);
    if (from_text.empty()) {
      const bool says_nothing =
          until_text.empty() && term.target_class.empty() && (!has_level || term.level == SiteLevel::kNone);
      if (says_nothing) return std::nullopt;
      return RowFault{"from", "控制级别、水质目标或截止日期要有起始日期才能生效：应写明从哪一天起，如2021-01-01"};
    }
    const std::optional<Date> from = day_in_cell(from_text, false);
    if (!from) return RowFault{"from", "“" + excerpt(from_text) + "”不是日期，应写成如2021-01-01或2021年1月1日"};
    term.from = *from;
    if (!is_open) {
      term.until = day_in_cell(until_text, true);
      if (!term.until) {
        return RowFault{"until", "“" + excerpt(until_text) + "”不是日期，应写成如2025-12-31，仍有效的留空"};
      }
    }
    entry.terms.push_back(std::move(term));
    return std::nullopt;
  }

  // What the book would refuse whatever it holds; its members have the names of our columns, but for the terms.
  static std::optional<RowFault> checked(const SiteEntry& entry) {
    Site site;
    site.code = entry.code;
    site.name = entry.name;
    site.water = entry.water;
    site.place = entry.place;
    site.longitude = entry.longitude;
    site.latitude = entry.latitude;
    site.terms = entry.terms;
    const Status status = check_site(site);
    if (status.has_value()) return std::nullopt;
    return RowFault{status.error().where == "terms" ? "from" : status.error().where, status.error().message};
  }

  const tables::Table& table_;
  const SiteSheetWords& words_;
  const UnitFinder& unit_of_;
};

// Rows of one code become one entry.
class SiteGatherer {
 public:
  void add(const SiteEntry& row) {
    Gathered& site = of(row.code);
    if (site.is_refused) return;
    if (!site.has_row) {
      site.has_row = true;
      site.entry = row;
      return;
    }
    if (const std::string differs = join(site.entry, row); !differs.empty()) {
      refuse(row.code, {Code::kInvalidInput, differs, row.where});
    }
  }

  // `code` may be empty: then the row is of no site.
  void refuse(const std::string& code, Error error) {
    if (code.empty()) {
      problems_.push_back(std::move(error));
      return;
    }
    Gathered& site = of(code);
    site.is_refused = true;
    error.message += "（编码" + excerpt(code) + "的各行均未采用）";
    problems_.push_back(std::move(error));
  }

  void finish(SiteSheet& sheet) {
    for (const std::string& code : order_) {
      Gathered& site = sites_[code];
      if (!site.is_refused) sheet.entries.push_back(std::move(site.entry));
    }
    std::ranges::move(problems_, std::back_inserter(sheet.problems));
  }

 private:
  struct Gathered {
    SiteEntry entry;
    bool has_row = false;
    bool is_refused = false;
  };

  Gathered& of(const std::string& code) {
    const auto [place, is_new] = sites_.try_emplace(code);
    if (is_new) order_.push_back(code);
    return place->second;
  }

  // What a further row says that the first did not; "" or what does not agree.
  static std::string join(SiteEntry& entry, const SiteEntry& row) {
    const auto differs = [&](const char* what) {
      return std::string(what) + "与" + entry.where + "不同：同一编码的各行只有级别、目标和起止可以不同";
    };
    const std::tuple<std::string*, const std::string*, const char*> kTexts[] = {
        {&entry.name, &row.name, "名称"},
        {&entry.water, &row.water, "水体"},
        {&entry.place, &row.place, "所在地"},
        {&entry.unit_id, &row.unit_id, "责任单位"}};
    for (const auto& [text, more, what] : kTexts) {
      if (text->empty()) *text = *more;
      if (!more->empty() && plain_word(*text) != plain_word(*more)) return differs(what);
    }
    const auto join_one = [](auto& value, const auto& more) {
      if (!value) value = more;
      return !more || *value == *more;
    };
    if (!join_one(entry.kind, row.kind)) return differs("类型");
    if (!join_one(entry.longitude, row.longitude)) return differs("经度");
    if (!join_one(entry.latitude, row.latitude)) return differs("纬度");
    for (const std::string& alias : row.aliases) {
      if (std::ranges::find(entry.aliases, alias) == entry.aliases.end()) entry.aliases.push_back(alias);
    }
    return join_terms(entry.terms, row.terms);
  }

  static std::string join_terms(std::vector<SiteTerm>& terms, const std::vector<SiteTerm>& more) {
    for (const SiteTerm& term : more) {
      if (std::ranges::find(terms, term) != terms.end()) return "这一行与同一编码的另一行相同：应删去一行";
      terms.push_back(term);
    }
    std::ranges::stable_sort(terms, {}, &SiteTerm::from);
    Site site;
    site.code = site.name = "1";
    site.terms = terms;
    const Status status = check_site(site);
    return status.has_value() ? "" : status.error().message;
  }

  std::unordered_map<std::string, Gathered> sites_;
  std::vector<std::string> order_;
  std::vector<Error> problems_;
};

}  // namespace

Result<SiteSheetWords> load_site_sheet_words(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, file_name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "column", "kind", "level", "cells"}));
  SiteSheetWords words;
  BIHUAN_TRY(words.columns, load_sheet_columns(file));
  BIHUAN_TRY(words.kinds, words_of<SiteKind>(file, "kind"));
  BIHUAN_TRY(words.levels, words_of<SiteLevel>(file, "level"));
  BIHUAN_TRY(const TomlTable cells, file.table("cells"));
  BIHUAN_CHECK(cells.check_keys({"separators", "blank", "open_end"}));
  BIHUAN_TRY(words.separators, cells.strings("separators"));
  BIHUAN_TRY(words.blank, cells.strings("blank"));
  BIHUAN_TRY(words.open_end, cells.strings("open_end"));
  return words;
}

Result<SiteKind> parse_site_kind(std::string_view text, const SiteSheetWords& words) {
  return word_among(text, words.kinds, "点位类型");
}

Result<SiteLevel> parse_site_level(std::string_view text, const SiteSheetWords& words) {
  return word_among(text, words.levels, "控制级别");
}

Result<SiteSheet> read_site_sheet(std::string_view bytes, std::string_view file_name, const SiteSheetWords& words,
                                  const UnitFinder& unit_of) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  BIHUAN_CHECK(refuse_secret_workbook(workbook));
  SiteSheet sheet;
  sheet.file_name = std::string(file_name);
  sheet.digest = sm3_hex(bytes);
  const tables::HeadQuery query = head_query_of(words.columns);
  std::optional<Error> first;
  SiteGatherer gathered;
  for (const tables::Sheet& one : workbook.sheets) {
    if (one.info.visibility != tables::Visibility::kVisible) continue;
    const Result<tables::Table> table = tables::find_table(one, query);
    if (!table.has_value()) {
      if (!first) first = table.error();
      continue;
    }
    std::ranges::copy(one.problems, std::back_inserter(sheet.problems));
    const SiteRowReader reader(*table, words, unit_of);
    for (const tables::TableRow& row : table->rows) {
      const Result<SiteEntry> entry = reader.read(row);
      if (entry.has_value()) {
        gathered.add(*entry);
      } else {
        gathered.refuse(reader.code_in(row), entry.error());
      }
    }
  }
  gathered.finish(sheet);
  if (sheet.entries.empty() && sheet.problems.empty()) {
    if (first) return fail(Code::kInvalidInput, first->message, first->where);  // what fails is the file
    return fail(Code::kInvalidInput, "表中没有一行点位", std::string(file_name));
  }
  return sheet;
}

}  // namespace bihuan::records
