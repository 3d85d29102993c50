// src/records/store.h - the port under the books of this library: rows and transactions, no rules.
//
// Adapter: sqlite/sqlite_store.h, on a file or in memory. Every write happens between begin() and commit(); rollback(),
// or the end of the object, undoes it. One object is used by one thread at a time.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/table.h"

namespace bihuan::records {

// Reads rows. Cells come in the order of Table::columns.
class Reader {
 public:
  virtual ~Reader() = default;
  // What is read between the two calls is of one moment. They do not nest.
  virtual Status begin_reading() = 0;
  virtual void end_reading() = 0;
  virtual Result<std::vector<Cells>> select(const Table& table, const Query& query) = 0;
  virtual Result<std::int64_t> count(const Table& table, const std::vector<Condition>& where) = 0;
  // The largest value of an integer column; 0 for an empty table.
  virtual Result<std::int64_t> largest(const Table& table, std::string_view column) = 0;
};

class Store : public Reader {
 public:
  // Transactions do not nest. begin() takes the right to write at once.
  virtual Status begin() = 0;
  virtual Status commit() = 0;
  virtual void rollback() = 0;

  // A mark inside a transaction to which one can go back; marks do not nest.
  virtual Status set_mark() = 0;
  virtual Status drop_mark() = 0;
  virtual Status go_back_to_mark() = 0;

  // The next number of a counter, from 1; given once for ever. Inside a transaction.
  virtual Result<std::int64_t> take_number(std::string_view counter) = 0;

  // Errors: kConflict where a row with this key is there, or a constraint of the schema is hurt
  virtual Status insert(const Table& table, const Cells& cells) = 0;
  // Gives the row with this key new values. Errors: kNotFound
  virtual Status replace(const Table& table, const Cells& cells) = 0;
  // Removes the rows that meet the conditions (at least one condition) and tells how many they were.
  virtual Result<std::int64_t> remove(const Table& table, const std::vector<Condition>& where) = 0;
};

}  // namespace bihuan::records
