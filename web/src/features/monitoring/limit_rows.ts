// Limits of a standard as strokes of a picture, and the official colour of each value. What a value is, the server says.
import type { SeriesLimits } from "@/api/types";
import { DAY_MS, day_begin } from "@/charts/beijing";
import { limits_in_sight, type PlotBlank, type PlotLimit, type PlotRank } from "@/charts/limits";
import { period_end } from "@/charts/plot_model";

const COLOURS: Record<string, string> = { water_class: "class", air_level: "aqi" };
/** The token of the official colour. */
export const colour_of = (scale: string, rank: number): string =>
  `var(--${COLOURS[scale] ?? "class"}-${rank})`;
/** The token of what is written on it. */
export const ink_on = (scale: string, rank: number): string =>
  scale === "air_level" ? (rank > 4 ? "var(--aqi-ink-56)" : "var(--aqi-ink)") : "var(--class-ink)";

export function plot_limits(limits: SeriesLimits): PlotLimit[] {
  return limits.stages.flatMap((stage) =>
    stage.lines.map((line) => ({
      from: day_begin(stage.from),
      until: day_begin(stage.until) + DAY_MS,
      bound: line.bound,
      name: line.name,
    })),
  );
}

export function plot_ranks(limits: SeriesLimits): PlotRank[] {
  const scale = limits.stages[0]?.scale ?? "";
  return limits.judged.map((one) => ({
    time: Date.parse(one.time),
    ...(limits.period ? { until: period_end(Date.parse(one.time), limits.period) } : {}),
    rank: one.rank,
    name: one.name,
    colour: colour_of(scale, one.rank),
    ink: ink_on(scale, one.rank),
  }));
}

export const plot_blanks = (limits: SeriesLimits): PlotBlank[] =>
  limits.not_judged.map((one) => {
    const from = Date.parse(one.time);
    return { from, until: period_end(from, limits.period), why: one.why };
  });

/** Why periods were not judged, the commonest reason first: a reason and how many it kept back. */
export function reasons_of(limits: SeriesLimits): { why: string; n: number }[] {
  const counts = new Map<string, number>();
  for (const { why } of limits.not_judged) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, n]) => ({ why, n })).sort((a, b) => b.n - a.n);
}

/** "GB 3838-2002 表1 第7项，河流；…": by what is judged. */
export const stages_text = (limits: SeriesLimits): string =>
  limits.stages
    .map((one) => [`${one.standard} ${one.clause.replace(one.standard, "").trim()}`, one.note])
    .map((parts) => parts.filter(Boolean).join("，"))
    .join("；");

/** The limit next above all figures, where it lies too far away to be drawn. */
export function limit_above(limits: SeriesLimits, figures: readonly number[]): PlotLimit | null {
  return limits_in_sight(plot_limits(limits), Math.min(...figures), Math.max(...figures)).above;
}
