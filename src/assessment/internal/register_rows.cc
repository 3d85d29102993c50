#include "assessment/internal/register_rows.h"

#include <algorithm>
#include <utility>

#include "assessment/internal/register_groups.h"
#include "base/digest.h"
#include "base/text.h"
#include "standards/period_mean.h"
#include "tables/sheet.h"

namespace bihuan::assessment::internal {
namespace {

using tables::Head;
using tables::Sheet;
using tables::Table;

constexpr const char* kRegisterWords = "indicators/register-tables.toml";

tables::HeadQuery query_of(const std::vector<std::string>& required, const std::vector<std::string>& optional,
                           const RegisterWords& words) {
  tables::HeadQuery query;
  for (const std::string& key : required) query.columns.push_back({key, words.columns.at(key), true});
  for (const std::string& key : optional) query.columns.push_back({key, words.columns.at(key), false});
  return query;
}

// "行政村名册（行政村）"
std::string wanted_text(const RegisterForm& form, const RegisterWords& words) {
  std::vector<std::string> heads;
  for (const std::string& key : form.required) heads.push_back(words.columns.at(key).front());
  return form.name + "（" + join(heads, "、") + "）";
}

class RegisterReader {
 public:
  RegisterReader(const RegisterWords& words, std::span<const RegisterForm> forms,
                 const std::function<void(std::size_t, RegisterRow&)>& take, Evaluation& out)
      : words_(words), forms_(forms), take_(take), out_(out) {
    for (std::size_t form = 0; form < forms.size(); ++form) {
      queries_.push_back({form, query_of(forms[form].required, forms[form].optional, words)});
      // One column may be the whole sheet; among several wanted ones a single find is no head.
      if (forms[form].required.size() == 1) queries_.push_back({form, query_of(forms[form].required, {}, words)});
    }
  }

  // Finds out in which form the sheet is.
  void look(const Sheet& sheet) {
    std::optional<Error> first_refusal;
    for (const FormQuery& own : queries_) {
      const Result<Head> head = tables::find_head(sheet, own.query);
      if (!head) continue;
      if (const Status complete = tables::require_complete(*head, own.query); !complete.has_value()) {
        if (!first_refusal) first_refusal = complete.error();
        continue;
      }
      found_.push_back({sheet, own, *head});
      return;
    }
    if (first_refusal) {
      out_.problems.push_back({"refused_sheet", place_of(sheet), first_refusal->message});
    } else if (!sheet.rows.empty()) {
      out_.problems.push_back({"note", place_of(sheet), "没有找到表头，未读取"});
    }
  }

  // Reads the sheets that were looked at. Returns whether one was in one of the forms.
  bool read() {
    const bool has_list = std::ranges::any_of(found_, [&](const Found& one) { return is_list(one); });
    for (const Found& one : found_) {
      if (is_list(one) == has_list) {
        read_rows(one.sheet, one.own, one.head);
      } else {
        out_.problems.push_back({"note", place_of(one.sheet), "文件里有名册，这张汇总表未读取"});
      }
    }
    tell_untold();
    return !found_.empty();
  }

 private:
  struct FormQuery {
    std::size_t form = 0;
    tables::HeadQuery query;
  };
  struct Found {
    const Sheet& sheet;
    const FormQuery& own;
    Head head;
  };

  bool is_list(const Found& one) const { return forms_[one.own.form].is_list; }

  void tell_untold() {
    if (not_told_ == 0) return;
    out_.problems.push_back({"note", out_.file_name, "另有" + std::to_string(not_told_) + "处问题没有逐一列出"});
  }

  static std::string place_of(const Sheet& sheet) { return "工作表「" + sheet.info.name + "」"; }

  void read_rows(const Sheet& sheet, const FormQuery& own, const Head& head) {
    for (const tables::FoundColumn& column : head.columns) {
      out_.mapping.push_back({sheet.info.name, tables::column_letters(column.column), column.head_text,
                              words_.columns.at(column.key).front(), column.unit,
                              column.unit.empty() ? std::string() : std::string(to_chinese(column.unit_origin))});
    }
    for (const Error& problem : sheet.problems) {
      ++out_.rows_refused;
      out_.problems.push_back({"refused_row", problem.where, problem.message});
    }
    const Table table = tables::read_table(sheet, head, own.query);
    out_.rows_passed_over += static_cast<std::int64_t>(table.left_out.size());
    for (const tables::TableRow& read : table.rows) {
      RegisterRow row(words_, table, read, out_, not_told_);
      take_(own.form, row);
      if (!row.is_refused()) ++out_.rows_read;
    }
  }

  const RegisterWords& words_;
  std::span<const RegisterForm> forms_;
  const std::function<void(std::size_t, RegisterRow&)>& take_;
  Evaluation& out_;
  std::vector<FormQuery> queries_;
  std::vector<Found> found_;
  std::int64_t not_told_ = 0;
};

Status read_lists(const TomlTable& table, std::initializer_list<std::string_view> keys,
                  std::map<std::string, std::vector<std::string>>& lists) {
  BIHUAN_CHECK(table.check_keys(keys));
  for (const std::string_view key : keys) {
    BIHUAN_TRY(lists[std::string(key)], table.strings(key));
  }
  return {};
}

}  // namespace

Result<RegisterWords> load_register_words(std::span<const standards::KnowledgeText> texts, std::string_view name,
                                          std::initializer_list<std::string_view> columns,
                                          std::initializer_list<std::string_view> words_of) {
  RegisterWords words;
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, kRegisterWords));
  BIHUAN_TRY(const TomlTable missing, file.table("missing"));
  BIHUAN_TRY(words.missing_marks, missing.strings("marks"));
  BIHUAN_TRY(const TomlTable own, file.table(name));
  BIHUAN_CHECK(own.check_keys({"columns", "words"}));
  BIHUAN_TRY(const TomlTable heads, own.table("columns"));
  BIHUAN_CHECK(read_lists(heads, columns, words.columns));
  BIHUAN_TRY(const TomlTable meanings, own.table("words"));
  BIHUAN_CHECK(read_lists(meanings, words_of, words.words));
  return words;
}

