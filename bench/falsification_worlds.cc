#include "falsification_worlds.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace falsification {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed * 2654435761U + 97) {}
  double part() { return static_cast<double>(engine_() >> 11) / 9007199254740992.0; }
  double within(double low, double high) { return low + (high - low) * part(); }
  int whole(int low, int high) { return low + static_cast<int>(part() * (high - low + 1)); }
  double bell() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += part();
    return sum;
  }
  bool once_in(double chance) { return part() < chance; }

 private:
  std::mt19937_64 engine_;
};

double tens(int places) { return std::pow(10.0, places); }

// How a factor behaves: level, swing over the day and the year, slow noise and noise of the instrument, all as shares.
struct Nature {
  double level, day, year, slow, quick, memory;
};

Curve curve_of(Dice& dice, std::string site, std::string factor, std::string unit, int places, Nature nature,
               double limit, double range_end, double peak_hour) {
  Curve curve;
  curve.site = std::move(site);
  curve.factor = std::move(factor);
  curve.unit = std::move(unit);
  curve.places = places;
  curve.limit = std::llround(limit * tens(places));
  curve.range_end = std::llround(range_end * tens(places));
  double slow = dice.bell();
  const double phase = dice.within(0, 6.28);
  for (int h = 0; h < kHoursOfYear; ++h) {
    slow = nature.memory * slow + std::sqrt(1 - nature.memory * nature.memory) * dice.bell();
    const double day = nature.day * std::cos((h % 24 - peak_hour) / 24 * 6.283185);
    const double week = (h / 24 % 7 >= 5) ? -nature.day / 3 : 0;
    const double year = nature.year * std::cos(h / 8760.0 * 6.283185 + phase);
    const double shape = std::exp(day + week + year + nature.slow * slow);
    const double value = nature.level * shape * (1 + nature.quick * dice.bell());
    curve.values.push_back(std::llround(std::clamp(value, 0.0, range_end > 0 ? range_end * 0.98 : 1e9) * tens(places)));
    curve.present.push_back(1);
    curve.flags.push_back('N');
  }
  return curve;
}

// A sum that has to stay above its part: a part of its own beside.
void keep_above(Curve& whole, const Curve& part, double at_least, int shift) {
  for (int h = 0; h < kHoursOfYear; ++h) {
    const auto floor = static_cast<std::int64_t>(static_cast<double>(part.values[h]) * tens(shift) * at_least);
    whole.values[h] = std::max(whole.values[h], floor);
  }
}

// Lost hours, calibrations, repairs: as they come in an ordinary year.
void daily_life(Dice& dice, World& world) {
  for (Curve& curve : world.curves) {
    if (curve.is_power) continue;
    for (int n = 0; n < 14; ++n) {
      const int begin = dice.whole(0, kHoursOfYear - 40), length = dice.whole(1, 9);
      for (int h = begin; h < begin + length; ++h) curve.present[static_cast<std::size_t>(h)] = 0;
    }
    const int hour = dice.whole(0, 23);
    for (int day = dice.whole(0, 6); day < 365; day += 7) {
      curve.flags[static_cast<std::size_t>(day * 24 + hour)] = 'C';
      curve.values[static_cast<std::size_t>(day * 24 + hour)] = static_cast<std::int64_t>(
          static_cast<double>(curve.values[static_cast<std::size_t>(day * 24 + hour)]) * dice.within(0.2, 1.6));
    }
    for (int n = 0; n < 4; ++n) {
      const int begin = dice.whole(0, kHoursOfYear - 60), length = dice.whole(2, 30);
      const char flag = dice.once_in(0.5) ? 'M' : 'D';
      const auto stuck = curve.values[static_cast<std::size_t>(begin)];
      for (int h = begin; h < begin + length; ++h) {
        curve.flags[static_cast<std::size_t>(h)] = flag;
        curve.values[static_cast<std::size_t>(h)] = flag == 'D' ? stuck : stuck / 2;
      }
    }
  }
}

