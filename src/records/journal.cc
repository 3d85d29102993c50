#include "records/journal.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "records/internal/journal_rows.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kPage = 1000;

std::string digest_or_nothing(const std::string& text) { return text.empty() ? std::string() : sm3_hex(text); }

JournalEntry entry_of(const JournalRow& row) {
  JournalEntry entry;
  entry.number = row.number;
  entry.at = row.at;
  entry.recorded_at = row.recorded_at;
  entry.account_id = row.account_id;
  entry.who = row.who;
  entry.origin = row.origin;
  entry.what = row.what;
  entry.subject = row.subject;
  entry.why = row.why;
  entry.before_digest = row.before_digest;
  entry.after_digest = row.after_digest;
  entry.state_digest = row.state_digest;
  entry.previous_digest = row.previous_digest;
  entry.digest = row.digest;
  return entry;
}

JournalRow row_of_entry(const JournalEntry& entry) {
  return {entry.number,       entry.at,           entry.recorded_at,     entry.account_id, entry.who,
          entry.origin,       entry.what,         entry.subject,         entry.why,        entry.before_digest,
          entry.after_digest, entry.state_digest, entry.previous_digest, entry.digest};
}

Condition begins_with(const std::string& column, const std::string& start) {
  return {column, Test::kAtLeast, {start}, {}};
}
// The first text behind all that begin with `start`.
Condition before_the_end_of(const std::string& column, const std::string& start) {
  return {column, Test::kLess, {start + "\xf4\x8f\xbf\xbf"}, {}};
}

std::string entry_place(std::int64_t number) { return "日志第" + std::to_string(number) + "条"; }

// Walks the journal and keeps what it finds.
class Verifier {
 public:
  Verifier(Reader& reader, const std::vector<JournalAnchor>& anchors, std::size_t most) : reader_(reader), most_(most) {
    report_.head = empty_journal();
    for (const JournalAnchor& anchor : anchors) anchors_.emplace(anchor.entries, anchor);
  }

  Result<JournalReport> verify() {
    BIHUAN_CHECK(read_erasures());
    BIHUAN_CHECK(walk());
    for (const auto& [entries, anchor] : anchors_) {
      if (entries > report_.head.entries) {
        found(0, "日志末尾",
              anchor.source + "记下的日志有" + std::to_string(entries) + "条，现在只有" +
                  std::to_string(report_.head.entries) + "条：末尾" + std::to_string(entries - report_.head.entries) +
                  "条被删去");
      }
    }
    for (const JournalledTable& table : journalled_tables()) BIHUAN_CHECK(compare(table));
    const std::map<std::string, State> lost(states_.begin(), states_.end());
    for (const auto& [subject, state] : lost) {
      found(state.number, subject, "记录不见了：" + entry_place(state.number) + "之后没有删去它的日志");
    }
    return std::move(report_);
  }

 private:
  struct State {
    std::int64_t number = 0;
    std::string digest;
  };

  void found(std::int64_t number, std::string place, std::string message) {
    if (report_.findings.size() < most_) report_.findings.push_back({number, std::move(place), std::move(message)});
  }

  Status read_erasures() {
    BIHUAN_TRY(const std::vector<ErasureRow> rows, select<ErasureRow>(reader_));
    for (const ErasureRow& row : rows) erased_.insert(row.number);
    return {};
  }

  Status walk() {
    std::int64_t after = 0;
    while (true) {
      BIHUAN_TRY(const std::vector<JournalEntry> entries, read_journal(reader_, after, kPage));
      for (const JournalEntry& entry : entries) check(entry);
      if (static_cast<std::int64_t>(entries.size()) < kPage) return {};
      after = entries.back().number;
    }
  }

