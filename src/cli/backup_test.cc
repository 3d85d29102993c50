#include "cli/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "records/ledger.h"
#include "records/record_samples.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;
using records::TemporaryFolder;

constexpr const char* kHome = BIHUAN_SOURCE_DIR;

Status note(DataFolder& data, int number) {
  return data.database->write(data.operator_now(),
                              [&](records::Ledger& ledger) { return ledger.note("test", std::to_string(number)); });
}

TEST(Backup, IsRestoredAsItWas) {
  const TemporaryFolder folder;
  {
    auto data = open_data_folder(folder.file("a"), kHome, true);
    ASSERT_TRUE(data) << data.error().message;
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(note(*data, i));
    const auto made = make_backup(*data, folder.file("backup"));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->head.entries, 5);
    EXPECT_EQ(make_backup(*data, folder.file("backup")).error().code, Code::kConflict) << "never over another";
  }
  ASSERT_TRUE(check_backup(folder.file("backup")));
  const auto restored = restore_backup(folder.file("backup"), folder.file("b"));
  ASSERT_TRUE(restored) << restored.error().message;
  auto data = open_data_folder(folder.file("b"), kHome, false);
  ASSERT_TRUE(data) << data.error().message;
  const auto head = data->database->read(records::read_head);
  EXPECT_EQ(*head, restored->head);
  EXPECT_EQ(restore_backup(folder.file("backup"), folder.file("b")).error().code, Code::kConflict);
}

// Made while others write: what it holds is one moment, and sound.
TEST(Backup, UnderLoadIsOneMoment) {
  const TemporaryFolder folder;
  auto data = open_data_folder(folder.file("a"), kHome, true);
  ASSERT_TRUE(data);
  ASSERT_TRUE(note(*data, 0));
  std::atomic<bool> is_over{false};
  std::thread writer([&] {
    for (int i = 1; !is_over; ++i) EXPECT_TRUE(note(*data, i));
  });
  for (int i = 0; i < 5; ++i) {
    const std::string name = folder.file("backup" + std::to_string(i));
    const auto made = make_backup(*data, name);
    ASSERT_TRUE(made) << made.error().message;
    const auto checked = check_backup(name);
    ASSERT_TRUE(checked) << checked.error().message << checked.error().where;
    EXPECT_EQ(checked->head, made->head);
  }
  is_over = true;
  writer.join();
}

TEST(Backup, NamesWhatIsWrongWithIt) {
  const TemporaryFolder folder;
  {
    auto data = open_data_folder(folder.file("a"), kHome, true);
    ASSERT_TRUE(data);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(note(*data, i));
    ASSERT_TRUE(make_backup(*data, folder.file("good")));
  }
  const auto copy = [&](const std::string& name) {
    fs::copy(folder.file("good"), folder.file(name));
    return folder.file(name);
  };
  EXPECT_EQ(check_backup(folder.file("none")).error().code, Code::kNotFound);

  const std::string changed = copy("changed");
  std::fstream store(changed + "/records.sqlite", std::ios::binary | std::ios::in | std::ios::out);
  store.seekp(5000);
  store.put('x');
  store.close();
  EXPECT_EQ(check_backup(changed).error().where, "records.sqlite");
  EXPECT_EQ(check_backup(changed).error().message, "备份里的这个文件与其摘要不符：它被改动或损坏了。");
  EXPECT_FALSE(restore_backup(changed, folder.file("never")));
  EXPECT_FALSE(fs::exists(folder.file("never"))) << "nothing half-restored";

  const std::string lacking = copy("lacking");
  fs::remove(lacking + "/journal-anchors");
  EXPECT_EQ(check_backup(lacking).error().message, "备份里缺少这个文件。");

  const std::string foreign = copy("foreign");
  std::ofstream(foreign + "/backup.toml", std::ios::app) << "\n[[file]]\nname = \"../x\"\nbytes = 1\ndigest = \"\"\n";
  EXPECT_EQ(check_backup(foreign).error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace bihuan::cli
