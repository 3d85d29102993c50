// The series of a site in groups of one source and averaging; which of them share a panel of the picture.
import type { SeriesView } from "@/api/types";

const AVERAGINGS = ["hour", "four_hours", "day", "week", "month", "year", "ten_minutes", "minute", "instant"];
export const MOST_CHOSEN = 5; // as many as there are strokes that can be told apart

export interface SeriesGroup {
  key: string;
  averaging: string;
  source: string;
  place: string; // name of the device, where the site has several
  rows: SeriesView[];
}

export function series_groups(series: readonly SeriesView[]): SeriesGroup[] {
  const has_places = new Set(series.map((one) => one.site)).size > 1;
  const groups = new Map<string, SeriesGroup>();
  for (const one of series) {
    const key = `${one.averaging}/${one.source}/${has_places ? one.site : ""}`;
    const known = groups.get(key);
    if (known) known.rows.push(one);
    else {
      groups.set(key, {
        key,
        averaging: one.averaging,
        source: one.source,
        place: has_places && one.site !== one.home_site ? one.site_name || one.site : "",
        rows: [one],
      });
    }
  }
  return [...groups.values()].sort(
    (a, b) => AVERAGINGS.indexOf(a.averaging) - AVERAGINGS.indexOf(b.averaging),
  );
}

/** What the address asks for, as far as it is there; else the first series that has a value, of the factor if there is such. */
export function chosen_series(asked: string, groups: readonly SeriesGroup[], factor = ""): SeriesView[] {
  const all = groups.flatMap((group) => group.rows);
  const words = asked.split(",");
  const found = words.flatMap((word) => all.find((one) => one.series === word) ?? []).slice(0, MOST_CHOSEN);
  if (found.length) return found;
  const of_factor = all.filter((one) => one.factor === factor);
  const among = of_factor.length ? of_factor : all;
  const first = among.find((one) => one.latest) ?? among[0];
  return first ? [first] : [];
}

/** Chosen alone, put to the chosen ones, or taken from them; one stays. */
export function toggled(chosen: readonly string[], series: string, is_added: boolean): string[] {
  if (!is_added) return [series];
  if (!chosen.includes(series)) return [...chosen, series].slice(-MOST_CHOSEN);
  return chosen.length > 1 ? chosen.filter((one) => one !== series) : [...chosen];
}

export interface Panel {
  unit: string;
  series: SeriesView[];
}
/** Series of one unit share an axis; others stand below. */
export function panels_of(chosen: readonly SeriesView[]): Panel[] {
  const panels: Panel[] = [];
  for (const one of chosen) {
    const known = panels.find((panel) => panel.unit === one.unit);
    if (known) known.series.push(one);
    else panels.push({ unit: one.unit, series: [one] });
  }
  return panels;
}
