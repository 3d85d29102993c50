// Where the ticks of an axis stand. Values get three to five round ones; times those of the clock and the calendar.
import { DAY_MS, HOUR_MS, clock_of, day_begin, day_of, month_plus } from "./beijing";

export interface ValueAxis {
  from: number;
  until: number;
  ticks: number[];
  decimals: number; // that every tick is written with
}

const STEPS = [1, 2, 2.5, 5, 10];

/** An axis that holds these values. Not from zero: lines need none; a single value gets room around it. */
export function value_axis(least: number, greatest: number, most_ticks = 5): ValueAxis {
  if (!Number.isFinite(least) || !Number.isFinite(greatest)) {
    return { from: 0, until: 1, ticks: [0, 1], decimals: 0 };
  }
  if (least === greatest) {
    const room = Math.abs(least) * 0.2 || 1;
    return value_axis(least >= 0 ? Math.max(0, least - room) : least - room, greatest + room, most_ticks);
  }
  const rough = (greatest - least) / (most_ticks - 1);
  let power = Math.floor(Math.log10(rough));
  let times = STEPS.find((one) => one * 10 ** power >= rough * (1 - 1e-9)) ?? 10;
  for (;;) {
    const step = times * 10 ** power;
    const first = Math.floor(least / step + 1e-9);
    const last = Math.ceil(greatest / step - 1e-9);
    if (last - first < most_ticks) {
      const decimals = Math.max(0, -power + (times === 2.5 ? 1 : 0));
      const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
        Number(((first + index) * step).toFixed(Math.min(12, decimals))),
      );
      return { from: ticks[0]!, until: ticks.at(-1)!, ticks, decimals };
    }
    const next = STEPS.indexOf(times) + 1;
    if (next < STEPS.length) times = STEPS[next]!;
    else {
      times = 2;
      power += 1;
    }
  }
}

export type TimeStep = "hour" | "day" | "month" | "year";
export interface TimeTick {
  at: number;
  step: TimeStep; // how it is written
  is_first: boolean; // of its day, month or year: written whole
}

/** Ticks between two instants, at most about `most`. */
export function time_ticks(from: number, until: number, most = 8): TimeTick[] {
  const span = until - from;
  if (!(span > 0)) return [];
  for (const hours of [1, 2, 3, 6, 12]) {
    if (span / (hours * HOUR_MS) <= most) return clock_ticks(from, until, hours);
  }
  for (const days of [1, 2, 5, 7, 14]) {
    if (span / (days * DAY_MS) <= most) return day_ticks(from, until, days);
  }
  for (const months of [1, 2, 3, 6]) {
    if (span / (months * 30.5 * DAY_MS) <= most) return month_ticks(from, until, months);
  }
  const years = span / (366 * DAY_MS);
  const step = [1, 2, 5, 10, 20, 50].find((one) => years / one <= most) ?? 100;
  return month_ticks(from, until, 12 * step);
}

function clock_ticks(from: number, until: number, hours: number): TimeTick[] {
  const ticks: TimeTick[] = [];
  const begin = day_begin(day_of(from));
  for (let at = begin; at < until; at += hours * HOUR_MS) {
    if (at < from) continue;
    const is_midnight = clock_of(at).getUTCHours() === 0;
    ticks.push({ at, step: is_midnight ? "day" : "hour", is_first: is_midnight });
  }
  return ticks;
}

function day_ticks(from: number, until: number, days: number): TimeTick[] {
  const ticks: TimeTick[] = [];
  // Counted from a fixed Monday, so that moving the window does not move the ticks on the calendar.
  const monday = day_begin("2024-01-01");
  const step = days * DAY_MS;
  for (let at = monday + Math.ceil((from - monday) / step) * step; at < until; at += step) {
    ticks.push({ at, step: "day", is_first: ticks.length === 0 || clock_of(at).getUTCDate() <= days });
  }
  return ticks;
}

function month_ticks(from: number, until: number, months: number): TimeTick[] {
  const ticks: TimeTick[] = [];
  const years = Math.max(1, months / 12);
  const first_year = Math.floor(clock_of(from).getUTCFullYear() / years) * years;
  for (let day = `${first_year}-01-01`; ; day = month_plus(day, months)) {
    const at = day_begin(day);
    if (!(at < until)) return ticks;
    if (at < from) continue;
    const is_january = day.slice(5, 7) === "01";
    ticks.push({ at, step: months >= 12 ? "year" : "month", is_first: is_january || ticks.length === 0 });
  }
}

/** "6时", "9月24日", "9月", "2024年" and their like in English. */
export function tick_text(tick: TimeTick, locale: string): string {
  const clock = clock_of(tick.at);
  const [year, month, day, hour] = [
    clock.getUTCFullYear(),
    clock.getUTCMonth() + 1,
    clock.getUTCDate(),
    clock.getUTCHours(),
  ];
  const two = (value: number) => String(value).padStart(2, "0");
  if (locale === "en") {
    if (tick.step === "hour") return `${two(hour)}:00`;
    if (tick.step === "day") return `${two(month)}-${two(day)}`;
    return tick.step === "month" && !tick.is_first
      ? two(month)
      : tick.step === "month"
        ? `${year}-${two(month)}`
        : `${year}`;
  }
  if (tick.step === "hour") return `${hour}时`;
  if (tick.step === "day") return tick.is_first ? `${month}月${day}日` : `${day}日`;
  if (tick.step === "year") return `${year}年`;
  return tick.is_first ? `${year}年${month}月` : `${month}月`;
}

export interface PlacedTick extends TimeTick {
  x: number;
  text: string;
  anchor: "start" | "middle" | "end";
}

const WIDE_PX = 12.5; // of a Chinese character or a Roman numeral at 12 px
const NARROW_PX = 7;

/** About how wide words stand at 12 px. */
export const text_width = (words: string): number =>
  [...words].reduce((sum, one) => sum + (one > "\u2100" ? WIDE_PX : NARROW_PX), 0);

/** Ticks with their words, without words that would run into those before them. */
export function placed_ticks(
  ticks: readonly TimeTick[],
  x: (time: number) => number,
  right: number,
  locale: string,
): PlacedTick[] {
  let taken = -Infinity;
  return ticks.map((tick) => {
    const at = x(tick.at);
    const words = tick_text(tick, locale);
    const width = text_width(words);
    const anchor = at + width / 2 > right + 8 ? "end" : at < width / 2 ? "start" : "middle";
    const begin = anchor === "start" ? at : anchor === "end" ? at - width : at - width / 2;
    const fits = begin > taken + 6;
    if (fits) taken = begin + width;
    return { ...tick, x: at, text: fits ? words : "", anchor };
  });
}
