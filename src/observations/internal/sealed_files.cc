#include "observations/internal/sealed_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/digest.h"

namespace bihuan::observations {
namespace {

// An open file; closed in any case.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(open(path.c_str(), flags | O_CLOEXEC)) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::unexpected<Error> disk_fails(const char* what) {
  return fail(Code::kUnavailable, std::string("观测库的文件") + what + "失败（磁盘可能已满或有故障）");
}

}  // namespace

SealedPart::~SealedPart() {
  if (is_struck_out) remove_file(path);
}

const FileSeries* SealedPart::find(std::int32_t number_of_series) const {
  const auto it = std::ranges::lower_bound(series, number_of_series, {}, &FileSeries::series);
  return it != series.end() && it->series == number_of_series ? &*it : nullptr;
}

Period month_of_number(std::int32_t number) {
  return containing(PeriodKind::kMonth, Date(number / 12, static_cast<unsigned>(number % 12 + 1), 1));
}
std::int32_t number_of_month(Instant label) {
  const Date day = to_date(label);
  return day.year() * 12 + day.month() - 1;
}

Status sync_folder(const std::string& path) {
  const Descriptor folder(path, O_RDONLY | O_DIRECTORY);
  if (folder.number() < 0 || fsync(folder.number()) != 0) return disk_fails("落盘");
  return {};
}

Status make_folder(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return {};
  if (!std::filesystem::create_directories(path, error) || error) return disk_fails("夹新建");
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return sync_folder(parent.empty() ? "." : parent.string());
}

Result<std::vector<std::string>> sweep_folder(const std::string& path,
                                              const std::function<bool(const std::string&)>& is_wanted) {
  std::vector<std::string> gone;
  std::error_code error;
  for (std::filesystem::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (is_wanted(name)) continue;
    std::error_code ignored;
    std::filesystem::remove_all(it->path(), ignored);
    gone.push_back(name);
  }
  if (error) return disk_fails("夹读取");
  std::ranges::sort(gone);
  return gone;
}

Result<FileFacts> publish_file(const std::string& written, const std::string& path, const std::string& folder) {
  FileFacts facts;
  {
    const Descriptor file(written, O_RDWR);
    if (file.number() < 0 || fsync(file.number()) != 0) return disk_fails("落盘");
    Digest digest(DigestKind::kSm3);
    std::vector<char> octets(std::size_t{1} << 20);
    while (true) {
      const ssize_t got = ::read(file.number(), octets.data(), octets.size());
      if (got < 0) return disk_fails("读取");
      if (got == 0) break;
      digest.update({octets.data(), static_cast<std::size_t>(got)});
      facts.octets += got;
    }
    facts.digest = digest.finish_hex();
  }
  if (rename(written.c_str(), path.c_str()) != 0) return disk_fails("改名");
  BIHUAN_CHECK(sync_folder(folder));
  return facts;
}

Status check_file(const SealedPart& part) {
  struct stat status {};
  if (stat(part.path.c_str(), &status) != 0)
    return fail(Code::kCorrupt, "封存文件 " + part.name + " 不见了：请从备份恢复，或从报文档案重建观测库");
  if (status.st_size != part.octets) {
    return fail(Code::kCorrupt, "封存文件 " + part.name + " 应为 " + std::to_string(part.octets) + " 字节，现为 " +
                                    std::to_string(status.st_size) + "：请从备份恢复，或从报文档案重建观测库");
  }
  return {};
}

void remove_file(const std::string& path) { unlink(path.c_str()); }

}  // namespace bihuan::observations
