// src/tables/internal/xml_stream.h - events of an XML text that arrives in pieces, with limits; expat behind it.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan::tables {

// The attributes of one element, valid during the call.
class Attributes {
 public:
  explicit Attributes(const char* const* pairs) : pairs_(pairs) {}
  // The value of the attribute with this local name (whatever stands before ':'); null view data if absent.
  std::string_view local(std::string_view name) const;
  // The value of the attribute whose full name ends with `suffix` ("table:1.0|name" with namespaces).
  std::string_view ending(std::string_view suffix) const;

 private:
  const char* const* pairs_;
};

// "1", "true": as XML schema writes truth.
bool is_true(std::string_view text);

// Receives the events. A handler that finds an error calls stop(); no further event follows.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  // `name` without its prefix ("row"), or with the URI in front ("urn:...:table:1.0|table-row") in a stream with
  // namespaces.
  virtual void start(std::string_view name, const Attributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view text) = 0;

  void stop(Error error) {
    if (!has_stopped_) error_ = std::move(error);
    has_stopped_ = true;
  }
  // Ends the reading without an error: what was looked for has been seen.
  void finish() { has_finished_ = has_stopped_ = true; }
  bool has_stopped() const { return has_stopped_; }
  bool has_finished() const { return has_finished_; }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool has_stopped_ = false;
  bool has_finished_ = false;
};

class XmlStream {
 public:
  // `where` names the part in messages. Both must outlive the stream.
  XmlStream(XmlHandler& handler, std::size_t depth_limit, std::string where, bool with_namespaces = false);
  ~XmlStream();
  XmlStream(const XmlStream&) = delete;
  XmlStream& operator=(const XmlStream&) = delete;

  // Takes the next piece; after the last one `is_last` with an empty or last piece.
  // Errors: what the handler stopped with; kInvalidInput: not well formed, a DTD, too deep, a mark longer than 1 MiB
  Status feed(std::string_view piece, bool is_last);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::tables