void stop_for_real(Dice& dice, World& world, const std::string& site) {
  for (int n = 0; n < 3; ++n) {
    const int begin = dice.whole(100, kHoursOfYear - 300), length = dice.whole(20, 140);
    for (Curve& curve : world.curves) {
      if (curve.site != site) continue;
      for (int h = begin; h < begin + length; ++h) {
        const auto i = static_cast<std::size_t>(h);
        curve.flags[i] = curve.is_power ? 'N' : 'F';
        const double left = std::exp(-(h - begin) / 3.0);
        if (curve.factor == "a19001")
          curve.values[i] = std::llround((20.8 + dice.within(-0.1, 0.1)) * tens(curve.places));
        else if (curve.is_power)
          curve.values[i] = 0;
        else
          curve.values[i] = static_cast<std::int64_t>(static_cast<double>(curve.values[i]) * left * 0.3);
      }
    }
    world.conditions.push_back({begin, begin + length, site, "停运"});
    world.conditions.push_back({begin + length, begin + length + 8, site, "启炉"});
    for (Curve& curve : world.curves) {  // it smokes when it starts
      if (curve.site != site || curve.is_power || curve.limit == 0) continue;
      for (int h = begin + length; h < begin + length + 8; ++h)
        curve.values[static_cast<std::size_t>(h)] = static_cast<std::int64_t>(
            static_cast<double>(curve.values[static_cast<std::size_t>(h)]) * dice.within(0.6, 1.8));
    }
  }
}

void convert(Curve& converted, const Curve& measured, const Curve& oxygen, double reference) {
  for (int h = 0; h < kHoursOfYear; ++h) {
    const auto i = static_cast<std::size_t>(h);
    const double o2 = static_cast<double>(oxygen.values[i]) / tens(oxygen.places);
    const bool is_good = measured.present[i] != 0 && oxygen.present[i] != 0 && o2 < 19;
    converted.present[i] = is_good ? 1 : 0;
    converted.flags[i] = measured.flags[i] == 'N' ? oxygen.flags[i] : measured.flags[i];
    if (is_good)
      converted.values[i] = std::llround(static_cast<double>(measured.values[i]) * (21 - reference) / (21 - o2));
  }
}

struct Kind {
  std::string_view name, medium;
};
const std::vector<Kind> kKinds{{"constant", "wastewater"},
                               {"low_spread", "wastewater"},
                               {"smoothed", "wastewater"},
                               {"clipped", "wastewater"},
                               {"replayed", "wastewater"},
                               {"replayed_scaled", "wastewater"},
                               {"digits", "wastewater"},
                               {"step_drop", "wastewater"},
                               {"common_drop", "wastewater"},
                               {"shared", "wastewater"},
                               {"nh3n_over_tn", "wastewater"},
                               {"pm25_over_pm10", "ambient_air"},
                               {"impossible", "wastewater"},
                               {"ph_jump", "wastewater"},
                               {"covered", "wastewater"},
                               {"false_stop", "gas"},
                               {"no_power", "gas"},
                               {"still_flow", "wastewater"},
                               {"range_end", "wastewater"},
                               {"not_converted", "gas"},
                               {"visit", "wastewater"}};

bool is_concentration(const Curve& curve) { return curve.limit > 0 && !curve.is_converted && !curve.is_power; }

// A free stretch of hours without a gap or flag around it, in a curve that fits.
class Places {
 public:
  explicit Places(Dice& dice) : dice_(dice) {}
  bool find(const World& world, std::size_t curve, int length, int& begin) {
    for (int tries = 0; tries < 400; ++tries) {
      begin = dice_.whole(24 * 70, kHoursOfYear - length - 30);
      if (is_free(world, curve, begin - 12, begin + length + 12)) {
        taken_.push_back({curve, begin, begin + length});
        return true;
      }
    }
    return false;
  }
  const std::vector<Planted>& taken() const { return taken_; }

 private:
  bool is_free(const World& world, std::size_t curve, int begin, int end) const {
    for (const Planted& other : taken_) {
      if (begin < other.end + 48 && other.begin - 48 < end) return false;
    }
    int bad = 0;
    for (int h = begin; h < end; ++h) {
      const auto i = static_cast<std::size_t>(h);
      if (world.curves[curve].present[i] == 0) ++bad;
      const char flag = world.curves[curve].flags[i];
      if (flag == 'F' || ((flag == 'D' || flag == 'M') && end - begin < 500)) return false;
    }
    return bad <= (end - begin) / 50;
  }
  Dice& dice_;
  std::vector<Planted> taken_;
};

std::size_t any_of(Dice& dice, const World& world, bool (*fits)(const Curve&)) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < world.curves.size(); ++i) {
    if (fits(world.curves[i])) all.push_back(i);
  }
  if (all.empty()) return 0;
  return all[static_cast<std::size_t>(dice.whole(0, static_cast<int>(all.size()) - 1))];
}

