#include "records/erasure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/case_samples.h"
#include "records/cases.h"
#include "records/internal/case_rows.h"

namespace bihuan::records {
namespace {

Actor security_admin() { return person("安全管理员", {DeskRole::kSecurityAdmin}, {}); }
Actor audit_admin() { return person("审计管理员", {DeskRole::kAuditAdmin}, {}); }

class ErasureTest : public testing::Test {
 protected:
  ErasureTest() {
    NewCase wanted;
    wanted.source = "by_hand";
    wanted.title = "信访件办理";
    wanted.demand = "查清来源，限期整改";
    wanted.lead_unit = "water";
    wanted.due = day("2024-10-31");
    CaseRecord record = *cases.open(office_clerk(), wanted);
    for (const char* verb : {"sign", "start"}) record = *act(record, water_clerk(), verb);
    record = *act(record, water_head(), "report", {{"名单.txt", "举报人某某\n"}});
    id = record.situation.file.case_id;
  }
  Result<CaseRecord> act(const CaseRecord& record, const Actor& actor, const std::string& verb,
                         const std::vector<NewAttachment>& files = {}) {
    CaseAct one;
    one.verb = verb;
    one.text = "情况";
    Result<CaseRecord> got =
        cases.act(actor, record.situation.file.case_id, record.situation.file.revision, one, files);
    EXPECT_TRUE(got.has_value()) << verb << (got.has_value() ? "" : got.error().message);
    return got;
  }
  JournalReport verified() {
    return *database->read([](Reader& reader) { return verify_journal(reader, {}); });
  }
  Result<Adjustment> ask(const Actor& actor, const std::string& target) {
    return adjustments.ask(actor, "erasure/" + target, "content", "erased", "误传举报人信息，依规定销毁");
  }

  std::shared_ptr<Database> database = *open_memory_database();
  Cases cases{database, shipped_case_rules()};
  Adjustments adjustments{database, {case_adjustments(shipped_case_rules()), content_erasure()}};
  std::string id;
};

TEST_F(ErasureTest, DestroysAnAttachmentByTwoPersonsAndKeepsDigestAndReason) {
  const Adjustment asked = *ask(security_admin(), "case_attachment/" + id + "/1");
  EXPECT_EQ(asked.before_value.size(), 64U);
  EXPECT_EQ(cases.attachment(water_head(), id, 1)->bytes, "举报人某某\n") << "asked is not granted";
  ASSERT_TRUE(adjustments.decide(audit_admin(), asked.adjustment_id, asked.revision, true, "").has_value());
  const Result<StoredAttachment> gone = cases.attachment(water_head(), id, 1);
  EXPECT_EQ(gone.error().code, Code::kNotFound);
  EXPECT_THAT(gone.error().message, testing::HasSubstr("已依规定销毁，只留摘要" + asked.before_value));
  EXPECT_EQ(cases.read(water_head(), id)->attachments.at(0).digest, asked.before_value);
  EXPECT_THAT(verified().findings, testing::IsEmpty());
  EXPECT_EQ(ask(security_admin(), "case_attachment/" + id + "/1").error().code, Code::kConflict);
}

TEST_F(ErasureTest, DestroysTheTextsOfAnEntryAndTheChainStaysWhole) {
  const Adjustment asked = *ask(office_clerk(), "journal/2");
  ASSERT_TRUE(adjustments.decide(audit_admin(), asked.adjustment_id, asked.revision, true, "同意").has_value());
  const JournalReport report = verified();
  EXPECT_THAT(report.findings, testing::IsEmpty());
  EXPECT_EQ(report.erased, 1);
}

TEST_F(ErasureTest, RefusesWhoMayNotAndWhatIsNot) {
  EXPECT_EQ(ask(water_head(), "case_attachment/" + id + "/1").error().where, "who");
  EXPECT_EQ(ask(audit_admin(), "case_attachment/" + id + "/1").error().where, "who");
  EXPECT_EQ(ask(security_admin(), "case_attachment/" + id + "/9").error().code, Code::kNotFound);
  EXPECT_EQ(ask(security_admin(), "journal/99999").error().code, Code::kNotFound);
  for (const char* target : {"", "plan/p0001", "journal/x", "case_attachment/1", "journal/-1"}) {
    EXPECT_EQ(ask(security_admin(), target).error().code, Code::kInvalidInput) << target;
  }
  const Adjustment asked = *ask(security_admin(), "journal/2");
  EXPECT_EQ(adjustments.decide(office_clerk(), asked.adjustment_id, asked.revision, true, "").error().where, "who");
}

TEST_F(ErasureTest, ARowThatWasTakenAwayWithoutThisIsFound) {
  ASSERT_TRUE(database
                  ->write(office_clerk(),
                          [&](Ledger& ledger) -> Status {
                            BIHUAN_CHECK(ledger.store().remove(table_of<CaseAttachmentFileRow>(),
                                                               {is("case_id", id)}));
                            return {};
                          })
                  .has_value());
  EXPECT_EQ(verified().findings.size(), 1U);
}

}  // namespace
}  // namespace bihuan::records
