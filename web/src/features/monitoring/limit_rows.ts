// Limits of a standard as strokes of a picture, and the official colour of each value. What a value is, the server says.
import type { SeriesLimits } from "@/api/types";
import { DAY_MS, day_begin } from "@/charts/beijing";
import type { PlotLimit, PlotRank } from "@/charts/limits";

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
    rank: one.rank,
    name: one.name,
    colour: colour_of(scale, one.rank),
    ink: ink_on(scale, one.rank),
  }));
}
