// Targets with what decides them: what needs a look first, what nothing decides last. Ends whose value stands in another
// document stand between them, once for each of their figures. Pure.
import type { PlanView, Qualitative, Reading, StandingValue, Target, TargetStanding } from "@/api/types";
import { by_target, shown_value } from "./values";

export interface TargetRow {
  target: Pick<Target, "id" | "indicator" | "scope" | "units" | "span">;
  /** Of a target: its number. Null of an end, which has a reference instead. */
  quantity: Target | null;
  reference: string;
  reading: Reading | null;
  /** The published value, where it decides. */
  published: StandingValue | null;
  /** What stands in the list: the deciding value; a reported one only where nothing decides. */
  shown: Pick<StandingValue, "value" | "unit" | "quantity"> | null;
  verdict: string; // "" where nothing decides
}

const RANK: Record<string, number> = { missed: 0, at_risk: 1, insufficient_data: 2, on_track: 3, met: 4 };

function end_row(end: Qualitative, reading: Reading): TargetRow {
  return {
    target: { ...end, indicator: reading.indicator_name, scope: "" },
    quantity: null,
    reference: end.reference,
    reading,
    published: null,
    shown: reading.value === null ? null : { value: String(reading.value), unit: reading.unit, quantity: "" },
    verdict: "",
  };
}

export function target_rows(
  view: Pick<PlanView, "plan" | "readings">,
  standings: TargetStanding[],
): TargetRow[] {
  const readings = by_target(view.readings);
  const values = new Map(standings.map((one) => [one.target_id, one]));
  const rank = (row: TargetRow) => (row.verdict ? (RANK[row.verdict] ?? 3) : row.quantity ? 9 : 5);
  const targets = view.plan.targets.map((target): TargetRow => {
    const standing = values.get(target.id);
    const reading = readings.get(target.id)?.[0] ?? null;
    const published = standing?.decides === "official" ? standing.official : null;
    const verdict = published ? (standing?.verdict ?? "") : (reading?.verdict ?? "");
    const shown = shown_value(standing);
    return { target, quantity: target, reference: "", reading, published, shown, verdict };
  });
  const ends = view.plan.qualitative.flatMap((end) =>
    (readings.get(end.id) ?? []).map((reading) => end_row(end, reading)),
  );
  return [...targets, ...ends].sort((a, b) => rank(a) - rank(b) || a.target.span.begin - b.target.span.begin);
}