std::size_t named(const World& world, std::string_view site, std::string_view factor) {
  for (std::size_t i = 0; i < world.curves.size(); ++i) {
    if (world.curves[i].site == site && world.curves[i].factor == factor && !world.curves[i].is_converted) return i;
  }
  std::abort();
}

void times_all(Curve& curve, int begin, int end, double by) {
  for (int h = begin; h < end; ++h)
    curve.values[static_cast<std::size_t>(h)] =
        std::llround(static_cast<double>(curve.values[static_cast<std::size_t>(h)]) * by);
}

// What one stretch becomes.
void falsify(Dice& dice, World& world, std::string_view kind, std::size_t at, int begin, int end) {
  Curve& curve = world.curves[at];
  auto& v = curve.values;
  const auto value = [&](int h) -> std::int64_t& { return v[static_cast<std::size_t>(h)]; };
  const double first = static_cast<double>(value(begin));
  if (kind == "constant" || kind == "still_flow") {
    const std::int64_t one = kind == "still_flow" && dice.once_in(0.4) ? 0 : value(begin);
    for (int h = begin; h < end; ++h) value(h) = one;
  } else if (kind == "low_spread") {
    for (int h = begin; h < end; ++h) value(h) = std::llround(first * (1 + 0.01 * dice.within(-0.5, 0.5)));
  } else if (kind == "smoothed") {
    for (int knot = begin; knot < end; knot += 12) {
      const int next = std::min(knot + 12, end);
      const double from = static_cast<double>(value(knot)),
                   to = static_cast<double>(value(std::min(next, kHoursOfYear - 1)));
      for (int h = knot; h < next; ++h) value(h) = std::llround(from + (to - from) * (h - knot) / (next - knot));
    }
  } else if (kind == "clipped") {
    double sum = 0;
    for (int h = begin; h < end; ++h) sum += static_cast<double>(value(h));
    const double up = static_cast<double>(curve.limit) * dice.within(1.1, 1.5) / (sum / (end - begin));
    times_all(curve, begin, end, up);
    for (int h = begin; h < end; ++h) {
      if (value(h) > curve.limit * 96 / 100)
        value(h) = std::llround(static_cast<double>(curve.limit) * dice.within(0.955, 0.999));
    }
  } else if (kind == "replayed" || kind == "replayed_scaled") {
    const int lag = dice.whole(end - begin + 3, 24 * 60);
    const double by = kind == "replayed" ? 1 : dice.within(0.88, 1.12);
    const double plus = kind == "replayed" ? 0 : first * dice.within(-0.05, 0.05);
    for (int h = end - 1; h >= begin; --h) value(h) = std::llround(static_cast<double>(value(h - lag)) * by + plus);
  } else if (kind == "digits") {
    const int liked[] = {0, 5, 8, 3};
    for (int h = begin; h < end; ++h) {
      if (dice.once_in(0.6)) value(h) = value(h) / 10 * 10 + liked[dice.whole(0, dice.once_in(0.7) ? 1 : 3)];
    }
  } else if (kind == "step_drop") {
    times_all(curve, begin, end, dice.within(0.2, 0.42));
  } else if (kind == "nh3n_over_tn") {
    const Curve& tn = world.curves[named(world, curve.site, "w21001")];
    for (int h = begin; h < end; ++h)
      value(h) = std::llround(static_cast<double>(tn.values[static_cast<std::size_t>(h)]) * dice.within(1.1, 1.4)) + 15;
  } else if (kind == "pm25_over_pm10") {
    const Curve& coarse = world.curves[named(world, curve.site, "a34002")];
    for (int h = begin; h < end; ++h)
      value(h) =
          std::llround(static_cast<double>(coarse.values[static_cast<std::size_t>(h)]) * dice.within(1.1, 1.4)) + 5;
  } else if (kind == "impossible") {
    for (int h = begin; h < end; ++h) value(h) = std::llround(dice.within(14.1, 20) * tens(curve.places));
  } else if (kind == "ph_jump") {
    for (int h = begin; h < end; ++h) value(h) += std::llround((dice.once_in(0.5) ? 3 : 3.5) * tens(curve.places));
  } else if (kind == "covered") {
    for (int h = begin; h < end; ++h) {
      if (h % 40 < 3) {
        value(h) = std::llround(static_cast<double>(curve.limit) * dice.within(1.1, 1.8));
        curve.flags[static_cast<std::size_t>(h)] = dice.once_in(0.5) ? 'M' : 'D';
      }
    }
  } else if (kind == "false_stop") {
    for (int h = begin; h < end; ++h) curve.flags[static_cast<std::size_t>(h)] = 'F';
  } else if (kind == "no_power") {
    for (Curve& power : world.curves) {
      if (power.is_power && power.site == curve.site)
        std::fill(power.values.begin() + begin, power.values.begin() + end, 0);
    }
  } else if (kind == "range_end") {
    for (int h = begin; h < end; ++h) value(h) = curve.range_end;
  } else if (kind == "not_converted") {
    for (Curve& other : world.curves) {
      if (other.is_converted && other.site == curve.site && other.factor == curve.factor)
        times_all(other, begin, end, dice.within(0.5, 0.9));
    }
  } else if (kind == "visit") {
    world.visits.push_back({begin, begin + 1, curve.site, "站房门被打开"});
  } else if (kind == "shared") {
    const Curve& other = world.curves[named(world, curve.site == "P1" ? "P2" : "P1", curve.factor)];
    const double by = dice.once_in(0.5) ? 1 : dice.within(0.9, 1.1);
    for (int h = begin; h < end; ++h)
      value(h) = std::llround(static_cast<double>(other.values[static_cast<std::size_t>(h)]) * by);
  }
}

