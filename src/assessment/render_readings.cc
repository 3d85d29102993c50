#include "assessment/render_readings.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace bihuan::assessment {
namespace {

using TextRow = std::vector<std::string>;

// Columns padded to the widest cell by display width; two blanks between them, none at the end of a line.
std::string render_table(const std::vector<TextRow>& rows, std::string_view indent) {
  std::vector<std::size_t> widths;
  for (const TextRow& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const TextRow& row : rows) {
    std::string line(indent);
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - display_width(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string or_dash(const std::string& text) { return text.empty() ? "—" : text; }

std::string class_words(const std::string& quality_class) { return quality_class.empty() ? "—" : quality_class + "类"; }

std::string counted_words(const SectionReading& member) {
  std::string text(to_chinese(member.compliance));
  if (member.is_near_limit) text += "，接近限值";
  return text;
}

std::string members_table(const Reading& reading) {
  std::vector<TextRow> rows = {{"断面", "级别", "水体", "目标", "类别", "状况", "月数", "主要污染指标", "结论"}};
  for (const SectionReading& member : reading.members) {
    rows.push_back({member.name, or_dash(member.exam_level), or_dash(member.water_body),
                    member.target_class.empty() ? "—" : class_words(member.target_class),
                    class_words(member.quality_class), or_dash(member.level),
                    std::to_string(member.months_used) + "/" + std::to_string(member.months_wanted),
                    or_dash(member.main_pollutants), counted_words(member)});
  }
  return render_table(rows, "  ");
}

std::string parameters_table(const SectionReading& member) {
  std::vector<TextRow> rows = {{"项目", "均值", "修约后", "单位", "类别", "Ⅲ类限值", "超标倍数", "监测值"}};
  for (const ParameterReading& item : member.parameters) {
    rows.push_back({item.name, to_string(item.mean), to_string(item.rounded), item.unit,
                    class_words(item.quality_class), to_string(item.class3_limit),
                    item.multiple ? to_string(*item.multiple) : "—",
                    std::to_string(item.readings_used) + "/" + std::to_string(item.readings_had)});
  }
  return render_table(rows, "    ");
}

std::string monthly_line(const SectionReading& member) {
  std::string text;
  for (const MonthReading& month : member.monthly) {
    text += (text.empty() ? "" : "，") + std::to_string(month.month) + "月" + month.quality_class + "类";
    if (!month.deciding.empty() && month.quality_class != "Ⅰ") text += "（" + month.deciding + "）";
  }
  return text.empty() ? std::string() : "    各月：" + text + "\n";
}

std::string confidence_words(const std::string& confidence) {
  if (confidence == "high") return "高";
  return confidence == "medium" ? "中（部分依据未见原文）" : "低（部分依据未见原文）";
}

std::string basis_text(const Reading& reading) {
  const Basis& basis = reading.basis;
  std::string text = "  依据\n";
  const auto line = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) text += "    " + std::string(label) + "：" + value + "\n";
  };
  line("标准", basis.standard + " " + basis.edition);
  line("条款", join(basis.clauses, "；"));
  line("口径", basis.profile);
  line("修约", basis.rounding);
  line("监测值", "应有" + std::to_string(basis.wanted) + "个，有" + std::to_string(basis.had) + "个，采用" +
                     std::to_string(basis.used) + "个");
  for (const standards::LeftOut& left_out : basis.left_out) line("未采用", left_out.where + "：" + left_out.reason);
  for (const std::string& note : basis.notes) line("说明", note);
  line("可信度", confidence_words(basis.confidence));
  line("知识文件摘要", basis.knowledge_digest);
  line("数据文件", reading.source_file + "（SM3 " + reading.source_digest + "）");
  return text;
}

std::string tables_text(const Reading& reading) {
  std::string text;
  for (const EvaluationTable& table : reading.tables) {
    TextRow head;
    for (const EvaluationColumn& column : table.columns) head.push_back(column.head);
    std::vector<TextRow> rows = {std::move(head)};
    for (const EvaluationRow& row : table.rows) {
      rows.emplace_back();
      for (const std::string& cell : row.cells) rows.back().push_back(or_dash(cell));
    }
    text += "  " + table.title + "\n" + render_table(rows, "    ");
  }
  return text;
}

std::string explanation(const Reading& reading) {
  std::string text = tables_text(reading);
  for (const SectionReading& member : reading.members) {
    text += "  " + member.name + (member.river.empty() ? "" : "（" + member.river + "）") + "\n";
    if (!member.reason.empty()) text += "    原因：" + member.reason + "\n";
    if (!member.parameters.empty()) text += parameters_table(member);
    text += monthly_line(member);
    if (!member.cells.empty()) text += "    数据：" + member.cells + "\n";
  }
  return text + basis_text(reading);
}

}  // namespace

std::string render_readings_text(std::span<const Reading> readings, const RenderOptions& options) {
  std::string text;
  for (const Reading& reading : readings) {
    if (!text.empty()) text += "\n";
    text += reading.indicator_name + "：" +
            (reading.limit || reading.is_open() ? std::string(to_chinese(reading.verdict)) : "没有可比的数值") + "\n";
    text += "  " + reading.sentence + "\n";
    if (!reading.members.empty()) text += members_table(reading);
    if (options.explain) text += explanation(reading);
  }
  return text;
}

std::string render_problems_text(const FileAssessment& assessment) {
  std::string text;
  for (const EvaluationProblem& problem : assessment.problems) {
    text += problem.kind == "note" ? "提示：" : "错误：";
    text += problem.message;
    if (!problem.where.empty()) text += "（" + problem.where + "）";
    text += "\n";
  }
  if (text.empty()) return text;
  return text + "共采用" + std::to_string(assessment.rows_read) + "行，未采用" +
         std::to_string(assessment.rows_refused) + "行、" + std::to_string(assessment.cells_refused) +
         "个单元格，跳过表头、均值、附注等" + std::to_string(assessment.rows_passed_over) + "行\n";
}

}  // namespace bihuan::assessment
