// src/server/application.h - answers a request. Plain C++: no socket, no thread of its own.
#pragma once
#include <memory>
#include <string>

#include "base/time.h"
#include "server/access.h"
#include "server/http.h"
#include "server/limits.h"
#include "server/office.h"
#include "server/plan_desk.h"
#include "server/previews.h"
#include "server/repeats.h"
#include "server/static_files.h"

namespace bihuan::server {

struct DeviceRoom;  // device_register.h

struct ApplicationOptions {
  std::string version;
  std::string web_root;        // folder of the front end; may be empty
  std::string anchors_file;    // of the journal's heads (records/anchors.h); "": none
  bool is_encrypted = false;   // served over TLS: cookies and browsers are told so
  const DeviceRoom* devices = nullptr;  // field devices that are taken in beside the desk; outlives the application
  bool allows_remote = false;  // true only when the server was told to listen beyond this machine
  Limits limits;
};

// Thread safe. `desk`, `office`, `clock` and what is in `access` outlive it.
class Application {
 public:
  Application(PlanDesk& desk, Office& office, Access access, const Clock& clock, ApplicationOptions options);

  // Never throws for what a request can hold; every answer carries the security headers. A HEAD is answered without
  // body but with the headers of its GET, Content-Length among them.
  Response handle(const Request& request);

  // Whether whoever sent the request may still have its answer: of a stream, asked again and again.
  bool may_go_on(const Request& request);

  // Whether the request is one that computes a password's hash or waits for another server, so that it belongs on the
  // worker kept for that.
  static bool hashes(const Request& request);

  PlanDesk& desk() { return desk_; }
  Office& office() { return office_; }
  Access& access() { return access_; }
  Previews& previews() { return previews_; }
  const DeviceRoom* devices() const { return options_.devices; }
  const ApplicationOptions& options() const { return options_; }
  Instant started_at() const { return started_at_; }

 private:
  Response answer(const Request& request);

  PlanDesk& desk_;
  Office& office_;
  Repeats repeats_;
  Access access_;
  const Clock& clock_;
  ApplicationOptions options_;
  Instant started_at_;
  Previews previews_;
  StaticFiles files_;
};

}  // namespace bihuan::server
