#include "observations/internal/checks.h"

namespace bihuan::observations {
namespace {

bool is_stored(SeriesId id, std::span<const Series> all) {
  return id.number >= 1 && static_cast<std::size_t>(id.number) <= all.size();
}
Status check_stored(SeriesId id, std::span<const Series> all, std::string where) {
  if (is_stored(id, all)) return {};
  return fail(Code::kInvalidInput, "没有编号为 " + std::to_string(id.number) + " 的序列", std::move(where));
}

}  // namespace

Status check_observation(const Observation& observation, const Batch& batch, std::span<const Series> all) {
  const auto where = [&] { return batch.source + " 第 " + std::to_string(observation.position) + " 条"; };
  if (!is_stored(observation.series, all)) return check_stored(observation.series, all, where());
  if (observation.time < kEarliest || observation.time > kLatest)
    return fail(Code::kInvalidInput, "时间 " + to_string(observation.time) + " 不在 1901 至 2099 年之间", where());
  if (observation.position < batch.first_position) {
    return fail(Code::kInvalidInput, "位置小于本批的起始位置 " + std::to_string(batch.first_position), where());
  }
  if (observation.state > ValueState::kUnexplained)
    return fail(Code::kInvalidInput,
                "不认识的数据状态 " + std::to_string(static_cast<int>(observation.state)) + "，应为 0 至 9", where());
  if (!has_value(observation.state) && observation.mantissa != 0)
    return fail(Code::kInvalidInput, "缺测（" + std::string(to_chinese(observation.state)) + "）的数据不应有数值",
                where());
  return {};
}

Status check_mark(const Mark& mark, std::span<const Series> all) {
  BIHUAN_CHECK(check_stored(mark.series, all, mark.reference));
  if (mark.reference.empty()) return fail(Code::kInvalidInput, "标记须注明日志依据", mark.by);
  if (mark.by.empty()) return fail(Code::kInvalidInput, "标记须注明规则或审核人", mark.reference);
  if (mark.revision < 0 || mark.verdict > Verdict::kInvalid)
    return fail(Code::kInvalidInput, "标记的修订号或结论不对", mark.reference);
  return {};
}

Status check_selection(const Selection& selection, std::span<const Series> all) {
  for (const SeriesId id : selection.series) BIHUAN_CHECK(check_stored(id, all, ""));
  return {};
}

Status check_thinning(std::size_t most) {
  if (most >= 4) return {};
  return fail(Code::kInvalidInput, "抽稀后每条序列至少保留 4 点，现为 " + std::to_string(most));
}

Status check_retention(const Retention& retention) {
  if (!retention.data_before && !retention.loaded_before && !retention.through_batch)
    return fail(Code::kInvalidInput, "清理数据须给出数据时间或入库时间的界限", retention.data_set);
  if (retention.loaded_before && retention.through_batch)
    return fail(Code::kInvalidInput, "入库的界限只能给一个：时间或批次", retention.data_set);
  if (retention.data_before && retention.data_before->day() != 1)
    return fail(Code::kInvalidInput, "按数据时间清理须到月初，现为 " + to_string(*retention.data_before),
                retention.data_set);
  return {};
}

Status check_month(const Period& month) {
  if (month.kind() == PeriodKind::kMonth) return {};
  return fail(Code::kInvalidInput, "封存以月为单位，现为 " + to_string(month));
}

Status check_hold(const Hold& hold, std::span<const Series> all) {
  if (hold.series) BIHUAN_CHECK(check_stored(*hold.series, all, hold.reference));
  if (hold.reference.empty() || hold.until <= hold.from)
    return fail(Code::kInvalidInput, "留存须注明依据，且止于开始之后", hold.reference);
  return {};
}

Status check_same_series(const Series& stored, const Series& given) {
  const auto differs = [&](const char* what, const std::string& is, const std::string& wanted) {
    return fail(Code::kConflict, "序列已存在，" + std::string(what) + "为“" + is + "”，不能改为“" + wanted + "”",
                to_string(stored.key));
  };
  if (stored.unit != given.unit) return differs("单位", stored.unit, given.unit);
  if (stored.places != given.places)
    return differs("小数位数", std::to_string(stored.places), std::to_string(given.places));
  if (stored.data_set != given.data_set) return differs("数据集", stored.data_set, given.data_set);
  if (stored.label != given.label)
    return differs("时间标注", std::string(to_string(stored.label)), std::string(to_string(given.label)));
  return {};
}

std::unexpected<Error> no_such_batch(BatchId id) {
  return fail(Code::kNotFound, "没有第 " + std::to_string(id.number) + " 批数据");
}
std::unexpected<Error> withdrawn_already(BatchId id) {
  return fail(Code::kConflict, "第 " + std::to_string(id.number) + " 批数据已经撤回");
}
std::unexpected<Error> no_such_series(const SeriesKey& key) {
  return fail(Code::kNotFound, "没有这个序列", to_string(key));
}
std::unexpected<Error> no_such_entry(Entry entry) {
  return fail(Code::kNotFound, "没有编号为 " + std::to_string(entry.number) + " 的数据来源");
}
std::unexpected<Error> held_already(std::string_view reference) {
  return fail(Code::kConflict, "同一依据已有留存", std::string(reference));
}
std::unexpected<Error> not_held(std::string_view reference) {
  return fail(Code::kNotFound, "没有这项留存", std::string(reference));
}
std::unexpected<Error> held_back(std::string_view reference) {
  return fail(Code::kConflict, "要清理的数据中有须留存的：" + std::string(reference), std::string(reference));
}
std::unexpected<Error> open_question(const Series& series, Instant time) {
  return fail(Code::kConflict, "要清理的数据中有待审核的：" + to_string(time), to_string(series.key));
}

}  // namespace bihuan::observations
