// src/tables/internal/number_format.h - number texts and number formats of spreadsheets.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bihuan::tables {

// Reads a number as a spreadsheet file stores it ("1E-3", "0.28999999999999998", "+.5") and returns it as plain decimal
// text of at most 15 significant digits ("0.001", "0.29", "0.5"); a text of at most 15 digits keeps its zeros ("0.20").
// Beyond 10^30 or below 10^-30 it keeps an exponent. Nothing if `text` is no finite number.
std::optional<std::string> plain_decimal(std::string_view text);

// A parsed format code. Only what is needed to tell dates from numbers and to show plain numbers.
class NumberFormat {
 public:
  explicit NumberFormat(std::string code);

  const std::string& code() const { return code_; }
  bool is_date() const { return has_date_ || has_time_; }  // an elapsed time ([h]:mm) is a number, no date
  bool has_date() const { return has_date_; }
  bool has_time() const { return has_time_; }

  // Returns what the screen shows for `plain` (of plain_decimal); nothing if the code is General, a date, or beyond us
  // (fractions, exponents, conditions): then the value itself is the best that can be shown.
  std::optional<std::string> show(std::string_view plain) const;

 private:
  struct Section {
    std::string prefix;
    std::string suffix;
    int least_whole = 0;    // zeros left of the point
    int least_places = 0;   // zeros right of the point
    int most_places = 0;    // zeros, # and ? right of the point
    int percents = 0;       // how often % stands there: the number is shown times 100 for each
    int thousands_cut = 0;  // commas behind the last digit: divided by 1000 for each
    bool is_grouped = false;
    bool has_digits = false;
  };
  bool parse_section(std::string_view text, Section& out) const;
  void find_date_letters(std::string_view section);

  std::string code_;
  std::vector<Section> sections_;  // empty: cannot be shown
  bool has_date_ = false;
  bool has_time_ = false;
};

// The code behind a built-in format id as Chinese editions have them; empty for General and unknown ids.
std::string_view builtin_format(int id);

// Returns the ISO text of a date serial number: "2024-09-30", "2024-09-30T08:15:00", or "08:15:00" for a time of day.
// Nothing if it lies outside 1900-01-01 .. 9999-12-31 (then the cell is a number), or on the 29th of February 1900,
// which the 1900 epoch invents.
std::optional<std::string> serial_to_iso(double serial, bool is_1904, bool has_date, bool has_time);

}  // namespace bihuan::tables
