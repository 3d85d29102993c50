// Published figures that speak of a site: those of targets whose words name it, or whose readings are computed with it.
import type { OfficialView, PlanView } from "@/api/types";

export interface OfficialRow {
  figure: OfficialView;
  text: string; // of the target
}

export function figures_about(
  name: string,
  figures: readonly OfficialView[],
  view: Pick<PlanView, "readings"> & { plan: { targets: readonly { id: string; text: string }[] } },
): OfficialRow[] {
  if (!name) return [];
  return figures.flatMap((figure) => {
    if (figure.action === "withdrawn") return [];
    const target = view.plan.targets.find((one) => one.id === figure.target_id);
    const is_member = view.readings.some(
      (one) => one.target_id === figure.target_id && one.members.some((member) => member.name === name),
    );
    return target && (is_member || target.text.includes(name)) ? [{ figure, text: target.text }] : [];
  });
}
