// Order of a difference: what weakens the plan first. Pure.
import type { DifferenceEntry } from "@/api/types";

export const CHANGES = [
  "added",
  "dropped",
  "raised",
  "lowered",
  "handed_over",
  "deadline_moved",
  "kind_changed",
  "reworded",
] as const;

const KIND_RANK: Record<string, number> = { target: 0, duty: 1, deliverable: 2, qualitative: 3 };
const CHANGE_RANK: Record<string, number> = { reworded: 2 };

/** Alarms first, mere rewording last; among equals targets first, then the server's order. */
export function ordered_changes(entries: readonly DifferenceEntry[]): DifferenceEntry[] {
  const rank = (one: DifferenceEntry) => (one.is_alarm ? 0 : (CHANGE_RANK[one.change] ?? 1));
  return entries
    .map((one, index) => ({ one, index }))
    .sort(
      (a, b) =>
        rank(a.one) - rank(b.one) ||
        (KIND_RANK[a.one.kind] ?? 4) - (KIND_RANK[b.one.kind] ?? 4) ||
        a.index - b.index,
    )
    .map(({ one }) => one);
}

/** Whether two values tell the change better than two sentences. */
export function shows_values(entry: DifferenceEntry): boolean {
  return entry.change !== "reworded" && (entry.before_value !== "" || entry.after_value !== "");
}
