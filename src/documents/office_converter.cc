#include "documents/office_converter.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/files.h"
#include "documents/file_kind.h"

namespace bihuan::documents {
namespace {

namespace fs = std::filesystem;

std::string_view extension(OfficeFormat format) {
  switch (format) {
    case OfficeFormat::kDoc:
    case OfficeFormat::kWps:
      return "doc";  // a Kingsoft .wps is a Word 97 file; the extension would call in MS Works
    case OfficeFormat::kDocx:
      return "docx";
    case OfficeFormat::kXlsx:
      return "xlsx";
    case OfficeFormat::kPdf:
      return "pdf";
  }
  return "docx";
}

std::string_view filter(OfficeFormat format) {
  switch (format) {
    case OfficeFormat::kDoc:
    case OfficeFormat::kWps:
      return "doc:MS Word 97";
    case OfficeFormat::kDocx:
      return "docx:MS Word 2007 XML";
    case OfficeFormat::kXlsx:
      return "xlsx:Calc MS Excel 2007 XML";
    case OfficeFormat::kPdf:
      return "pdf";
  }
  return "pdf";
}

bool is_plausible(FileKind kind, OfficeFormat format) {
  switch (format) {
    case OfficeFormat::kDoc:
    case OfficeFormat::kWps:
      return kind == FileKind::kOldOffice || kind == FileKind::kRtf || kind == FileKind::kZip;
    case OfficeFormat::kDocx:
    case OfficeFormat::kXlsx:
      return kind == FileKind::kZip;
    case OfficeFormat::kPdf:
      return false;
  }
  return false;
}

// Switches off what a document could start or fetch: macros, links, updates.
constexpr std::string_view kProfile =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
)";

// A folder of our own that goes away with everything in it.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& parent) {
    std::string pattern = parent + "/bihuan-office-XXXXXX";
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class SpawnSettings {
 public:
  SpawnSettings() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    for (const int descriptor : {0, 1, 2}) {
      posix_spawn_file_actions_addopen(&actions_, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0);
    }
    posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

void limit(pid_t child, __rlimit_resource resource, std::int64_t value) {
  const rlimit bound{static_cast<rlim_t>(value), static_cast<rlim_t>(value)};
  // Fails only where the child has ended already or the limit is lower than ours.
  static_cast<void>(prlimit(child, resource, &bound, nullptr));
}

enum class Ending { kDone, kNotStarted, kOverTime };

// Runs `words` to its end, and ends its whole process group.
Ending run_child(std::vector<std::string> words, std::vector<std::string> environment,
                 const LibreOfficeSettings& settings) {
  const SpawnSettings spawn;
  pid_t child = 0;
  const std::string program = words.front();
  if (posix_spawn(&child, program.c_str(), spawn.actions(), spawn.attributes(), pointers(words).data(),
                  pointers(environment).data()) != 0) {
    return Ending::kNotStarted;
  }
  // The office needs a good part of a second before it opens the document: the limits are there in time.
  limit(child, RLIMIT_AS, settings.memory_bytes);
  limit(child, RLIMIT_FSIZE, settings.output_bytes);
  limit(child, RLIMIT_CPU, settings.time_limit.count() * 2 + 1);
  limit(child, RLIMIT_CORE, 0);
  // Steps are counted instead of reading a clock; a busy machine only makes the limit a little longer.
  constexpr std::chrono::milliseconds kStep{10};
  const timespec step{0, std::chrono::nanoseconds(kStep).count()};
  Ending ending = Ending::kOverTime;
  int status = 0;
  for (std::chrono::milliseconds waited{0}; waited <= settings.time_limit; waited += kStep) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno == ECHILD)) {
      ending = Ending::kDone;
      break;
    }
    nanosleep(&step, nullptr);
  }
  kill(-child, SIGKILL);
  if (ending == Ending::kOverTime) waitpid(child, &status, 0);
  constexpr int kCouldNotExecute = 127;
  if (ending == Ending::kDone && WIFEXITED(status) && WEXITSTATUS(status) == kCouldNotExecute) {
    return Ending::kNotStarted;
  }
  return ending;
}

