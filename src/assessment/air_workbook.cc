#include "assessment/air_workbook.h"

#include <algorithm>
#include <map>
#include <utility>

#include "assessment/internal/air_rows.h"
#include "base/digest.h"
#include "base/text.h"
#include "tables/sheet.h"

namespace bihuan::assessment {
namespace {

using internal::AirRow;
using standards::DaySlot;
using standards::index_of;
using standards::kAllPollutants;
using standards::Pollutant;

constexpr std::int64_t kMostDays = 36'525;

struct Slot {
  std::int64_t number;  // hours, or days, since 1970
  const AirRow* row;
};

// Puts the rows of all sheets together, station by station.
class AirBuilder {
 public:
  AirBuilder(const standards::AirRules& rules, const AirWorkbookOptions& options, AirWorkbook& out)
      : rules_(rules), options_(options), out_(out) {}

  void add(std::vector<AirRow> rows) {
    for (AirRow& row : rows) rows_.push_back(std::move(row));
  }

  Status finish() {
    if (rows_.empty()) return {};
    out_.is_hourly = rows_.front().hour.has_value();
    const auto other =
        std::ranges::find_if(rows_, [&](const AirRow& row) { return row.hour.has_value() != out_.is_hourly; });
    if (other != rows_.end()) {
      return fail(Code::kInvalidInput, "同一文件里既有小时值表又有日值表；应分成两个文件", other->where);
    }
    place_rows();
    if (stations_.empty()) return {};
    const std::int64_t per_day = out_.is_hourly ? standards::kSlots : 1;
    out_.first = Date::from_days_since_1970(lowest_ / per_day);
    const std::int64_t days = highest_ / per_day - lowest_ / per_day + 1;
    if (days > kMostDays) {
      return fail(
          Code::kInvalidInput,
          "首日" + to_string(out_.first) + "与末日相隔" + std::to_string(days) + "天；应不超过100年，日期可能有误",
          out_.file_name);
    }
    out_.days = static_cast<int>(days);
    for (std::size_t i = 0; i < order_.size(); ++i) fill(order_[i]);
    return {};
  }

 private:
  using Key = std::pair<std::string, std::string>;  // city, station

  void report(ProblemKind kind, std::string message, std::string where) {
    out_.problems.push_back({kind, Error{Code::kInvalidInput, std::move(message), std::move(where)}});
  }

  void place_rows() {
    for (const AirRow& row : rows_) {
      std::int64_t number = row.date.days_since_1970();
      if (row.hour) {
        const Result<DaySlot> at = day_slot(row.date, *row.hour, options_.label);
        if (!at) {
          ++out_.rows_refused;
          report(ProblemKind::kRefusedRow, at.error().message, row.where);
          continue;
        }
        number = at->day.days_since_1970() * standards::kSlots + at->slot;
      }
      const Key key{row.city, row.station};
      auto [found, is_new] = stations_.try_emplace(key);
      if (is_new) order_.push_back(key);
      if (!found->second.empty() && number < found->second.back().number && disorder_.emplace(key, row.where).second) {
        report(ProblemKind::kNote, row.station + "的时间次序颠倒，已按时间重排", row.where);
      }
      found->second.push_back({number, &row});
      lowest_ = order_.size() == 1 && found->second.size() == 1 ? number : std::min(lowest_, number);
      highest_ = order_.size() == 1 && found->second.size() == 1 ? number : std::max(highest_, number);
    }
  }

  // Rows of one hour (or day): one is used, equal ones count once, different ones are all refused.
  void fill(const Key& key) {
    std::vector<Slot>& slots = stations_.at(key);
    std::ranges::stable_sort(slots, {}, &Slot::number);
    AirStation station;
    station.city = key.first;
    station.name = key.second;
    standards::PerPollutant<int> places;
    places.fill(kAirPlaces);
    if (out_.is_hourly) station.hours = {out_.first, out_.days, places};
    if (!out_.is_hourly) station.days.resize(static_cast<std::size_t>(out_.days));
    for (std::size_t i = 0; i < slots.size();) {
      std::size_t end = i + 1;
      while (end < slots.size() && slots[end].number == slots[i].number) ++end;
      if (is_usable(std::span(slots).subspan(i, end - i))) use(slots[i], station);
      i = end;
    }
    out_.stations.push_back(std::move(station));
  }

