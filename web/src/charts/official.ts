// Published figures on a picture of measured values: beside the line, never of it. Pure.
import type { PlotFrame } from "./frame";

export interface PlotFigure {
  id: string;
  from: number; // ms: the period that it speaks of
  until: number;
  value: number;
  text: string; // at the mark: 官方 31
  told: string; // in full, for the read-out
}

/** Those of the window, as far as the axis reaches; the others are told beside the picture. The axis is not made for them. */
export function figures_in_sight(
  figures: readonly PlotFigure[],
  window: { from: number; until: number },
  axis: { from: number; until: number },
): { shown: PlotFigure[]; beyond: PlotFigure[] } {
  const now = figures.filter((one) => one.from < window.until && one.until > window.from);
  const is_in = (one: PlotFigure) => axis.from <= one.value && one.value <= axis.until;
  return { shown: now.filter(is_in), beyond: now.filter((one) => !is_in(one)) };
}

export interface FigureMark {
  one: PlotFigure;
  left: number; // of its line, within the picture
  right: number;
  ends: number[]; // x where the period begins or ends
  x: number; // of the diamond
  y: number;
  text_x: number;
  text_y: number;
}
export const FIGURE_HALF = 5; // of the diamond

/** A line over the period that a figure speaks of, a diamond in its middle, words beside it. */
export const figure_marks = (figures: readonly PlotFigure[], frame: PlotFrame): FigureMark[] =>
  figures.map((one) => {
    const ends = [frame.x(one.from), frame.x(one.until)];
    const left = Math.max(frame.left, ends[0]!);
    const right = Math.min(frame.right, ends[1]!);
    const [x, y] = [(left + right) / 2, frame.y(one.value)];
    return {
      one,
      left,
      right,
      ends: ends.filter((end) => end >= frame.left && end <= frame.right),
      x,
      y,
      text_x: x + FIGURE_HALF + 4,
      text_y: y + (y < frame.top + 14 ? 14 : -5),
    };
  });

/** What is told of the figures that speak of a moment. */
export const figures_at = (figures: readonly PlotFigure[], time: number): string =>
  figures
    .filter((one) => one.from <= time && time < one.until)
    .map((one) => one.told)
    .join("　");
