// Published figures on a picture of measured values: beside the line, never of it. Pure.
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

/** What is told of the figures that speak of a moment. */
export const figures_at = (figures: readonly PlotFigure[], time: number): string =>
  figures
    .filter((one) => one.from <= time && time < one.until)
    .map((one) => one.told)
    .join("　");
