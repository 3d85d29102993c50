// Which bracket of units answers for which sentences, so that pointing at one lights the other. Pure.
import type { Plan } from "@/api/types";
import type { Entry } from "./commitments";

export interface Bracket {
  id: string; // "u0", in the order of the document's items, as document_model.ts numbers them
  begin: number; // what it governs
  end: number;
}

export function brackets_of(plan: Plan): Bracket[] {
  let next = 0;
  return plan.items.flatMap((item) =>
    item.groups.map((group) => ({ id: `u${next++}`, begin: group.governs.begin, end: group.governs.end })),
  );
}

/** The ids that light up together with `id`. */
export function lit_with(id: string, brackets: readonly Bracket[], entries: readonly Entry[]): string[] {
  if (!id) return [];
  const bracket = brackets.find((one) => one.id === id);
  if (bracket) return [id, ...entries.filter((one) => is_within(one, bracket)).map((one) => one.id)];
  const entry = entries.find((one) => one.id === id);
  if (!entry) return [id];
  return [id, ...brackets.filter((one) => is_within(entry, one)).map((one) => one.id)];
}

const is_within = (entry: Entry, bracket: Bracket) =>
  entry.begin >= bracket.begin && entry.end <= bracket.end;
