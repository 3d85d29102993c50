// src/observations/internal/checks.h - what comes in is looked at before anything is stored; one text for both
// adapters.
#pragma once
#include <span>

#include "observations/store.h"

namespace bihuan::observations {

// `all`: the stored series, by id without gaps.
Status check_observation(const Observation& observation, const Batch& batch, std::span<const Series> all);
Status check_mark(const Mark& mark, std::span<const Series> all);
Status check_selection(const Selection& selection, std::span<const Series> all);
Status check_thinning(std::size_t most);
Status check_retention(const Retention& retention);
Status check_month(const Period& month);
Status check_hold(const Hold& hold, std::span<const Series> all);
// Whether the new description may take the place of the stored one. Errors: kConflict naming what differs
Status check_same_series(const Series& stored, const Series& given);

std::unexpected<Error> no_such_batch(BatchId id);
std::unexpected<Error> withdrawn_already(BatchId id);
std::unexpected<Error> no_such_series(const SeriesKey& key);
std::unexpected<Error> no_such_entry(Entry entry);
std::unexpected<Error> held_already(std::string_view reference);
std::unexpected<Error> not_held(std::string_view reference);
std::unexpected<Error> held_back(std::string_view reference);  // retain() meets a hold
std::unexpected<Error> open_question(const Series& series, Instant time);

}  // namespace bihuan::observations
