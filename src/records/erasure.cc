#include "records/erasure.h"

#include <charconv>

#include "base/text.h"
#include "records/database.h"
#include "records/internal/case_rows.h"
#include "records/internal/journal_rows.h"
#include "records/ledger.h"
#include "records/notices.h"
#include "records/record_files.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

struct Erased {
  std::vector<std::int64_t> entries;
  std::string asked_by, granted_by;
};
BOOST_DESCRIBE_STRUCT(Erased, (), (entries, asked_by, granted_by))

Status erase_one(Ledger& ledger, const ErasureRow& row) {
  const std::string place = "日志第" + std::to_string(row.number) + "条";
  BIHUAN_TRY(const std::optional<JournalRow> entry, find<JournalRow>(ledger.store(), row.number));
  if (!entry) return fail(Code::kNotFound, "没有这一条日志", place);
  BIHUAN_TRY(const std::int64_t before, ledger.store().count(table_of<ErasureRow>(), {is("number", row.number)}));
  if (before > 0) return fail(Code::kConflict, "这一条的内容已经销毁过", place);
  BIHUAN_CHECK(insert(ledger.store(), row));
  BIHUAN_TRY(const std::int64_t removed, ledger.store().remove(table_of<JournalTextRow>(), {is("number", row.number)}));
  if (removed == 0) return fail(Code::kNotFound, "这一条日志没有内容", place);
  return {};
}

// What holds the content of a file: "case_attachment/k000003/1", "record_file/paper/f000001/2".
struct FileName {
  bool is_of_case = false;
  std::string owner;  // the case, or the subject of the file
  std::int64_t number = 0;
};

// The digest that stays. Errors: kNotFound; kConflict  destroyed already
template <class About, class Content>
Result<std::string> digest_of_file(Reader& reader, const FileName& name) {
  BIHUAN_TRY(const std::optional<About> about, find<About>(reader, name.owner, name.number));
  if (!about) return fail(Code::kNotFound, "没有这个附件", name.owner);
  BIHUAN_TRY(const std::optional<Content> content, find<Content>(reader, name.owner, name.number));
  if (!content) return fail(Code::kConflict, "这个附件的内容已经销毁", name.owner);
  return about->digest;
}

template <class Content>
Status destroy_file(Ledger& ledger, const FileName& name, std::string_view what, const std::string& reason) {
  BIHUAN_TRY(const std::optional<Content> content, find<Content>(ledger.store(), name.owner, name.number));
  if (!content) return fail(Code::kConflict, "这个附件的内容已经销毁", name.owner);
  return ledger.destroy(*content, what, reason);
}

class ContentErasure final : public AdjustmentSubject {
 public:
  std::string_view kind() const override { return "erasure"; }

  Result<bool> may_see(Reader& /*reader*/, const Actor& actor, const std::string& /*subject*/) override {
    return may_ask(actor) || may_grant(actor);
  }

  Result<Asked> asked(Ledger& ledger, const Adjustment& wanted) override {
    if (!may_ask(ledger.actor())) return fail(Code::kInvalidInput, "销毁内容由办公室或安全管理员申请", "who");
    if (wanted.field != "content" || wanted.after_value != "erased") {
      return fail(Code::kInvalidInput, "销毁申请的field应为content，after_value应为erased", "field");
    }
    BIHUAN_TRY(std::string digest, digest_of(ledger.store(), target_of(wanted.subject)));
    // What is to go is not named in a notice: it may be a secret.
    BIHUAN_CHECK(wish_notice(ledger, {"adjustment.erasure", wanted.subject, "", word_of(DeskRole::kAuditAdmin),
                                      "申请依法销毁内容，待批准", ledger.actor().name + "申请，依据见“审批”"}));
    return Asked{std::move(digest), ""};
  }

