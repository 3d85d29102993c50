// src/server/observation_room.h - the room of measured values: the observation store of a data folder, opened when it
// is first wanted, the files that were imported, and the rules by which both are read.
//
// Values stand in two places: what happened (imports, marks) in the record store and its journal, first; the values in
// the observation store, after it. settle() brings the second up to the first after a crash. What is written into both
// is written under in_order(): the journal then tells the order of the store, and a rebuild can go by it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "gateway/frame_values.h"
#include "hj212/vocabulary.h"
#include "observations/import_words.h"
#include "observations/quality_rules.h"
#include "observations/store.h"
#include "records/actor.h"
#include "records/imports.h"
#include "records/retentions.h"
#include "records/value_marks.h"

namespace bihuan::server {

// Thread safe.
class ObservationRoom {
 public:
  using Opener = std::function<Result<std::unique_ptr<observations::ObservationStore>>()>;

  // `knowledge`: texts by name ("import/profiles.toml", "quality/checks.toml", "hj212/factors.toml" ...). The database
  // outlives the room. Errors: kNotFound naming a file that is missing; those of the loaders
  static Result<std::unique_ptr<ObservationRoom>> make(const std::map<std::string, std::string>& knowledge,
                                                       std::shared_ptr<records::Database> database);

  // Where the store and the imported files are; before the first use.
  void place(Opener opener, std::string files_folder, const Clock& clock);

  // Errors: kUnavailable  no place, or it cannot be opened; kCorrupt
  Result<observations::ObservationStore*> store();
  bool is_open() const;

  const observations::ImportWords& words() const { return words_; }
  const std::vector<observations::ImportProfile>& profiles() const { return profiles_; }
  Result<observations::ImportProfile> profile(std::string_view id) const;  // Errors: kNotFound listing those there are
  const observations::QualityRules& rules() const { return rules_; }
  const hj212::Vocabulary& vocabulary() const { return vocabulary_; }
  const gateway::FrameValueRules& frame_rules() const { return frame_rules_; }
  // "化学需氧量", "二氧化硫（折算）"; the code where no table knows it.
  std::string factor_name(std::string_view factor) const;

  // An imported file, kept under its SM3. Errors: kUnavailable; kNotFound; kCorrupt it is another than was kept
  Result<std::string> keep_file(std::string_view bytes);
  Result<std::string> kept_file(const std::string& digest) const;
  const std::string& files_folder() const { return files_folder_; }

  // Held from the journal's entry until the store has it, and while frames are taken in. Not for two calls of one
  // thread; ask for store() before.
  std::unique_lock<std::mutex> in_order() const { return std::unique_lock(order_); }
  // The last frame of the archive that is dealt with: what a FrameIngest of this store begins behind. PRECONDITION of
  // both: in_order() is held, or nobody else is there
  void note_frames(std::int64_t through) { frames_ = std::max(frames_, through); }
  Result<std::int64_t> frames_through(observations::ObservationStore& store) const;

  // Puts marks of the rows into the store. Returns how many were new.
  Result<std::int64_t> put_marks(observations::ObservationStore& store, std::span<const records::ValueMark> rows) const;
  // Of all rows behind `after` ("" from the start) up to and with `through` ("" to the end).
  Status put_marks_between(observations::ObservationStore& store, std::string_view after,
                           std::string_view through) const;
  // Those that the store has not got yet. What was dropped does not come back.
  Status bring_marks(observations::ObservationStore& store) const;
  // The store's holds become those that stand in the records; a site's new series come under its holds.
  Status bring_holds(observations::ObservationStore& store) const;

 private:
  ObservationRoom() = default;
  Status settle(observations::ObservationStore& store);
  Status settle_imports(observations::ObservationStore& store, const records::Actor& timer);
  Status settle_retentions(observations::ObservationStore& store, const records::Actor& timer);

  observations::ImportWords words_;
  std::vector<observations::ImportProfile> profiles_;
  observations::QualityRules rules_;
  hj212::Vocabulary vocabulary_;
  gateway::FrameValueRules frame_rules_;
  std::shared_ptr<records::Database> database_;

  Opener opener_;
  std::string files_folder_;
  const Clock* clock_ = nullptr;
  mutable std::mutex order_;
  std::int64_t frames_ = 0;
  mutable std::mutex mutex_;  // over store_, until it is there
  std::unique_ptr<observations::ObservationStore> store_;
};

// The holds of the store that an entry stands for, now. Errors: those of the store
Result<std::vector<observations::Hold>> holds_of_entry(const observations::ObservationStore& store,
                                                       const records::HoldEntry& entry);

// The marks that a row stands for; none where the store does not know its series. Errors: kCorrupt
Result<std::vector<observations::Mark>> marks_of_row(const observations::ObservationStore& store,
                                                     const records::ValueMark& row);

}  // namespace bihuan::server
