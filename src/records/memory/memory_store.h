// src/records/memory/memory_store.h - the Store that lives in memory: for previews and as the model that tests compare
// with.
#pragma once
#include <memory>

#include "records/store.h"

namespace bihuan::records {

std::unique_ptr<Store> make_memory_store();

}  // namespace bihuan::records
