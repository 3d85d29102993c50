// Whatever bytes come: read_document and compile neither crash nor hang, spans stay inside the text and in order, and
// the same bytes give the same plan.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "plans/compiler.h"
#include "plans/document.h"
#include "plans/plan_json.h"

namespace {

namespace plans = bihuan::plans;

const plans::Language& language() {
  static const plans::Language loaded = [] {
    std::vector<plans::NamedText> files;
    for (const auto& entry : std::filesystem::directory_iterator(BIHUAN_SOURCE_DIR "/knowledge/plan-language")) {
      if (entry.path().extension() != ".toml") continue;
      auto text = bihuan::read_file(entry.path().string(), std::size_t{1} << 20);
      if (!text.has_value()) std::abort();
      files.push_back({entry.path().filename().string(), std::move(*text)});
    }
    auto result = plans::load_language(files);
    if (!result.has_value()) std::abort();
    return *result;
  }();
  return loaded;
}

void require(bool holds) {
  if (!holds) std::abort();
}

void check(plans::Span span, std::int64_t size) {
  require(span.begin >= 0 && span.begin <= span.end && span.end <= size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto document = plans::read_document(bytes, size % 3 == 0 ? "a.csv" : "a.txt");
  if (!document.has_value()) return 0;
  const auto length = static_cast<std::int64_t>(bihuan::count_code_points(document->text));
  const plans::Plan plan = plans::compile(language(), document->text);
  for (const auto& item : plan.items) {
    check(item.span, length);
    for (const auto& group : item.groups) {
      check(group.span, length);
      check(group.governs, length);
    }
  }
  for (const auto& target : plan.targets) check(target.span, length);
  for (const auto& duty : plan.duties) check(duty.span, length);
  for (const auto& list : plan.lists) check(list.span, length);
  for (const auto& deliverable : plan.deliverables) check(deliverable.span, length);
  for (const auto& diagnostic : plan.diagnostics) check(diagnostic.span, length);
  require(plans::plan_json(plan) == plans::plan_json(plans::compile(language(), document->text)));
  return 0;
}