class LibreOffice final : public OfficeConverter {
 public:
  explicit LibreOffice(LibreOfficeSettings settings) : settings_(std::move(settings)) {}

  Result<std::string> convert(std::string_view bytes, OfficeFormat from, OfficeFormat to,
                              const std::string& where) override {
    const FileKind kind = file_kind(bytes);
    if (!is_plausible(kind, from)) {
      return fail(Code::kInvalidInput,
                  "这是" + std::string(describe(kind)) + "，应为 Office 文档（." + std::string(extension(from)) + "）",
                  where);
    }
    if (static_cast<std::int64_t>(bytes.size()) > settings_.input_bytes) {
      return fail(Code::kInvalidInput, "文件过大：上限 " + std::to_string(settings_.input_bytes >> 20) + " MiB", where);
    }
    if (settings_.program.empty()) {
      return fail(Code::kUnavailable,
                  "本机未安装 LibreOffice，无法转换文档：请安装 libreoffice-writer，或在 WPS、Word 中另存为 .docx",
                  where);
    }
    const ScratchFolder scratch(settings_.scratch);
    if (scratch.path().empty()) return fail(Code::kUnavailable, "无法建立转换用的临时目录", where);
    const std::string input = scratch.path() + "/in/document." + std::string(extension(from));
    const std::string output = scratch.path() + "/out/document." + std::string(extension(to));
    BIHUAN_CHECK(prepare(scratch.path(), input, bytes, where));
    switch (run_child(command(scratch.path(), input, to), environment(scratch.path()), settings_)) {
      case Ending::kNotStarted:
        return fail(Code::kUnavailable, "LibreOffice 无法启动，请检查安装", where);
      case Ending::kOverTime:
        return fail(Code::kUnavailable,
                    "LibreOffice 转换超时（" + std::to_string(settings_.time_limit.count()) + " 秒），已终止", where);
      case Ending::kDone:
        break;
    }
    auto result = read_file(output, static_cast<std::size_t>(settings_.output_bytes));
    if (result.has_value() && !result->empty()) return std::move(*result);
    if (!result.has_value() && result.error().code == Code::kInvalidInput) {
      return fail(Code::kInvalidInput, "转换结果过大：上限 " + std::to_string(settings_.output_bytes >> 20) + " MiB",
                  where);
    }
    return fail(Code::kInvalidInput, "LibreOffice 无法读取该文件：可能已损坏、设有密码或格式不符", where);
  }

 private:
  static Status prepare(const std::string& folder, const std::string& input, std::string_view bytes,
                        const std::string& where) {
    std::error_code error;
    for (const char* part : {"/in", "/out", "/profile/user", "/tmp"}) fs::create_directories(folder + part, error);
    if (error || !write_file_durably(input, bytes).has_value() ||
        !write_file_durably(folder + "/profile/user/registrymodifications.xcu", kProfile).has_value()) {
      return fail(Code::kUnavailable, "无法写入转换用的临时文件", where);
    }
    return {};
  }

  std::vector<std::string> command(const std::string& folder, const std::string& input, OfficeFormat to) const {
    return {settings_.program,
            "-env:UserInstallation=file://" + folder + "/profile",
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nolockcheck",
            "--convert-to",
            std::string(filter(to)),
            "--outdir",
            folder + "/out",
            input};
  }

  static std::vector<std::string> environment(const std::string& folder) {
    return {"PATH=/usr/bin:/bin", "HOME=" + folder, "TMPDIR=" + folder + "/tmp", "LC_ALL=C.UTF-8"};
  }

  LibreOfficeSettings settings_;
};

}  // namespace

std::unique_ptr<OfficeConverter> make_libreoffice_converter(LibreOfficeSettings settings) {
  return std::make_unique<LibreOffice>(std::move(settings));
}

std::string find_office_program(const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    for (const char* name : {"/soffice", "/libreoffice"}) {
      const std::string path = folder + name;
      std::error_code ignored;
      if (fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0) return path;
    }
  }
  return {};
}

}  // namespace bihuan::documents
