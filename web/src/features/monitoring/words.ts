// How times of values are written: as long as their averaging makes sense of.
import type { ObservedValue, SeriesValues } from "@/api/types";
import { plot_line, thin_runs, type PlotValue, type ThinValue } from "@/charts/plot_model";
import { date_parts, month_text, short_date_text } from "@/shared/format";

/** "9月30日 14:00", "9月30日", "2024年9月", "2024年" by what the label names; without the year of the desk. */
export function label_text(iso: string, averaging: string, year: number, locale: string): string {
  const parts = date_parts(iso);
  if (!parts) return iso;
  const is_midnight = parts.time === "00:00" || parts.time === "";
  if (averaging === "year" && is_midnight) return locale === "en" ? `${parts.year}` : `${parts.year}年`;
  if (averaging === "month" && is_midnight) return month_text(iso, locale);
  const day = short_date_text(iso, year, locale);
  if ((averaging === "day" || averaging === "week") && is_midnight) return day;
  return `${day} ${parts.time}`;
}

/** A stretch from label to label; the day is said once where both share it. */
export function stretch_text(
  first: string,
  last: string,
  averaging: string,
  year: number,
  locale: string,
): string {
  const from = label_text(first, averaging, year, locale);
  if (first === last) return from;
  const until = label_text(last, averaging, year, locale);
  const same_day = first.slice(0, 10) === last.slice(0, 10) && until.endsWith(last.slice(11, 16));
  return `${from}—${same_day ? last.slice(11, 16) : until}`;
}

/** "PM₂.₅" and "O₃" as pieces of text and subscripts. */
export function subscripts(name: string): { text: string; is_low: boolean }[] {
  if (!/^[A-Za-z]+\d/.test(name)) return [{ text: name, is_low: false }];
  return name
    .split(/(\d+(?:\.\d+)?)/)
    .filter((text) => text)
    .map((text) => ({ text, is_low: /^\d/.test(text) }));
}

export const plot_values = (values: readonly ObservedValue[]): PlotValue[] =>
  values.map((one) => ({
    time: Date.parse(one.time),
    value: one.value,
    state: one.state,
    state_name: one.state_name,
    verdict: one.verdict,
  }));

export const thin_values = (values: readonly { time: string; value: number }[]): ThinValue[] =>
  values.map((one) => ({ time: Date.parse(one.time), value: one.value }));

/** An instant as the server writes it. */
export function iso_of(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, "+08:00");
}

/** The shapes that a picture of these values has: verdicts, below_limit, gap. */
export function shapes_in(all: readonly SeriesValues[], most: number): string[] {
  const seen = new Set<string>();
  for (const one of all) {
    for (const value of one.values) {
      if (value.verdict && value.verdict !== "valid") seen.add(value.verdict);
      if (value.state === "below_limit") seen.add("below_limit");
    }
    const { averaging } = one.about;
    const has_gap = one.is_thinned
      ? thin_runs(thin_values(one.thinned), Date.parse(one.from), Date.parse(one.until), most, averaging)
          .length > 1
      : plot_line(plot_values(one.values), averaging).gaps.length > 0;
    if (has_gap) seen.add("gap");
  }
  return ["suspect", "under_review", "invalid", "below_limit", "gap"].filter((one) => seen.has(one));
}
