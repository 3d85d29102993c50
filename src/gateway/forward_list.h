// src/gateway/forward_list.h - the further platforms of forward.toml. Format: docs/formats/forward.md.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/forwarding.h"

namespace bihuan::gateway {

struct ForwardEntry {
  std::string id;  // names the file that remembers how far it has come
  ForwardTarget target;
};

// Errors: kInvalidInput with file and line: an unknown key, an id that is none or stands twice, no host, a port that is
// none, an MN that is none
Result<std::vector<ForwardEntry>> parse_forward_list(std::string_view toml, std::string_view name);

}  // namespace bihuan::gateway
