// src/records/record_samples.h - for tests only: an invented plan ready to be stored, and temporary folders.
#pragma once
#include <filesystem>
#include <string>

#include "plans/plan_sketch.h"
#include "records/records.h"

namespace bihuan::records {

inline const Instant kMorning = *parse_instant("2024-03-01T09:00:00+08:00");

inline Instant later(int seconds) { return Instant{kMorning.seconds + seconds}; }

inline plans::PlanSketch sample_sketch(int year = 2024) {
  plans::PlanSketch sketch("云汀市" + std::to_string(year) + "年水务工作要点", year);
  sketch.item("抓实河湖治理").unit("河湖科");
  sketch.target("纳入考核的9个断面水质优良率达到88.9%", "水质优良率", ">=", "88.9", "%").arithmetic =
      plans::Arithmetic{9, 8, "9个断面的88.9%＝8个"};
  sketch.duty("青柳水源地每月巡查不少于1次", "month", 1);
  sketch.ongoing("定期清理石滩河漂浮物");
  return sketch;
}

inline NewPlan sample_plan(int year = 2024, std::string bytes = "原文件\0的字节\xff") {
  const plans::PlanSketch sketch = sample_sketch(year);
  NewPlan plan;
  plan.file_name = "工作要点.txt";
  plan.file_bytes = std::move(bytes) + std::string("\0\x01 tail", 7) + std::to_string(year);
  plan.format = "text";
  plan.encoding = "UTF-8";
  plan.text = sketch.text();
  plan.compiler = "bihuan 0.1.0";
  plan.compiled = sketch.plan();
  plan.stored_at = kMorning;
  plan.stored_by = "周敏";
  plan.note = "局长办公会通过";
  return plan;
}

inline plans::Correction sample_correction(const plans::PlanSketch& sketch, std::string_view after = "100") {
  return *plans::make_correction(sketch.plan(), sketch.text(), {}, "t1", plans::CorrectionField::kValue, after, "周敏",
                                 "以市考核办口径为准", kMorning);
}

// The book of plans over a store in a file, or in memory.
inline Result<Records> open_records(const std::string& path, Instant at) {
  BIHUAN_TRY(std::shared_ptr<Database> database, open_database(path, at, 1));
  return Records(std::move(database));
}
inline Records open_memory_records() { return Records(*open_memory_database()); }

inline Result<JournalReport> verify(Records& records) {
  return records.database()->read([](Reader& reader) { return verify_journal(reader, {}); });
}
inline Result<std::vector<JournalEntry>> journal(Records& records, std::int64_t after, std::int64_t limit) {
  return records.database()->read([&](Reader& reader) { return read_journal(reader, after, limit); });
}

// A folder of its own, removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "记录 库 XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace bihuan::records