std::string RegisterRow::where() const { return tables::place(table_.head.sheet_name, row_.number); }

std::string RegisterRow::text(std::string_view key) const {
  const tables::Cell* cell = table_.cell(row_, key);
  if (cell == nullptr) return "";
  std::string text = plain_name(cell->shown());
  const bool is_missing = std::ranges::find(words_.missing_marks, text) != words_.missing_marks.end();
  return is_missing ? std::string() : text;
}

std::string RegisterRow::digits(std::string_view key) const {
  if (text(key).empty()) return "";
  return strip_spaces(to_half_width(tables::decimal_text(*table_.cell(row_, key))));
}

std::string RegisterRow::unit(std::string_view key) const {
  const tables::FoundColumn* column = table_.head.column(key);
  return column == nullptr ? std::string() : column->unit;
}

bool RegisterRow::has_column(std::string_view key) const { return table_.head.column(key) != nullptr; }

std::optional<Decimal> RegisterRow::parsed(std::string_view key, std::string number, bool may_be_negative) {
  if (number.empty()) return std::nullopt;
  const Result<Decimal> value = parse_decimal(number);
  if (value && (may_be_negative || !value->is_negative())) return *value;
  refuse_cell(key, "“" + excerpt(text(key)) + "”应为" + (may_be_negative ? "数" : "不小于0的数"));
  return std::nullopt;
}

std::optional<Decimal> RegisterRow::number(std::string_view key) { return parsed(key, digits(key), false); }

std::optional<Decimal> RegisterRow::signed_number(std::string_view key) { return parsed(key, digits(key), true); }

std::optional<Decimal> RegisterRow::share(std::string_view key) {
  std::string number = digits(key);
  if (number.ends_with('%')) number.pop_back();
  return parsed(key, std::move(number), false);
}

std::optional<Decimal> RegisterRow::result(std::string_view key) {
  if (text(key).empty()) return std::nullopt;
  const Result<standards::Measurement> measured =
      standards::parse_measurement(tables::decimal_text(*table_.cell(row_, key)), "");
  if (measured) return standards::counted_value(*measured);
  refuse_cell(key, measured.error().message);
  return std::nullopt;
}

std::optional<std::int64_t> RegisterRow::count(std::string_view key) {
  const std::optional<Decimal> value = number(key);
  if (!value) return std::nullopt;
  const Decimal plain = without_trailing_zeros(*value);
  if (plain.places() == 0) return plain.mantissa();
  refuse_cell(key, "“" + to_string(*value) + "”应为整数");
  return std::nullopt;
}

std::optional<std::string_view> RegisterRow::meaning(std::string_view key,
                                                     std::initializer_list<std::string_view> meanings) {
  const std::string shown = text(key);
  if (shown.empty()) return std::nullopt;
  std::vector<std::string> known;
  for (const std::string_view meaning : meanings) {
    const std::vector<std::string>& words = words_.words.at(std::string(meaning));
    if (std::ranges::any_of(words, [&](const std::string& word) { return plain_name(word) == shown; })) return meaning;
    known.push_back(words.front());
  }
  refuse_cell(key, "“" + excerpt(shown) + "”不认识；应为" + join(known, "、") + "等");
  return std::nullopt;
}

void RegisterRow::refuse_cell(std::string_view key, std::string message) {
  ++out_.cells_refused;
  tell("refused_cell", table_.place_of(row_, key), std::move(message));
}

void RegisterRow::refuse_row(std::string message) {
  if (is_refused_) return;
  is_refused_ = true;
  ++out_.rows_refused;
  tell("refused_row", where(), std::move(message));
}

void RegisterRow::refuse_as_too_many(std::string_view key) {
  refuse_row("“" + words_.columns.at(std::string(key)).front() + "”一列的名称超过" +
             std::to_string(InOrder<int>::kMost) + "个，未计入；这一列可能认错了");
}

void RegisterRow::note(std::string message) { tell("note", where(), std::move(message)); }

void RegisterRow::tell(const char* kind, std::string where, std::string message) {
  if (out_.problems.size() < kMostProblems) {
    out_.problems.push_back({kind, std::move(where), std::move(message)});
  } else {
    ++not_told_;
  }
}

Status read_register(std::string_view bytes, std::string_view file_name, const RegisterWords& words,
                     std::span<const RegisterForm> forms, const std::function<void(std::size_t, RegisterRow&)>& take,
                     Evaluation& out) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  out.file_name = std::string(file_name);
  out.file_digest = sm3_hex(bytes);
  RegisterReader reader(words, forms, take, out);
  for (const Sheet& sheet : workbook.sheets) {
    if (sheet.info.visibility != tables::Visibility::kVisible) {
      out.problems.push_back({"note", "工作表「" + sheet.info.name + "」", "工作表是隐藏的，未读取；需要时应取消隐藏"});
      continue;
    }
    reader.look(sheet);
  }
  if (reader.read()) return {};
  std::vector<std::string> wanted;
  for (const RegisterForm& form : forms) wanted.push_back(wanted_text(form, words));
  std::string why;
  for (const EvaluationProblem& problem : out.problems) {
    if (problem.kind == "refused_sheet") why += "；" + problem.where + problem.message;
  }
  return fail(Code::kInvalidInput,
              "文件“" + out.file_name + "”中没有可评价的表；应有" + join(wanted, "，或") + "的列" + why, out.file_name);
}

}  // namespace bihuan::assessment::internal