struct Lengths {
  int least, most, count;
};
Lengths lengths_of(std::string_view kind) {
  if (kind == "constant" || kind == "still_flow") return {8, 30, 6};
  if (kind == "low_spread" || kind == "smoothed") return {36, 120, 5};
  if (kind == "clipped") return {36, 120, 5};
  if (kind == "replayed" || kind == "replayed_scaled") return {14, 72, 6};
  if (kind == "digits") return {24 * 10, 24 * 30, 3};
  if (kind == "step_drop" || kind == "common_drop") return {12, 96, 6};
  if (kind == "shared") return {24, 120, 5};
  if (kind == "pm25_over_pm10") return {4, 16, 6};
  if (kind == "covered") return {24 * 25, 24 * 40, 2};
  if (kind == "impossible" || kind == "ph_jump" || kind == "visit") return {1, 4, 6};
  if (kind == "range_end") return {3, 12, 6};
  return {6, 48, 6};
}

}  // namespace

World wastewater_world(std::uint64_t seed) {
  Dice dice(seed * 3 + 1);
  World world;
  world.medium = "wastewater";
  for (const double strain : {0.62, 0.28}) {  // share of the limit; the second plant runs well
    const std::string site = strain > 0.5 ? "P1" : "P2";
    const auto nature = [&](double level) {
      return Nature{level * strain,        dice.within(0.05, 0.2),  dice.within(0, 0.15),
                    dice.within(0.1, 0.2), dice.within(0.02, 0.06), dice.within(0.75, 0.95)};
    };
    world.curves.push_back(curve_of(dice, site, "w01018", "mg/L", 1, nature(50), 50, 200, 14));
    world.curves.push_back(curve_of(dice, site, "w21003", "mg/L", 2, nature(5), 5, 20, 10));
    world.curves.push_back(curve_of(dice, site, "w21011", "mg/L", 3, nature(0.5), 0.5, 2, 12));
    world.curves.push_back(curve_of(dice, site, "w21001", "mg/L", 2, nature(15), 15, 50, 11));
    keep_above(world.curves.back(), world.curves[world.curves.size() - 3], 1.15, 0);
    world.curves.push_back(
        curve_of(dice, site, "w01001", "无量纲", 2, Nature{7.3, 0.005, 0.01, 0.012, 0.004, 0.9}, 0, 14, 12));
    world.curves.push_back(curve_of(dice, site, "w00000", "L/s", 2, Nature{52, 0.25, 0.1, 0.1, 0.03, 0.8}, 0, 0, 10));
  }
  daily_life(dice, world);
  stop_for_real(dice, world, "P1");
  return world;
}

