// src/server/static_files.h - the files of the front end, served from one folder and never from outside it.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/http.h"

namespace bihuan::server {

// Serves GET and HEAD below `root`:
// - only regular files inside the folder, whatever links lie in it; hidden names (".git") are not found
// - a path without a dot in its last part that is no file gives index.html (the page's own router reads the path)
// - ETag from the content, If-None-Match answered with 304; files below assets/ carry a hash in their name and may be
// kept
//   for a year, everything else is asked for again
// - Content-Type by the name's ending; unknown endings are application/octet-stream
// Thread safe.
class StaticFiles {
 public:
  // `root` may be empty or absent: then every path answers 404 with a sentence that says so.
  explicit StaticFiles(std::string root);

  Response serve(const Location& location, const Request& request) const;

 private:
  Result<std::string> read(const std::string& relative) const;
  std::string tag_of(const std::string& relative, std::string_view content) const;

  std::string root_;  // resolved, absolute; "" where there is none
  // The digests of hashed assets, which do not change; others are digested each time.
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::string> tags_;
};

// The headers every answer carries: CSP, nosniff, no referrer, no framing.
void set_security_headers(Response& response);

}  // namespace bihuan::server
