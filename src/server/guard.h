// src/server/guard.h - which requests are let in at all while there are no accounts.
//
// The desk is a program on one machine. A page of another site, open in the same browser, must neither write
// (cross-site request forgery) nor read by pointing its own name at 127.0.0.1 (DNS rebinding).
#pragma once
#include <optional>
#include <string_view>

#include "server/http.h"

namespace bihuan::server {

// Whether `address` names this machine only: 127.0.0.0/8, ::1, localhost.
bool is_loopback(std::string_view address);

// Returns the refusal, or nothing where the request may go on.
// 400  no Host, two of them, or one that is not a host with an optional port
// 403  `allows_remote` is false and Host is no loopback name; or a write whose Origin is another than its Host, or
// "null" 415  a POST whose Content-Type is neither application/json nor application/octet-stream
std::optional<Response> refuse(const Request& request, bool allows_remote);

}  // namespace bihuan::server