World gas_world(std::uint64_t seed) {
  Dice dice(seed * 3 + 2);
  World world;
  world.medium = "gas";
  const auto nature = [&](double level) {
    return Nature{level * 0.6,
                  dice.within(0.03, 0.15),
                  dice.within(0, 0.1),
                  dice.within(0.1, 0.25),
                  dice.within(0.02, 0.05),
                  dice.within(0.6, 0.9)};
  };
  world.curves.push_back(curve_of(dice, "G1", "a21026", "mg/m³", 1, nature(35), 35, 300, 15));
  world.curves.push_back(curve_of(dice, "G1", "a21002", "mg/m³", 1, nature(50), 50, 300, 15));
  world.curves.push_back(curve_of(dice, "G1", "a34013", "mg/m³", 2, nature(10), 10, 50, 15));
  world.curves.push_back(curve_of(dice, "G1", "a19001", "%", 2, Nature{8.2, 0.02, 0, 0.06, 0.01, 0.9}, 0, 25, 4));
  world.curves.push_back(curve_of(dice, "G1", "a00000", "m³/s", 2, Nature{41, 0.1, 0.05, 0.08, 0.02, 0.8}, 0, 0, 14));
  Curve power = curve_of(dice, "G1", "power", "kW", 0, Nature{850, 0.1, 0.02, 0.05, 0.01, 0.7}, 0, 0, 14);
  power.is_power = true;
  world.curves.push_back(power);
  daily_life(dice, world);
  stop_for_real(dice, world, "G1");
  for (std::size_t i = 0; i < 3; ++i) {
    Curve converted = world.curves[i];
    converted.is_converted = true;
    convert(converted, world.curves[i], world.curves[3], 9);
    world.curves.push_back(converted);
  }
  return world;
}

World air_world(std::uint64_t seed) {
  Dice dice(seed * 3 + 3);
  World world;
  world.medium = "ambient_air";
  const Nature dust{38, 0.15, 0.3, 0.55, 0.05, 0.95};
  world.curves.push_back(curve_of(dice, "A1", "a34004", "μg/m³", 0, dust, 0, 1000, 8));
  Curve coarse = curve_of(dice, "A1", "a34002", "μg/m³", 0, Nature{70, 0.15, 0.3, 0.45, 0.05, 0.95}, 0, 1000, 8);
  keep_above(coarse, world.curves[0], 1.1, 0);
  world.curves.push_back(coarse);
  world.curves.push_back(curve_of(dice, "A1", "a21026", "μg/m³", 0, Nature{9, 0.1, 0.4, 0.4, 0.05, 0.93}, 0, 500, 10));
  world.curves.push_back(curve_of(dice, "A1", "a21004", "μg/m³", 0, Nature{32, 0.3, 0.25, 0.3, 0.04, 0.9}, 0, 500, 19));
  world.curves.push_back(
      curve_of(dice, "A1", "a05024", "μg/m³", 0, Nature{70, 0.6, 0.4, 0.3, 0.03, 0.92}, 0, 1000, 15));
  daily_life(dice, world);
  return world;
}

const std::vector<std::string_view>& kinds() {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (const Kind& kind : kKinds) names.push_back(kind.name);
    return names;
  }();
  return kNames;
}

std::string_view medium_of(std::string_view kind) { return std::ranges::find(kKinds, kind, &Kind::name)->medium; }

std::vector<Planted> plant(World& world, std::string_view kind, std::uint64_t seed) {
  Dice dice(seed * 7919 + static_cast<std::uint64_t>(std::ranges::find(kKinds, kind, &Kind::name) - kKinds.begin()));
  Places places(dice);
  const Lengths lengths = lengths_of(kind);
  std::vector<Planted> done;
  for (int n = 0; n < lengths.count; ++n) {
    std::size_t at = any_of(dice, world, is_concentration);
    if (kind == "impossible" || kind == "ph_jump")
      at = any_of(dice, world, [](const Curve& c) { return c.factor == "w01001"; });
    if (kind == "still_flow") at = any_of(dice, world, [](const Curve& c) { return c.factor == "w00000"; });
    if (kind == "nh3n_over_tn") at = any_of(dice, world, [](const Curve& c) { return c.factor == "w21003"; });
    if (kind == "pm25_over_pm10") at = any_of(dice, world, [](const Curve& c) { return c.factor == "a34004"; });
    const int length = dice.whole(lengths.least, lengths.most);
    int begin = 0;
    if (!places.find(world, at, length, begin)) continue;
    if (kind == "common_drop") {
      const std::string site = world.curves[at].site;
      std::vector<std::size_t> all;
      for (std::size_t i = 0; i < world.curves.size(); ++i) {
        if (world.curves[i].site == site && is_concentration(world.curves[i])) all.push_back(i);
      }
      std::size_t left = static_cast<std::size_t>(dice.whole(2, 4));
      for (const std::size_t i : all) {
        if (left == 0) break;
        times_all(world.curves[i], begin, begin + length, dice.within(0.3, 0.55));
        if (i == all.front()) done.push_back({i, begin, begin + length});  // one event
        --left;
      }
      continue;
    }
    falsify(dice, world, kind, at, begin, begin + length);
    done.push_back({at, begin, begin + length});
  }
  return done;
}

}  // namespace falsification
