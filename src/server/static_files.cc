#include "server/static_files.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/digest.h"
#include "base/files.h"
#include "server/http_error.h"

namespace bihuan::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFile = std::size_t{32} << 20U;

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kContentTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".map", "application/json; charset=utf-8"},
    {".webmanifest", "application/manifest+json; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".wasm", "application/wasm"},
}};

std::string_view content_type(std::string_view path) {
  for (const auto& [ending, type] : kContentTypes) {
    if (path.size() > ending.size() && path.substr(path.size() - ending.size()) == ending) return type;
  }
  return "application/octet-stream";
}

bool is_inside(const fs::path& file, const fs::path& folder) {
  const auto [end, unused] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return end == folder.end();
}

// "W/\"a\", \"b\"" holds "a" and "b"; "*" holds everything.
bool holds_tag(std::string_view list, std::string_view tag) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view one = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    if (one.substr(0, 2) == "W/") one.remove_prefix(2);
    if (one == tag || one == "*") return true;
  }
  return false;
}

bool is_hashed_asset(std::string_view relative) { return relative.substr(0, 7) == "assets/"; }

}  // namespace

void set_security_headers(Response& response) {
  response.set("Content-Security-Policy",
               "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
               "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("X-Frame-Options", "DENY");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Cross-Origin-Opener-Policy", "same-origin");
}

StaticFiles::StaticFiles(std::string root) {
  std::error_code error;
  const fs::path resolved = fs::canonical(root, error);
  if (!root.empty() && !error && fs::is_directory(resolved, error)) root_ = resolved.string();
}

Result<std::string> StaticFiles::read(const std::string& relative) const {
  std::error_code error;
  const fs::path resolved = fs::canonical(fs::path(root_) / relative, error);
  if (error || !is_inside(resolved, root_) || !fs::is_regular_file(resolved, error)) {
    return fail(Code::kNotFound, "没有这个页面或文件。");
  }
  return read_file(resolved.string(), kLargestFile);
}

std::string StaticFiles::tag_of(const std::string& relative, std::string_view content) const {
  if (is_hashed_asset(relative)) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = tags_.find(relative); found != tags_.end()) return found->second;
  }
  const std::string tag = "\"" + sha256_hex(content).substr(0, 32) + "\"";
  if (is_hashed_asset(relative)) {
    const std::scoped_lock lock(mutex_);
    tags_[relative] = tag;
  }
  return tag;
}

Response StaticFiles::serve(const Location& location, const Request& request) const {
  if (root_.empty()) {
    return error_response(404, "not_found", "页面文件没有安装，请先构建web目录，或用--web指定页面所在的文件夹。");
  }
  for (const std::string& segment : location.segments) {
    if (segment.front() == '.') return error_response(404, "not_found", "没有这个页面或文件。");
  }
  std::string relative = location.segments.empty() ? "index.html" : location.path.substr(1);
  Result<std::string> content = read(relative);
  const bool has_dot = !location.segments.empty() && location.segments.back().find('.') != std::string::npos;
  if (!content.has_value() && content.error().code == Code::kNotFound && !has_dot) {
    relative = "index.html";
    content = read(relative);
  }
  if (!content.has_value()) return error_response(Error{content.error().code, content.error().message, {}});

  Response response;
  const std::string tag = tag_of(relative, *content);
  response.set("Content-Type", std::string(content_type(relative)));
  response.set("ETag", tag);
  response.set("Cache-Control", is_hashed_asset(relative) ? "public, max-age=31536000, immutable" : "no-cache");
  if (holds_tag(request.header("If-None-Match"), tag)) {
    response.status = 304;
    response.set("Content-Length", std::to_string(content->size()));
    return response;
  }
  response.body = std::move(*content);
  return response;
}

}  // namespace bihuan::server
