#include "observations/observation.h"

#include <array>
#include <utility>

namespace bihuan::observations {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kStates{{{"value", "有值"},
                                                                                 {"below_limit", "低于检出限"},
                                                                                 {"not_sampled", "未采样"},
                                                                                 {"fault", "仪器故障"},
                                                                                 {"maintenance", "维护校准"},
                                                                                 {"stopped", "停产停运"},
                                                                                 {"dry", "断流干涸"},
                                                                                 {"no_access", "不具备采样条件"},
                                                                                 {"rejected", "实验室作废"},
                                                                                 {"unexplained", "缺测，未说明原因"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kVerdicts{
    {{"valid", "有效"}, {"suspect", "存疑"}, {"under_review", "待审核"}, {"invalid", "无效"}}};

}  // namespace

std::string_view to_string(ValueState state) { return kStates[static_cast<std::size_t>(state)].first; }
std::string_view to_chinese(ValueState state) { return kStates[static_cast<std::size_t>(state)].second; }
std::string_view to_string(Verdict verdict) { return kVerdicts[static_cast<std::size_t>(verdict)].first; }
std::string_view to_chinese(Verdict verdict) { return kVerdicts[static_cast<std::size_t>(verdict)].second; }

std::string_view to_string(BatchKind kind) {
  switch (kind) {
    case BatchKind::kImport:
      return "import";
    case BatchKind::kIngest:
      return "ingest";
    case BatchKind::kPerson:
      break;
  }
  return "person";
}

}  // namespace bihuan::observations
