// Targets with what decides them: what needs a look first, what nothing decides last. Pure.
import type { PlanView, Reading, StandingValue, Target, TargetStanding } from "@/api/types";
import { shown_value } from "./values";

export interface TargetRow {
  target: Target;
  reading: Reading | null;
  /** The published value, where it decides. */
  published: StandingValue | null;
  /** What stands in the list: the deciding value; a reported one only where nothing decides. */
  shown: StandingValue | null;
  verdict: string; // "" where nothing decides
}

const RANK: Record<string, number> = { missed: 0, at_risk: 1, insufficient_data: 2, on_track: 3, met: 4 };

export function target_rows(
  view: Pick<PlanView, "plan" | "readings">,
  standings: TargetStanding[],
): TargetRow[] {
  const readings = new Map(view.readings.map((one) => [one.target_id, one]));
  const values = new Map(standings.map((one) => [one.target_id, one]));
  const rank = (row: TargetRow) => (row.verdict ? (RANK[row.verdict] ?? 3) : 9);
  return view.plan.targets
    .map((target) => {
      const standing = values.get(target.id);
      const reading = readings.get(target.id) ?? null;
      const published = standing?.decides === "official" ? standing.official : null;
      const verdict = published ? (standing?.verdict ?? "") : (reading?.verdict ?? "");
      return { target, reading, published, shown: shown_value(standing), verdict };
    })
    .sort((a, b) => rank(a) - rank(b) || a.target.span.begin - b.target.span.begin);
}
