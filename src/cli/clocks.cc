#include "cli/clocks.h"

namespace bihuan::cli {

Instant SystemClock::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

Instant DemonstrationClock::now() const {
  const std::chrono::duration<double> passed = (std::chrono::steady_clock::now() - made_) * speed_;
  return {start_.seconds + std::chrono::duration_cast<std::chrono::seconds>(passed).count()};
}

}  // namespace bihuan::cli
