// Which stretch of a series is looked at, and by what period. All of it stands in the address.
import { DAY_MS, day_begin, day_of, day_plus, days_between, month_plus, valid_day } from "@/charts/beijing";

export const SPANS = ["day", "week", "month", "quarter", "year", "all"] as const;
export type Span = (typeof SPANS)[number];
export const PERIODS = ["raw", "hour", "day", "month", "quarter", "year"] as const;
export type By = (typeof PERIODS)[number];

export interface Days {
  from: string; // both included
  until: string;
}

const RANKS: Record<string, number> = {
  instant: 0,
  minute: 0,
  ten_minutes: 0,
  hour: 1,
  four_hours: 1,
  day: 2,
  week: 2,
  month: 3,
  quarter: 4,
  year: 5,
};

/** What is looked at first: as much as a screen shows well. */
export function first_span(averaging: string): Span {
  if (averaging === "minute" || averaging === "ten_minutes") return "day";
  if (averaging === "hour") return "week";
  if (averaging === "four_hours") return "month";
  if (averaging === "day") return "year";
  return "all";
}

/** Periods that are longer than what is averaged already. */
export function periods_for(averaging: string): By[] {
  const own = RANKS[averaging] ?? 0;
  return PERIODS.filter((by) => by === "raw" || (RANKS[by] ?? 0) > own);
}

/** The days of a span that ends with `last`; `first` is the earliest day of which there is anything. */
export function days_of(span: Span, last: string, first: string): Days {
  switch (span) {
    case "day":
      return { from: last, until: last };
    case "week":
      return { from: day_plus(last, -6), until: last };
    case "month":
      return { from: day_plus(month_plus(last, -1), 1), until: last };
    case "quarter":
      return { from: day_plus(month_plus(last, -3), 1), until: last };
    case "year":
      return { from: day_plus(month_plus(last, -12), 1), until: last };
    case "all":
      return { from: first && first <= last ? first : day_plus(month_plus(last, -12), 1), until: last };
  }
}

/** The same length of time before or after. */
export function moved_days(days: Days, direction: -1 | 1): Days {
  const length = days_between(days.from, days.until) + 1;
  return { from: day_plus(days.from, direction * length), until: day_plus(days.until, direction * length) };
}

/** Days that were typed: put in order; one that lacks is taken from the span. */
export function typed_days(from: unknown, until: unknown): Days | null {
  const a = valid_day(from);
  const b = valid_day(until);
  if (!a || !b) return null;
  return a <= b ? { from: a, until: b } : { from: b, until: a };
}

/** The window in milliseconds: [from, until). */
export function edges(days: Days): { from: number; until: number } {
  return { from: day_begin(days.from), until: day_begin(days.until) + DAY_MS };
}

/** The day on which the newest label lies; a label at midnight that names an end belongs to the day before. */
export function last_day(labels: readonly { time: string; label: string }[]): string {
  let last = "";
  for (const one of labels) {
    const ms = Date.parse(one.time);
    if (Number.isNaN(ms)) continue;
    const day = day_of(one.label === "end" ? ms - 1 : ms);
    if (day > last) last = day;
  }
  return last;
}

/** A stretch with room on both sides: as long as itself, and a dozen values at least. */
export function margin_around(first: number, last: number, spacing: number): { from: number; until: number } {
  const step = spacing || DAY_MS;
  const room = Math.max(last - first, 12 * step);
  return { from: first - room, until: last + room + step };
}