  bool is_usable(std::span<const Slot> same) {
    if (same.size() == 1) return true;
    const bool is_same =
        std::ranges::all_of(same, [&](const Slot& slot) { return slot.row->values == same[0].row->values; });
    const AirRow& row = *same[1].row;
    const std::string what =
        row.station + to_string(row.date) + (row.hour ? " " + std::to_string(*row.hour) + "时" : "");
    if (is_same) {
      report(ProblemKind::kNote, what + "有" + std::to_string(same.size()) + "行相同的数据，只用第一行", row.where);
      out_.rows_passed_over += static_cast<std::int64_t>(same.size()) - 1;
      return true;
    }
    std::string places;
    for (const Slot& slot : same) places += (places.empty() ? "" : "和") + slot.row->where;
    out_.rows_refused += static_cast<std::int64_t>(same.size());
    report(ProblemKind::kRefusedRow,
           what + "有" + std::to_string(same.size()) + "行不同的数据（" + places + "），都未使用；应只有一行",
           row.where);
    return false;
  }

  void use(const Slot& slot, AirStation& station) {
    const AirRow& row = *slot.row;
    ++out_.rows_read;
    const std::int64_t per_day = out_.is_hourly ? standards::kSlots : 1;
    const auto day = static_cast<int>(slot.number / per_day - out_.first.days_since_1970());
    for (const Pollutant pollutant : kAllPollutants) {
      const std::optional<Decimal>& value = row.values[index_of(pollutant)];
      if (!value) continue;
      ++out_.cells_read;
      if (!out_.is_hourly) {
        const Decimal rounded = round_gbt8170(*value, rules_.decimals[index_of(pollutant)]);
        set_day_value(station.days[static_cast<std::size_t>(day)], pollutant,
                      static_cast<std::int32_t>(rounded.mantissa()));
        continue;
      }
      if (value->places() > kAirPlaces && !has_many_places_) {
        has_many_places_ = true;
        report(ProblemKind::kNote,
               "有的数值小数超过" + std::to_string(kAirPlaces) + "位，按" + std::to_string(kAirPlaces) + "位读取",
               row.where);
      }
      station.hours.set(pollutant, day, static_cast<int>(slot.number % per_day),
                        static_cast<std::int32_t>(round_gbt8170(*value, kAirPlaces).mantissa()));
    }
  }

  const standards::AirRules& rules_;
  const AirWorkbookOptions& options_;
  AirWorkbook& out_;
  std::vector<AirRow> rows_;
  std::map<Key, std::vector<Slot>> stations_;
  std::vector<Key> order_;
  std::map<Key, std::string> disorder_;
  std::int64_t lowest_ = 0, highest_ = 0;
  bool has_many_places_ = false;
};

}  // namespace

Result<AirWorkbook> read_air_workbook(std::string_view bytes, std::string_view file_name,
                                      const standards::AirRules& rules, const AirTableWords& words,
                                      const AirWorkbookOptions& options) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  AirWorkbook out;
  out.file_name = std::string(file_name);
  out.digest = sm3_hex(bytes);
  const tables::HeadQuery query = internal::air_query(words);
  AirBuilder builder(rules, options, out);
  bool has_head = false;
  for (const tables::Sheet& sheet : workbook.sheets) {
    if (sheet.info.visibility != tables::Visibility::kVisible) {
      out.problems.push_back({ProblemKind::kNote, Error{Code::kInvalidInput, "工作表是隐藏的，未读取；需要时应取消隐藏",
                                                        "工作表「" + sheet.info.name + "」"}});
      continue;
    }
    internal::AirSheet read = internal::read_air_sheet(sheet, query, rules, words, options);
    has_head = has_head || read.has_head;
    std::ranges::move(read.problems, std::back_inserter(out.problems));
    std::ranges::move(read.mapping, std::back_inserter(out.mapping));
    out.rows_refused += read.rows_refused;
    out.cells_refused += read.cells_refused;
    out.rows_passed_over += read.rows_passed_over;
    builder.add(std::move(read.rows));
  }
  const auto refusal =
      std::ranges::find_if(out.problems, [](const WorkbookProblem& p) { return p.kind != ProblemKind::kNote; });
  const std::string first =
      refusal == out.problems.end() ? "" : "；首先的问题：" + refusal->error.where + "，" + refusal->error.message;
  if (!has_head) {
    return fail(Code::kInvalidInput,
                "文件“" + out.file_name +
                    "”中没有环境空气的小时值或日值表；表头应有“日期”（小时值另有“小时”或“时间”）和SO2、NO2、PM10、PM2."
                    "5、CO、O3等列" +
                    first,
                out.file_name);
  }
  BIHUAN_CHECK(builder.finish());
  if (out.stations.empty()) {
    return fail(Code::kInvalidInput, "文件“" + out.file_name + "”中没有一行可用的数据" + first, out.file_name);
  }
  return out;
}

}  // namespace bihuan::assessment
