// src/records/adjustments.h - a target, an owner or a deadline changes by a request that another person grants.
//
// The book keeps the requests; what is adjusted is behind the port AdjustmentSubject: it says who may ask and decide,
// and makes the change, in the same transaction. Cases are one (cases.h), tasks another.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/database.h"

namespace bihuan::records {

class Ledger;

enum class AdjustmentState { kAsked, kGranted, kRefused };

struct Adjustment {
  std::string adjustment_id;  // "j000001"
  std::int64_t revision = 1;
  std::string subject;  // "case_file/k000001"
  std::string field;    // "due"
  std::string before_value;
  std::string after_value;
  std::string why;
  std::string asked_by;   // person
  std::string asked_for;  // whose deputy he was; "" in his own right
  std::string asked_name;
  Instant asked_at;
  AdjustmentState state = AdjustmentState::kAsked;
  std::string decided_by, decided_name, decided_why;
  std::optional<Instant> decided_at;
};

// What can be adjusted.
class AdjustmentSubject {
 public:
  virtual ~AdjustmentSubject() = default;
  // The first part of the subjects: "case_file".
  virtual std::string_view kind() const = 0;
  virtual Result<bool> may_see(Reader& reader, const Actor& actor, const std::string& subject) = 0;

  struct Asked {
    std::string before_value;
    std::string asked_for;
  };
  // Somebody asks: checks his right and the value, leaves its own mark of the request.
  virtual Result<Asked> asked(Ledger& ledger, const Adjustment& wanted) = 0;
  // Somebody decides, in words `why`: checks his right, and makes the change where it is granted.
  virtual Status decided(Ledger& ledger, const Adjustment& adjustment, bool is_granted, const std::string& why) = 0;
};

struct AdjustmentFilter {
  std::string subject;  // "" any
  std::optional<AdjustmentState> state;
};

class Adjustments {
 public:
  Adjustments(std::shared_ptr<Database> database, std::vector<std::shared_ptr<AdjustmentSubject>> subjects);

  // Errors: those of the subject; kInvalidInput  no such kind of subject, no reason, nothing would change
  //         kConflict  a request for the same field waits for a decision
  Result<Adjustment> ask(const Actor& actor, const std::string& subject, const std::string& field,
                         const std::string& after_value, const std::string& why);
  // `why` may be empty where it is granted. Errors: kNotFound; kConflict  decided already, or another revision;
  // kInvalidInput  the person who asked decides; those of the subject
  Result<Adjustment> decide(const Actor& actor, const std::string& adjustment_id, std::int64_t revision,
                            bool is_granted, const std::string& why);
  // Oldest first, at most `limit` behind `after` (an id, "" from the start), those that the actor may see.
  Result<std::vector<Adjustment>> list(const Actor& actor, const AdjustmentFilter& filter, std::string_view after,
                                       std::int64_t limit);

 private:
  AdjustmentSubject* subject_of(std::string_view subject) const;
  std::shared_ptr<Database> database_;
  std::vector<std::shared_ptr<AdjustmentSubject>> subjects_;
};

}  // namespace bihuan::records
