#include "cli/plan_input.h"

#include <filesystem>
#include <memory>

#include "base/files.h"
#include "cli/command.h"
#include "cli/data_folder.h"
#include "plans/document.h"
#include "reports/task_sheet.h"
#include "server/plan_desk.h"

namespace bihuan::cli {

Result<server::PlanFile> compile_file(const plans::Language& language, const std::string& path) {
  // One byte more than a document may have, so that the refusal names the document's own limit.
  BIHUAN_TRY(const std::string bytes, read_input(path, plans::kMaxDocumentBytes + 1));
  const std::unique_ptr<documents::OfficeConverter> converter = find_converter();
  return server::read_plan_file(language, bytes, std::filesystem::path(path).filename().string(), converter.get());
}

Status write_sheet(const server::PlanFile& file, SheetFormat format, const std::string& path) {
  reports::TaskSheetContext context;
  context.document_name = file.compiled.title;
  context.document_digest = file.digest;
  context.paragraph_starts = server::paragraph_starts(file.text);
  BIHUAN_TRY(const std::string bytes, format == SheetFormat::kXlsx
                                          ? reports::write_task_sheet_xlsx(file.compiled, context)
                                          : reports::write_task_sheet_docx(file.compiled, context));
  return write_file_durably(path, bytes);
}

}  // namespace bihuan::cli
