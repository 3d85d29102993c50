#include "tables/internal/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"

namespace bihuan::tables {
namespace {

constexpr std::size_t kMostParts = 50'000;
constexpr std::size_t kRatioFrom = 4u << 20;

std::string plain_name(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (const char c : name) out += c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (!out.empty() && out.front() == '/') out.erase(0, 1);
  return out;
}

std::string part_place(std::string_view name) { return "压缩包内 " + excerpt(name, 80); }

std::string mebibytes(std::size_t bytes) {
  return bytes >= (1u << 20) ? std::to_string(bytes >> 20) + " MiB" : std::to_string(bytes) + " 字节";
}

}  // namespace

struct ZipArchive::State {
  struct Part {
    zip_uint64_t index = 0;
    std::size_t most_read = 0;  // bytes of this part that count in `unpacked`
  };
  zip_t* zip = nullptr;
  Limits limits;
  std::map<std::string, Part> parts;
  std::size_t unpacked = 0;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (zip != nullptr) zip_discard(zip);
  }
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::~ZipArchive() = default;
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;

Result<ZipArchive> ZipArchive::open(std::string_view bytes, const Limits& limits) {
  auto state = std::make_unique<State>();
  state->limits = limits;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source != nullptr) {
    state->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (state->zip == nullptr) zip_source_free(source);
  }
  zip_error_fini(&error);
  if (state->zip == nullptr)
    return fail(Code::kInvalidInput, "压缩结构不完整：文件可能没有传完或已损坏，请重新取得原文件");
  const zip_int64_t count = zip_get_num_entries(state->zip, 0);
  if (count > static_cast<zip_int64_t>(kMostParts))
    return fail(Code::kInvalidInput,
                "压缩包内有 " + std::to_string(count) + " 个部件，超过上限 " + std::to_string(kMostParts));
  for (zip_int64_t i = 0; i < count; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    // The first of several parts of one name counts, as spreadsheet programs have it.
    if (const char* const name = zip_get_name(state->zip, index, ZIP_FL_ENC_RAW); name != nullptr)
      state->parts.try_emplace(plain_name(name), State::Part{index, 0});
  }
  return ZipArchive(std::move(state));
}

bool ZipArchive::has(std::string_view name) const { return state_->parts.contains(plain_name(name)); }

Status ZipArchive::read(std::string_view name, const PieceSink& sink) {
  State& state = *state_;
  const auto found = state.parts.find(plain_name(name));
  if (found == state.parts.end())
    return fail(Code::kInvalidInput, "文件里缺少部件，不是完整的表格文件，请用 WPS 或 Excel 打开后重新保存",
                part_place(name));
  State::Part& part = found->second;
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(state.zip, part.index, 0, &stat) != 0)
    return fail(Code::kInvalidInput, "压缩部件的目录记录已损坏", part_place(name));
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
    return fail(Code::kInvalidInput, "压缩部件带有密码，请去掉密码后再上传", part_place(name));
  const std::size_t packed = (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? static_cast<std::size_t>(stat.comp_size) : 0;
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(state.zip, part.index, 0), &zip_fclose);
  if (file == nullptr) return fail(Code::kInvalidInput, "压缩部件无法解开（压缩方法不支持或已损坏）", part_place(name));

  std::vector<char> buffer(1u << 16);
  for (std::size_t total = 0;;) {
    const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
    if (got < 0)
      return fail(Code::kInvalidInput, "压缩部件已损坏（解压或校验不符），请重新取得原文件", part_place(name));
    total += static_cast<std::size_t>(got);
    if (total > part.most_read) {
      state.unpacked += total - part.most_read;
      part.most_read = total;
    }
    if (state.unpacked > state.limits.unpacked_bytes)
      return fail(
          Code::kInvalidInput,
          "解压后超过上限 " + mebibytes(state.limits.unpacked_bytes) + "，疑为压缩炸弹；如确是真实数据，请拆分文件",
          part_place(name));
    if (total > kRatioFrom && total / std::max<std::size_t>(packed, 1) > state.limits.unpack_ratio)
      return fail(Code::kInvalidInput,
                  "压缩比超过上限 " + std::to_string(state.limits.unpack_ratio) + " 倍，疑为压缩炸弹，拒绝读取",
                  part_place(name));
    BIHUAN_TRY(const bool wants_more, sink(std::string_view(buffer.data(), static_cast<std::size_t>(got)), got == 0));
    if (got == 0 || !wants_more) return {};
  }
}

Result<std::string> ZipArchive::read_whole(std::string_view name, std::size_t max_bytes) {
  std::string out;
  BIHUAN_CHECK(read(name, [&](std::string_view piece, bool) -> Result<bool> {
    if (out.size() + piece.size() > max_bytes)
      return fail(Code::kInvalidInput, "部件超过上限 " + mebibytes(max_bytes), part_place(name));
    out += piece;
    return true;
  }));
  return out;
}

}  // namespace bihuan::tables