  void check(const JournalEntry& entry) {
    const std::string place = entry_place(entry.number);
    const std::int64_t expected = report_.head.entries + 1;
    if (entry.number != expected) {
      const std::int64_t last = entry.number - 1;
      found(expected, entry_place(expected),
            expected == last ? "这一条缺失：日志被删去过"
                             : "从这一条到第" + std::to_string(last) + "条缺失：日志被删去过");
    } else if (entry.previous_digest != report_.head.digest) {
      found(entry.number, place, "与前一条不衔接：日志被改动过");
    }
    if (journal_digest(entry) != entry.digest) found(entry.number, place, "与其摘要不符：日志被改动过");
    check_texts(entry, place);
    const auto anchor = anchors_.find(entry.number);
    if (anchor != anchors_.end() && anchor->second.digest != entry.digest) {
      found(entry.number, place,
            "摘要与" + anchor->second.source + "记下的不同：第" + std::to_string(entry.number) +
                "条或它之前的日志被整体重写过");
    }
    report_.head = {entry.number, entry.digest};
    if (entry.state_digest == kNoRecordDigest) {
      states_.erase(entry.subject);
    } else if (!entry.state_digest.empty()) {
      states_[entry.subject] = {entry.number, entry.state_digest};
    }
  }

  void check_texts(const JournalEntry& entry, const std::string& place) {
    if (entry.before.empty() && entry.after.empty() && erased_.contains(entry.number)) {
      ++report_.erased;
      return;
    }
    if (digest_or_nothing(entry.before) != entry.before_digest)
      found(entry.number, place, "改动前的内容与其摘要不符：日志被改动过");
    if (digest_or_nothing(entry.after) != entry.after_digest)
      found(entry.number, place, "改动后的内容与其摘要不符：日志被改动过");
  }

  Status compare(const JournalledTable& table) {
    return table.visit(reader_, [&](const std::string& subject, const std::string& json) {
      ++report_.records;
      const auto state = states_.find(subject);
      if (state == states_.end()) {
        found(0, subject, "表中有这条记录，日志里却没有：记录不是由本系统写入的");
        return;
      }
      if (sm3_hex(json) != state->second.digest) {
        found(state->second.number, subject,
              "记录与" + entry_place(state->second.number) + "留下的不同" + changed_members(subject, json));
      }
      states_.erase(state);
    });
  }

  // Which members differ from what the entries of the subject say, taken together.
  std::string changed_members(const std::string& subject, const std::string& json) {
    const Result<JsonValue> now = parse_json(json);
    if (!now.has_value()) return "";
    std::map<std::string, std::string> journalled;
    std::int64_t after = 0;
    while (true) {
      const Result<std::vector<JournalEntry>> entries = read_journal(reader_, after, kPage, {subject, "", ""});
      if (!entries.has_value() || entries->empty()) break;
      for (const JournalEntry& entry : *entries) {
        after = entry.number;
        if (entry.subject != subject || entry.state_digest.empty()) continue;
        const Result<JsonValue> text = parse_json(entry.after);
        if (!text.has_value()) continue;
        for (std::size_t i = 0; i < text->keys.size(); ++i) journalled[text->keys[i]] = to_json(text->elements[i]);
      }
    }
    std::string names;
    for (std::size_t i = 0; i < now->keys.size(); ++i) {
      const auto known = journalled.find(now->keys[i]);
      const std::string value = to_json(now->elements[i]);
      if (known == journalled.end() || known->second == value) continue;
      names += (names.empty() ? "：" : "；") + now->keys[i] + "现为" + excerpt(value, 40) + "，日志记为" +
               excerpt(known->second, 40);
    }
    return names;
  }

  Reader& reader_;
  std::size_t most_;
  JournalReport report_;
  std::multimap<std::int64_t, JournalAnchor> anchors_;
  std::set<std::int64_t> erased_;
  std::unordered_map<std::string, State> states_;
};

}  // namespace

JournalHead empty_journal() { return {0, std::string(64, '0')}; }

std::string journal_digest(const JournalEntry& entry) {
  Digest digest(DigestKind::kSm3);
  for (const std::string& field :
       {std::to_string(entry.number), std::to_string(entry.at.seconds), std::to_string(entry.recorded_at.seconds),
        entry.account_id, entry.who, entry.origin, entry.what, entry.subject, entry.why, entry.before_digest,
        entry.after_digest, entry.state_digest, entry.previous_digest}) {
    digest.update(std::to_string(field.size()) + ":");
    digest.update(field);
    digest.update("\n");
  }
  return digest.finish_hex();
}

