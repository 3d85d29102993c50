#include "records/rows.h"

#include "base/digest.h"

namespace bihuan::records {
namespace {

void write_digest(JsonWriter& writer, const std::string& value) {
  writer.string(value.empty() ? std::string() : "sm3:" + sm3_hex(value));
}

}  // namespace

void write_json_value(JsonWriter& writer, const Bytes& bytes) { write_digest(writer, bytes.value); }
void write_json_value(JsonWriter& writer, const Content& content) { write_digest(writer, content.value); }
void write_json_value(JsonWriter& writer, const Secret& secret) { write_digest(writer, secret.value); }

}  // namespace bihuan::records
