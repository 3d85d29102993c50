#include "records/memory/memory_store.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

namespace bihuan::records {
namespace {

// What transactions begin from: everything is only ever added, so that lengths and counters are enough to go back.
struct Mark {
  std::size_t plans, versions, corrections, readings, journal;
  std::map<std::string, std::int64_t, std::less<>> counters;
};

bool comes_before(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::unexpected<Error> conflict(const std::string& what) { return fail(Code::kConflict, what + "已经存在"); }

class MemoryStore final : public Store {
 public:
  Status begin() override {
    assert(!mark_);
    mark_ = Mark{plans_.size(), versions_.size(), corrections_.size(), readings_.size(), journal_.size(), counters_};
    return {};
  }

  Status commit() override {
    assert(mark_);
    mark_.reset();
    return {};
  }

  void rollback() override {
    if (!mark_) return;
    plans_.resize(mark_->plans);
    versions_.resize(mark_->versions);
    corrections_.resize(mark_->corrections);
    readings_.resize(mark_->readings);
    journal_.resize(mark_->journal);
    counters_ = std::move(mark_->counters);
    mark_.reset();
  }

  Result<std::int64_t> take_number(std::string_view counter) override {
    assert(mark_);
    const auto found = counters_.find(counter);
    if (found != counters_.end()) return ++found->second;
    counters_.emplace(std::string(counter), 1);
    return 1;
  }

  Status insert_plan(std::string_view plan_id, std::int64_t /*stored_at*/) override {
    assert(mark_);
    if (std::ranges::find(plans_, plan_id) != plans_.end()) return conflict("计划");
    plans_.emplace_back(plan_id);
    return {};
  }

  Status insert_plan_version(const PlanVersionRow& row, const PlanContentRow& content) override {
    assert(mark_);
    if (std::ranges::find(plans_, row.plan_id) == plans_.end()) return fail(Code::kConflict, "所属的计划不存在");
    for (const auto& [other, other_content] : versions_) {
      if (other.plan_id == row.plan_id && (other.version == row.version || other.digest == row.digest)) {
        return conflict("计划的版本");
      }
    }
    versions_.emplace_back(row, content);
    return {};
  }

  Status insert_correction(const CorrectionRow& row) override {
    assert(mark_);
    if (!has_version(row.plan_id, row.version)) return fail(Code::kConflict, "所属的计划版本不存在");
    for (const CorrectionRow& other : corrections_) {
      if (other.plan_id == row.plan_id && other.correction_id == row.correction_id && other.revision == row.revision) {
        return conflict("更正");
      }
    }
    corrections_.push_back(row);
    return {};
  }

  Status insert_reading(const ReadingRow& row) override {
    assert(mark_);
    if (!has_version(row.plan_id, row.version)) return fail(Code::kConflict, "所属的计划版本不存在");
    readings_.push_back(row);
    return {};
  }

  Status insert_journal(const JournalRow& row) override {
    assert(mark_);
    if (!journal_.empty() && journal_.back().number >= row.number) return conflict("日志");
    journal_.push_back(row);
    return {};
  }

  Result<std::vector<PlanVersionRow>> plan_versions(std::string_view plan_id) override {
    std::vector<PlanVersionRow> rows;
    for (const auto& [row, content] : versions_) {
      if (plan_id.empty() || row.plan_id == plan_id) rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end(), [](const PlanVersionRow& a, const PlanVersionRow& b) {
      return a.plan_id != b.plan_id ? comes_before(a.plan_id, b.plan_id) : a.version < b.version;
    });
    return rows;
  }

  Result<std::vector<PlanVersionRow>> versions_with_digest(std::string_view digest) override {
    std::vector<PlanVersionRow> rows;
    for (const auto& [row, content] : versions_) {
      if (row.digest == digest) rows.push_back(row);
    }
    return rows;
  }

  Result<PlanContentRow> plan_content(std::string_view plan_id, std::int64_t version, bool with_file) override {
    for (const auto& [row, content] : versions_) {
      if (row.plan_id != plan_id || row.version != version) continue;
      PlanContentRow found = content;
      if (!with_file) found.file_bytes.clear();
      return found;
    }
    return fail(Code::kNotFound, "没有这个版本的内容");
  }

  Result<std::vector<CorrectionRow>> corrections(std::string_view plan_id) override {
    std::vector<CorrectionRow> rows;
    for (const CorrectionRow& row : corrections_) {
      if (row.plan_id == plan_id) rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end(), [](const CorrectionRow& a, const CorrectionRow& b) {
      return a.correction_id != b.correction_id ? comes_before(a.correction_id, b.correction_id)
                                                : a.revision < b.revision;
    });
    return rows;
  }

  Result<std::vector<ReadingRow>> readings(std::string_view plan_id) override {
    std::vector<ReadingRow> rows;
    for (const ReadingRow& row : readings_) {
      if (row.plan_id == plan_id) rows.push_back(row);
    }
    return rows;
  }

  Result<std::vector<JournalRow>> journal(std::int64_t after, std::int64_t limit) override {
    std::vector<JournalRow> rows;
    for (const JournalRow& row : journal_) {
      if (row.number > after && static_cast<std::int64_t>(rows.size()) < limit) rows.push_back(row);
    }
    return rows;
  }

  Result<std::optional<JournalRow>> last_journal() override {
    return journal_.empty() ? std::nullopt : std::optional(journal_.back());
  }

 private:
  bool has_version(std::string_view plan_id, std::int64_t version) const {
    return std::ranges::any_of(
        versions_, [&](const auto& pair) { return pair.first.plan_id == plan_id && pair.first.version == version; });
  }

  std::vector<std::string> plans_;
  std::vector<std::pair<PlanVersionRow, PlanContentRow>> versions_;
  std::vector<CorrectionRow> corrections_;
  std::vector<ReadingRow> readings_;
  std::vector<JournalRow> journal_;
  std::map<std::string, std::int64_t, std::less<>> counters_;
  std::optional<Mark> mark_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace bihuan::records
