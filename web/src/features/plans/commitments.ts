// Flattens a plan into rows that the page can list, mark, filter and group.
import type { Commitment, Diagnostic, Duty, Plan, Qualitative, Target, UnitRef } from "@/api/types";

export const KINDS = [
  "target",
  "deliverable",
  "duty",
  "qualitative",
  "ongoing",
  "prohibition",
  "principle",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Entry {
  id: string;
  kind: Kind;
  begin: number; // code points
  end: number;
  text: string;
  item_id: string;
  deadline: string; // ISO date or ""
  deadline_origin: string;
  strength: string;
  units: UnitRef[];
  target?: Target;
  duty?: Duty;
  qualitative?: Qualitative;
}

function entry_of(commitment: Commitment, kind: Kind): Entry {
  return {
    id: commitment.id,
    kind,
    begin: commitment.span.begin,
    end: commitment.span.end,
    text: commitment.text,
    item_id: commitment.item,
    deadline: commitment.deadline,
    deadline_origin: commitment.deadline_origin,
    strength: commitment.strength,
    units: commitment.units,
  };
}

/** All commitments in the order of the document; at one place the longer one first. */
export function entries_of(plan: Plan): Entry[] {
  const all: Entry[] = [
    ...plan.targets.map((target) => ({ ...entry_of(target, "target"), target })),
    ...plan.duties.map((duty) => ({ ...entry_of(duty, "duty"), duty })),
    ...plan.qualitative.map((qualitative) => ({ ...entry_of(qualitative, "qualitative"), qualitative })),
    ...plan.deliverables.map((one) => entry_of(one, "deliverable")),
    ...plan.ongoing.map((one) => entry_of(one, "ongoing")),
    ...plan.prohibitions.map((one) => entry_of(one, "prohibition")),
    ...plan.principles.map((one) => entry_of(one, "principle")),
  ];
  return all.sort((a, b) => a.begin - b.begin || b.end - a.end || (a.id < b.id ? -1 : 1));
}

/** Leading and sole units before assisting ones; the order of the document otherwise. */
export function units_in_order(units: readonly UnitRef[]): UnitRef[] {
  const rank = (unit: UnitRef) => (unit.role === "assist" ? 1 : 0);
  return [...units].sort((a, b) => rank(a) - rank(b));
}

export function leads(unit: UnitRef, units: readonly UnitRef[]): boolean {
  if (unit.role === "lead") return true;
  // Where nobody is named as leading, the first of the responsible ones is printed in full ink.
  return !units.some((one) => one.role === "lead") && units.find((one) => one.role !== "assist") === unit;
}

export function is_inferred(entry: Entry): boolean {
  return entry.units.some((unit) => unit.origin === "inferred");
}

/** Diagnostics that stand inside an entry, for its card. */
export function diagnostics_in(entry: Entry, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter((one) => one.span.begin < entry.end && one.span.end > entry.begin);
}
