// Published figures that speak of a site: those that say so; of the others those of targets whose words name it, or whose
// readings are computed with it.
import type { OfficialView, PlanView, SeriesFigure } from "@/api/types";
import { DAY_MS, day_begin } from "@/charts/beijing";
import type { PlotFigure } from "@/charts/official";

export interface OfficialRow {
  figure: OfficialView;
  text: string; // of the target, or of the commitment that is measured elsewhere
}
type Words = readonly { id: string; text: string }[];

export function figures_about(
  site: string,
  name: string,
  figures: readonly OfficialView[],
  view: Pick<PlanView, "readings"> & { plan: { targets: Words; qualitative: Words } },
): OfficialRow[] {
  const ends = [...view.plan.targets, ...view.plan.qualitative];
  return figures.flatMap((figure) => {
    if (figure.action === "withdrawn") return [];
    const target = ends.find((one) => one.id === figure.target_id);
    if (target && figure.site) return figure.site === site ? [{ figure, text: target.text }] : [];
    if (!name) return [];
    const is_member = view.readings.some(
      (one) => one.target_id === figure.target_id && one.members.some((member) => member.name === name),
    );
    return target && (is_member || target.text.includes(name)) ? [{ figure, text: target.text }] : [];
  });
}

/** As marks of a picture: those that the server could give in the unit of the series. */
export const plot_figures = (
  figures: readonly SeriesFigure[],
  words: { mark: (one: SeriesFigure) => string; told: (one: SeriesFigure) => string },
): PlotFigure[] =>
  figures.flatMap((one) =>
    one.value === null
      ? []
      : [
          {
            id: one.figure.figure_id,
            from: day_begin(one.figure.from),
            until: day_begin(one.figure.to) + DAY_MS,
            value: one.value,
            text: words.mark(one),
            told: words.told(one),
          },
        ],
  );
