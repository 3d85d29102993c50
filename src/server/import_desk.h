// src/server/import_desk.h - the desk where sheets of measured values come in: a look before anything is stored, the
// import, its undoing. Once for the HTTP API and for the command line.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "observations/sheet_import.h"
#include "records/actor.h"
#include "server/office.h"
#include "server/plan_desk.h"

namespace bihuan::server {

namespace api {
struct ImportList;
struct SheetPreview;
struct ImportRequest;
struct ImportResult;
struct ImportView;
struct ImportWayList;
}  // namespace api

// What a person says of columns, units and sites of a source is kept with the import. The next sheet of the source -
// the same way, the same heads - is read with what was said of the last one that was taken in; what is said of it
// itself comes before, and is_fresh leaves the past alone. The site of a sheet that names none is not carried over.

// A file, and what a person says of how it is to be read.
struct ImportWish {
  std::string file_name;
  std::string_view bytes;                             // outlives the call
  std::string way;                                    // id of a profile
  std::map<std::string, std::string> columns, units;  // over those of the profile
  std::map<std::string, std::string> sites;           // name in the sheet -> code
  std::string site;                                   // of a sheet that names none
  std::string note;
  bool is_fresh = false;      // without what was said of earlier sheets
  bool adds_aliases = false;  // what is said of sites becomes an alias in sheets of this source
};

// One call of one actor; not for keeping.
class ImportDesk {
 public:
  // Both outlive the object.
  ImportDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  api::ImportWayList ways() const;
  // What the file would bring; nothing is stored. Names of sites that nobody registered are listed, not refused.
  // Errors: those of observations::SheetImport::open; kNotFound  no such way, a code that is not registered
  Result<api::SheetPreview> preview(const ImportWish& wish);
  // The problems of such a look as a file for a person to work through.
  Result<NamedFile> problems(const ImportWish& wish);
  // The good values go into the store. Errors: as above; kConflict  a series of the sheet is stored with another unit;
  // kUnavailable  the disk: nothing of it is stored
  Result<api::ImportResult> import(const ImportWish& wish);
  Result<api::ImportView> undo(std::string_view import_id, std::int64_t revision, std::string_view why);

  Result<api::ImportView> find(std::string_view import_id);
  Result<api::ImportList> list(std::string_view cursor, std::int64_t limit);
  Result<NamedFile> file(std::string_view import_id);  // as it came in

 private:
  struct Reading;
  struct Said;
  // With what was said of the last sheet of the source, where there was one.
  Result<Reading> read(const ImportWish& wish, bool takes_unknown_sites);
  Result<Reading> read_with(const ImportWish& wish, const Said& said, bool takes_unknown_sites);
  Status check_aliases(const ImportWish& wish) const;
  // Those that were added; in `problems` those that could not be.
  std::vector<std::string> add_aliases(const Reading& reading, const ImportWish& wish, const std::string& import_id,
                                       std::vector<std::string>& problems);
  Result<api::SheetPreview> preview_of(const Reading& reading, const ImportWish& wish);
  Result<observations::AppendReport> append(const Reading& reading, const records::ImportEntry& begun);
  api::ImportView view(const records::ImportEntry& entry) const;

  Office& office_;
  const records::Actor& actor_;
};

// Puts an import that once came in into a store that is made again. Errors: kNotFound, kCorrupt  its file
Status import_again(ObservationRoom& room, observations::ObservationStore& store, const records::ImportEntry& entry);

// Takes the batch of an import that was undone out of the store. It is found by its reference: its number is another
// when the store was made again. PRECONDITION: the entry is withdrawn. Errors: kCorrupt  no such batch; kConflict
Status withdraw_import(observations::ObservationStore& store, const records::ImportEntry& entry);

}  // namespace bihuan::server
