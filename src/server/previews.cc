#include "server/previews.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <utility>

namespace bihuan::server {
namespace {

Result<std::string> make_token() {
  std::array<unsigned char, 16> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    return fail(Code::kUnavailable, "系统的随机数暂不可用，请稍后再试。");
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string token;
  for (const unsigned char byte : random) {
    token.push_back(kHex[byte >> 4U]);
    token.push_back(kHex[byte & 0xfU]);
  }
  return token;
}

}  // namespace

Previews::Previews(const Limits& limits, std::function<Ticks()> now)
    : most_(limits.previews), most_bytes_(limits.preview_bytes), life_(limits.preview_life), now_(std::move(now)) {}

void Previews::forget_old() {
  const Ticks limit = now_() - life_;
  std::erase_if(entries_, [&](const auto& entry) {
    if (entry.second.born > limit) return false;
    bytes_ -= entry.second.upload.bytes.size();
    return true;
  });
}

Result<std::string> Previews::put(Upload upload) {
  if (upload.bytes.size() > most_bytes_) {
    return fail(Code::kInvalidInput, "文件太大，无法预览。", upload.file_name);
  }
  BIHUAN_TRY(std::string token, make_token());
  const std::scoped_lock lock(mutex_);
  forget_old();
  while (!entries_.empty() && (entries_.size() >= most_ || bytes_ + upload.bytes.size() > most_bytes_)) {
    const auto oldest = std::min_element(entries_.begin(), entries_.end(),
                                         [](const auto& a, const auto& b) { return a.second.born < b.second.born; });
    bytes_ -= oldest->second.upload.bytes.size();
    entries_.erase(oldest);
  }
  bytes_ += upload.bytes.size();
  entries_[token] = Entry{std::move(upload), now_()};
  return token;
}

Result<Upload> Previews::find(const std::string& token) {
  const std::scoped_lock lock(mutex_);
  forget_old();
  const auto found = entries_.find(token);
  if (found == entries_.end()) {
    return fail(Code::kNotFound, "预览已过期或已被接受，请重新上传文件。", "token");
  }
  return found->second.upload;
}

void Previews::drop(const std::string& token) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(token);
  if (found == entries_.end()) return;
  bytes_ -= found->second.upload.bytes.size();
  entries_.erase(found);
}

std::size_t Previews::size() {
  const std::scoped_lock lock(mutex_);
  forget_old();
  return entries_.size();
}

}  // namespace bihuan::server