  Status decided(Ledger& ledger, const Adjustment& adjustment, bool is_granted, const std::string& why) override {
    if (!may_grant(ledger.actor())) return fail(Code::kInvalidInput, "销毁内容由审计管理员批准", "who");
    if (!is_granted) return {};
    const std::string target = target_of(adjustment.subject);
    const std::string reason = adjustment.why + (why.empty() ? "" : "；批准：" + why);
    if (const std::optional<std::int64_t> number = entry_of(target)) {
      BIHUAN_TRY(const std::string id, ledger.new_id('x', "erasure"));
      BIHUAN_CHECK(
          erase_one(ledger, {id, *number, reason, adjustment.asked_name, ledger.actor().name, ledger.actor().at}));
      return ledger.note("journal.erased", "erasure/" + id,
                         to_json(Erased{{*number}, adjustment.asked_name, ledger.actor().name}), reason);
    }
    BIHUAN_TRY(const FileName name, file_of(target));
    return name.is_of_case ? destroy_file<CaseAttachmentFileRow>(ledger, name, "case.attachment_erased", reason)
                           : destroy_file<RecordFileContent>(ledger, name, "file.erased", reason);
  }

 private:
  static bool may_ask(const Actor& actor) {
    return actor.has(DeskRole::kOffice) || actor.has(DeskRole::kSecurityAdmin);
  }
  static bool may_grant(const Actor& actor) { return actor.has(DeskRole::kAuditAdmin); }
  static std::string target_of(const std::string& subject) { return subject.substr(subject.find('/') + 1); }

  static std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 1) return std::nullopt;
    return number;
  }
  static std::optional<std::int64_t> entry_of(std::string_view target) {
    constexpr std::string_view kJournal = "journal/";
    return target.starts_with(kJournal) ? number_in(target.substr(kJournal.size())) : std::nullopt;
  }
  static Result<FileName> file_of(std::string_view target) {
    for (const std::string_view kind : {"case_attachment/", "record_file/"}) {
      const std::size_t slash = target.find_last_of('/');
      if (!target.starts_with(kind) || slash <= kind.size()) continue;
      const std::optional<std::int64_t> number = number_in(target.substr(slash + 1));
      const std::string owner(target.substr(kind.size(), slash - kind.size()));
      if (number) return FileName{kind.starts_with("case"), owner, *number};
    }
    return fail(Code::kInvalidInput,
                "能销毁的是erasure/case_attachment/<督办编号>/<附件号>、erasure/record_file/<所属记录>/<文件号>或"
                "erasure/journal/<序号>",
                "subject");
  }
  static Result<std::string> digest_of(Reader& reader, const std::string& target) {
    if (const std::optional<std::int64_t> number = entry_of(target)) {
      BIHUAN_TRY(const std::optional<JournalRow> entry, find<JournalRow>(reader, *number));
      if (!entry) return fail(Code::kNotFound, "没有这一条日志", target);
      return entry->digest;
    }
    BIHUAN_TRY(const FileName name, file_of(target));
    return name.is_of_case ? digest_of_file<CaseAttachment, CaseAttachmentFileRow>(reader, name)
                           : digest_of_file<RecordFile, RecordFileContent>(reader, name);
  }
};

}  // namespace

std::shared_ptr<AdjustmentSubject> content_erasure() { return std::make_shared<ContentErasure>(); }

Status erase_texts(Database& database, const Actor& asks, const Actor& grants, const std::vector<std::int64_t>& entries,
                   std::string_view reason) {
  if (entries.empty()) return fail(Code::kInvalidInput, "没有指明要销毁哪些日志的内容", "entries");
  if (trim(reason).empty()) return fail(Code::kInvalidInput, "销毁内容要写明依据和理由", "reason");
  if (asks.name == grants.name || (!asks.account_id.empty() && asks.account_id == grants.account_id)) {
    return fail(Code::kInvalidInput, "销毁内容须由两个人办理：申请人和批准人不能是同一人", "granted_by");
  }
  return database.write(grants, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::string id, ledger.new_id('x', "erasure"));
    for (const std::int64_t number : entries) {
      BIHUAN_CHECK(erase_one(ledger, {id, number, std::string(trim(reason)), asks.name, grants.name, grants.at}));
    }
    return ledger.note("journal.erased", "erasure/" + id, to_json(Erased{entries, asks.name, grants.name}),
                       trim(reason));
  });
}

}  // namespace bihuan::records