Result<JournalHead> append_entry(Store& store, const JournalHead& head, const Actor& actor, const JournalText& text) {
  JournalEntry entry;
  entry.number = head.entries + 1;
  entry.at = actor.at;
  entry.recorded_at = actor.recorded_at;
  entry.account_id = actor.account_id;
  entry.who = actor.name;
  entry.origin = actor.origin;
  entry.what = text.what;
  entry.subject = text.subject;
  entry.why = text.why;
  entry.before_digest = digest_or_nothing(text.before);
  entry.after_digest = digest_or_nothing(text.after);
  entry.state_digest = text.state_digest;
  entry.previous_digest = head.digest;
  entry.digest = journal_digest(entry);
  BIHUAN_CHECK(insert(store, row_of_entry(entry)));
  if (!text.before.empty() || !text.after.empty()) {
    BIHUAN_CHECK(insert(store, JournalTextRow{entry.number, text.before, text.after}));
  }
  return JournalHead{entry.number, entry.digest};
}

Result<JournalHead> read_head(Reader& reader) {
  Query query;
  query.order = {{"number", true}};
  query.limit = 1;
  BIHUAN_TRY(const std::vector<JournalRow> rows, select<JournalRow>(reader, query));
  if (rows.empty()) return empty_journal();
  return JournalHead{rows.front().number, rows.front().digest};
}

Result<std::vector<JournalEntry>> read_journal(Reader& reader, std::int64_t after, std::int64_t limit,
                                               const JournalFilter& filter) {
  if (limit < 1 || limit > kPage) return fail(Code::kInvalidInput, "一页日志应为 1 到 1000 条", "limit");
  Query query;
  if (!filter.newest_first) query.where.push_back({"number", Test::kGreater, {after}, {}});
  if (filter.newest_first && after > 0) query.where.push_back({"number", Test::kLess, {after}, {}});
  if (!filter.subject_begins.empty()) {
    query.where.push_back(begins_with("subject", filter.subject_begins));
    query.where.push_back(before_the_end_of("subject", filter.subject_begins));
  }
  if (!filter.what_begins.empty()) {
    query.where.push_back(begins_with("what", filter.what_begins));
    query.where.push_back(before_the_end_of("what", filter.what_begins));
  }
  if (!filter.who.empty()) query.where.push_back(is("who", filter.who));
  query.order = {{"number", filter.newest_first}};
  query.limit = limit;
  BIHUAN_TRY(std::vector<JournalRow> rows, select<JournalRow>(reader, query));
  if (filter.newest_first) std::ranges::reverse(rows);
  std::vector<JournalEntry> entries;
  if (rows.empty()) return entries;
  // The texts of a filtered page may lie far apart: then each is fetched by its number.
  const bool is_dense = rows.back().number - rows.front().number < 4 * limit;
  std::vector<JournalTextRow> texts;
  if (is_dense) {
    Query texts_query;
    texts_query.where = {{"number", Test::kAtLeast, {rows.front().number}, {}},
                         {"number", Test::kAtMost, {rows.back().number}, {}}};
    texts_query.order = {{"number"}};
    BIHUAN_TRY(texts, select<JournalTextRow>(reader, texts_query));
  } else {
    for (const JournalRow& row : rows) {
      BIHUAN_TRY(std::optional<JournalTextRow> text, find<JournalTextRow>(reader, row.number));
      if (text) texts.push_back(std::move(*text));
    }
  }
  std::size_t next = 0;
  for (const JournalRow& row : rows) {
    JournalEntry entry = entry_of(row);
    while (next < texts.size() && texts[next].number < row.number) ++next;
    if (next < texts.size() && texts[next].number == row.number) {
      entry.before = std::move(texts[next].before_value);
      entry.after = std::move(texts[next].after_value);
    }
    entries.push_back(std::move(entry));
  }
  if (filter.newest_first) std::ranges::reverse(entries);
  return entries;
}

Result<JournalReport> verify_journal(Reader& reader, const std::vector<JournalAnchor>& anchors, std::size_t most) {
  return Verifier(reader, anchors, most).verify();
}

}  // namespace bihuan::records
