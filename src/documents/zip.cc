#include "documents/zip.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

#include "documents/file_kind.h"

namespace bihuan::documents {
namespace {

// Part names of OPC packages are compared without regard to the case of ASCII letters (ECMA-376 part 2, 6.2.2).
std::string folded(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool is_safe_name(std::string_view name) {
  if (name.empty() || name.size() > 1024 || name.front() == '/') return false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || c == '\\' || c == ':') return false;
  }
  std::size_t begin = 0;
  while (begin <= name.size()) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    if (name.substr(begin, end - begin) == "..") return false;
    begin = end + 1;
  }
  return true;
}

std::string printable(std::string_view name) {
  std::string result;
  for (const char c : name.substr(0, 80)) {
    const auto byte = static_cast<unsigned char>(c);
    result += (byte < 0x20 || byte >= 0x7F) ? '?' : c;
  }
  return result;
}

// The number of entries that the archive claims, read before the library makes room for them. The record may be
// imitated inside the comment, so the largest claim counts.
std::int64_t claimed_entries(std::string_view bytes) {
  constexpr std::size_t kRecord = 22;
  constexpr std::size_t kComment = 65535;
  const std::size_t from = bytes.size() > kRecord + kComment ? bytes.size() - kRecord - kComment : 0;
  std::int64_t claimed = 0;
  for (std::size_t at = bytes.find("PK\x05\x06", from); at != std::string_view::npos && at + kRecord <= bytes.size();
       at = bytes.find("PK\x05\x06", at + 1)) {
    const auto low = static_cast<unsigned char>(bytes[at + 10]);
    const auto high = static_cast<unsigned char>(bytes[at + 11]);
    claimed = std::max<std::int64_t>(claimed, low + 256 * high);
  }
  return claimed;
}

std::string mebibytes(std::int64_t bytes) {
  if (bytes >= std::int64_t{1} << 20) return std::to_string(bytes >> 20) + " MiB";
  return std::to_string(bytes) + " 字节";
}

struct FileClose {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

// Not in the anonymous namespace: a member of State is of this type.
struct ZipClose {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

struct ZipReader::State {
  std::unique_ptr<zip_t, ZipClose> archive;
  ZipLimits limits;
  std::string where;
  std::vector<std::string> names;
  std::unordered_map<std::string, zip_uint64_t> index;  // by folded name
  std::int64_t unpacked = 0;                            // so far, all entries
};

ZipReader::ZipReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;
ZipReader::~ZipReader() = default;

Result<ZipReader> ZipReader::open(std::string_view bytes, const ZipLimits& limits, std::string where) {
  const FileKind kind = file_kind(bytes);
  if (kind != FileKind::kZip) {
    return fail(Code::kInvalidInput, "不是压缩包（zip）格式，而是" + std::string(describe(kind)), std::move(where));
  }
  if (static_cast<std::int64_t>(bytes.size()) > limits.archive_bytes) {
    return fail(Code::kInvalidInput, "文件过大：上限 " + mebibytes(limits.archive_bytes), std::move(where));
  }
  if (claimed_entries(bytes) > limits.entries) {
    return fail(Code::kInvalidInput, "压缩包内文件过多：上限 " + std::to_string(limits.entries) + " 个",
                std::move(where));
  }
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* opened = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  zip_error_fini(&error);
  if (opened == nullptr) {
    if (source != nullptr) zip_source_free(source);
    return fail(Code::kInvalidInput, "压缩包已损坏或不完整，请重新取得原文件", std::move(where));
  }
  auto state = std::make_unique<State>();
  state->archive.reset(opened);
  state->limits = limits;
  state->where = where;
  const zip_int64_t count = zip_get_num_entries(opened, 0);
  if (count > limits.entries) {
    return fail(Code::kInvalidInput, "压缩包内文件过多：上限 " + std::to_string(limits.entries) + " 个",
                std::move(where));
  }
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(opened, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW, &stat) != 0 || stat.name == nullptr) {
      return fail(Code::kInvalidInput, "压缩包目录第 " + std::to_string(i + 1) + " 项已损坏", std::move(where));
    }
    const std::string_view name = stat.name;
    if (!is_safe_name(name)) {
      return fail(Code::kInvalidInput, "压缩包内文件名“" + printable(name) + "”不安全：应为不含“..”和“\\”的相对路径",
                  std::move(where));
    }
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
      return fail(Code::kInvalidInput, "压缩包已加密：请取消密码后再提供", std::move(where));
    }
    if (!state->index.emplace(folded(name), static_cast<zip_uint64_t>(i)).second) {
      return fail(Code::kInvalidInput, "压缩包内文件名“" + printable(name) + "”重复", std::move(where));
    }
    state->names.emplace_back(name);
  }
  return ZipReader(std::move(state));
}

const std::vector<std::string>& ZipReader::names() const { return state_->names; }

bool ZipReader::has(std::string_view name) const { return state_->index.contains(folded(name)); }

