#include "records/record_files.h"

#include <utility>

namespace bihuan::records {

Result<RecordFile> add_record_file(Ledger& ledger, const std::string& subject, const CheckedAttachment& checked,
                                   std::string bytes) {
  BIHUAN_TRY(const std::int64_t before, ledger.store().count(table_of<RecordFile>(), {is("subject", subject)}));
  const RecordFile row{subject,        before + 1,           checked.file_name,  checked.kind, checked.size,
                       checked.digest, ledger.actor().name, ledger.actor().at};
  BIHUAN_CHECK(ledger.add(row, "file.added"));
  BIHUAN_CHECK(ledger.add(RecordFileContent{subject, row.number, Bytes{std::move(bytes)}}, "file.content"));
  return row;
}

Result<NamedBytes> record_file(Reader& reader, const std::string& subject, std::int64_t number) {
  BIHUAN_TRY(const std::optional<RecordFile> row, find<RecordFile>(reader, subject, number));
  if (!row) return fail(Code::kNotFound, "没有这个文件", subject);
  BIHUAN_TRY(std::optional<RecordFileContent> content, find<RecordFileContent>(reader, subject, number));
  if (!content) {
    return fail(Code::kNotFound, "“" + row->file_name + "”的内容已依规定销毁，只留摘要" + row->digest, subject);
  }
  return NamedBytes{row->file_name, std::move(content->file_bytes.value)};
}

Result<NamedBytes> record_file_by_digest(Reader& reader, std::string_view prefix, const std::string& digest) {
  BIHUAN_TRY(const std::vector<RecordFile> rows, select<RecordFile>(reader, {{is("digest", digest)}, {}, {}, 0}));
  for (const RecordFile& row : rows) {
    if (row.subject.starts_with(prefix)) return record_file(reader, row.subject, row.number);
  }
  return fail(Code::kNotFound, "没有这个文件", digest);
}

}  // namespace bihuan::records
