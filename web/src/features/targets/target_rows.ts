// Targets with their readings: what needs a look first, what has no reading last. Pure.
import type { PlanView, Reading, Target } from "@/api/types";

export interface TargetRow {
  target: Target;
  reading: Reading | null;
}

const RANK: Record<string, number> = { missed: 0, at_risk: 1, insufficient_data: 2, on_track: 3, met: 4 };

export function target_rows(view: Pick<PlanView, "plan" | "readings">): TargetRow[] {
  const readings = new Map(view.readings.map((one) => [one.target_id, one]));
  const rank = (row: TargetRow) => (row.reading ? (RANK[row.reading.verdict] ?? 3) : 9);
  return view.plan.targets
    .map((target) => ({ target, reading: readings.get(target.id) ?? null }))
    .sort((a, b) => rank(a) - rank(b) || a.target.span.begin - b.target.span.begin);
}