Result<std::string> ZipReader::read(std::string_view name) {
  State& state = *state_;
  const std::string where = state.where + " 内 " + printable(name);
  const auto found = state.index.find(folded(name));
  if (found == state.index.end()) return fail(Code::kNotFound, "压缩包内没有这个文件", where);
  zip_stat_t stat;
  if (zip_stat_index(state.archive.get(), found->second, 0, &stat) != 0) {
    return fail(Code::kInvalidInput, "压缩包目录已损坏", where);
  }
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    return fail(Code::kInvalidInput, "压缩方法 " + std::to_string(stat.comp_method) + " 不受支持：应为存储或 deflate",
                where);
  }
  constexpr std::int64_t kRatioFrom = std::int64_t{1} << 20;
  const auto packed = static_cast<std::int64_t>(std::min<zip_uint64_t>(stat.comp_size, INT64_MAX / 65536));
  const auto check = [&](std::int64_t size) -> Status {
    if (size > state.limits.entry_bytes) {
      return fail(Code::kInvalidInput, "解压后过大：单个文件上限 " + mebibytes(state.limits.entry_bytes), where);
    }
    if (state.unpacked + size > state.limits.total_bytes) {
      return fail(Code::kInvalidInput, "解压后过大：合计上限 " + mebibytes(state.limits.total_bytes), where);
    }
    if (size > kRatioFrom && size / state.limits.ratio > packed) {
      return fail(Code::kInvalidInput,
                  "压缩比异常（超过 " + std::to_string(state.limits.ratio) + " 倍），疑为压缩炸弹，已拒绝", where);
    }
    return {};
  };
  BIHUAN_CHECK(check(static_cast<std::int64_t>(std::min<zip_uint64_t>(stat.size, INT64_MAX / 2))));
  const std::unique_ptr<zip_file_t, FileClose> file(zip_fopen_index(state.archive.get(), found->second, 0));
  if (file == nullptr) return fail(Code::kInvalidInput, "压缩包已损坏：读不出这个文件", where);
  std::string content;
  constexpr std::size_t kChunk = 65536;
  while (true) {
    const std::size_t size = content.size();
    content.resize(size + kChunk);
    const zip_int64_t got = zip_fread(file.get(), content.data() + size, kChunk);
    if (got < 0) return fail(Code::kInvalidInput, "压缩包已损坏：解压出错或校验和不符", where);
    content.resize(size + static_cast<std::size_t>(got));
    if (got == 0) break;
    BIHUAN_CHECK(check(static_cast<std::int64_t>(content.size())));
  }
  if (content.size() != stat.size) return fail(Code::kInvalidInput, "压缩包已损坏：文件长度与目录不符", where);
  state.unpacked += static_cast<std::int64_t>(content.size());
  return content;
}

Result<std::string> write_zip(const std::vector<ZipEntry>& entries) {
  std::unordered_set<std::string> seen;
  for (const ZipEntry& entry : entries) {
    if (!is_safe_name(entry.name) || !seen.insert(folded(entry.name)).second) {
      return fail(Code::kInvalidInput, "压缩包内文件名“" + printable(entry.name) + "”重复或不是相对路径");
    }
  }
  const auto broken = [] { return fail(Code::kUnavailable, "写压缩包失败：内存不足"); };
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (target == nullptr) return broken();
  zip_source_keep(target);  // the archive takes one reference, the bytes are read through the other
  const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> target_owner(target, zip_source_free);
  std::unique_ptr<zip_t, ZipClose> archive(zip_open_from_source(target, ZIP_TRUNCATE, &error));
  zip_error_fini(&error);
  if (archive == nullptr) {
    zip_source_free(target);
    return broken();
  }
  constexpr zip_uint16_t kMidnight = 0;
  constexpr zip_uint16_t kNewYear1980 = 0x0021;
  for (const ZipEntry& entry : entries) {
    zip_source_t* source = zip_source_buffer(archive.get(), entry.content.data(), entry.content.size(), 0);
    if (source == nullptr) return broken();
    const zip_int64_t index = zip_file_add(archive.get(), entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      return broken();
    }
    const auto at = static_cast<zip_uint64_t>(index);
    if (zip_file_set_dostime(archive.get(), at, kMidnight, kNewYear1980, 0) != 0) return broken();
    if (zip_set_file_compression(archive.get(), at, ZIP_CM_DEFLATE, 6) != 0) return broken();
  }
  if (zip_close(archive.get()) != 0) return broken();
  static_cast<void>(archive.release());  // zip_close has freed it
  zip_stat_t stat;
  if (zip_source_stat(target, &stat) != 0 || zip_source_open(target) != 0) return broken();
  std::string bytes(stat.size, '\0');
  const zip_int64_t got = zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  if (got != static_cast<zip_int64_t>(bytes.size())) return broken();
  return bytes;
}

}  // namespace bihuan::documents
