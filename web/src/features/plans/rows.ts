// What a row of the understood side says: title, value, owner. Pure; words that differ by language are given as keys.
import type { Duty } from "@/api/types";
import type { Quantity } from "@/shared/format";
import type { Entry } from "./commitments";

/** The short name of a commitment and what stands small beside it. */
export function title_of(entry: Entry): { main: string; side: string } {
  if (entry.target) return { main: entry.target.indicator || entry.text, side: entry.target.scope };
  if (entry.duty) return { main: entry.duty.action || entry.text, side: entry.duty.object };
  return { main: entry.text, side: "" };
}

export type RowValue =
  | { type: "quantity"; quantity: Quantity }
  | { type: "frequency"; duty: Duty }
  | { type: "date"; date: string }
  | { type: "year_end" }
  | { type: "waiting" }
  | { type: "none" };

export function value_of(entry: Entry): RowValue {
  if (entry.target) {
    const { comparator, value, value_high, unit } = entry.target;
    return value === null
      ? { type: "waiting" }
      : { type: "quantity", quantity: { comparator, value, value_high, unit } };
  }
  if (entry.duty) return { type: "frequency", duty: entry.duty };
  if (is_waiting(entry)) return { type: "waiting" };
  if (!entry.deadline) return { type: "none" };
  if (entry.kind === "deliverable" || entry.deadline_origin !== "default") {
    return entry.deadline_origin === "default"
      ? { type: "year_end" }
      : { type: "date", date: entry.deadline };
  }
  return { type: "none" };
}

/** An end whose value another document will set. */
export function is_waiting(entry: Entry): boolean {
  if (entry.target) return entry.target.value === null;
  return entry.qualitative !== undefined && entry.qualitative.reference !== "";
}

const PERIODS = ["day", "week", "month", "quarter", "half-year", "year"];

/** A period as a key of the catalogue, as "every n years", or the printed word where the text gives no calendar. */
export function period_words(period: string): { key: string; n?: number } | { printed: string } {
  if (PERIODS.includes(period)) return { key: `period.${period.replace("-", "_")}` };
  const years = /^(\d+) years$/.exec(period);
  return years ? { key: "period.years", n: Number(years[1]) } : { printed: period };
}

/** Units as the correction of them is written: names joined by 、, a role in brackets where it is not plain. */
export function units_text(entry: Pick<Entry, "units">): string {
  const role: Record<string, string> = { lead: "（牵头）", assist: "（配合）" };
  return entry.units.map((unit) => unit.name + (role[unit.role] ?? "")).join("、");
}
