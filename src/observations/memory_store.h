// src/observations/memory_store.h - the observation store in memory: for tests, previews and small evaluations.
#pragma once
#include <memory>

#include "observations/store.h"

namespace bihuan::observations {

// seal() counts the rows and makes no file; sealed() names what was sealed, without octets and digest.
std::unique_ptr<ObservationStore> open_memory_store();

}  // namespace bihuan::observations
