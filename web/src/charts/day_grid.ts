// A calendar of completeness: one row for each series, one cell for each day. The cell's filling is a share, told by its height.
import { day_plus } from "./beijing";

export type CellKind = "none" | "all" | "part" | "missing" | "beyond";
export interface DayCell {
  day: string;
  expected: number;
  present: number;
  valid: number;
  kind: CellKind; // none: nothing expected, nothing there; beyond: there though nothing was expected
  valid_share: number; // 0 to 1 of the cell
  present_share: number;
}

export function day_cells(
  from: string,
  row: { expected: number[]; present: number[]; valid: number[] },
): DayCell[] {
  return row.expected.map((expected, index) => {
    const present = row.present[index] ?? 0;
    const valid = row.valid[index] ?? 0;
    return {
      day: day_plus(from, index),
      expected,
      present,
      valid,
      kind: kind_of(expected, present, valid),
      valid_share: expected > 0 ? Math.min(1, valid / expected) : 0,
      present_share: expected > 0 ? Math.min(1, present / expected) : 0,
    };
  });
}

function kind_of(expected: number, present: number, valid: number): CellKind {
  if (expected === 0) return present > 0 ? "beyond" : "none";
  if (present === 0) return "missing";
  return valid >= expected ? "all" : "part";
}

export interface RowSum {
  expected: number;
  present: number;
  valid: number;
}
export const row_sum = (cells: readonly DayCell[]): RowSum =>
  cells.reduce(
    (sum, one) => ({
      expected: sum.expected + one.expected,
      present: sum.present + one.present,
      valid: sum.valid + one.valid,
    }),
    { expected: 0, present: 0, valid: 0 },
  );

export interface MonthSpan {
  month: string; // "2024-09"
  first: number; // its first column
  days: number;
}
export function month_spans(from: string, days: number): MonthSpan[] {
  const spans: MonthSpan[] = [];
  for (let index = 0; index < days; ++index) {
    const month = day_plus(from, index).slice(0, 7);
    const last = spans.at(-1);
    if (last?.month === month) last.days += 1;
    else spans.push({ month, first: index, days: 1 });
  }
  return spans;
}

/** Where an arrow leads from a cell; it stays within the grid. */
export function moved(
  at: { row: number; column: number },
  key: string,
  rows: number,
  columns: number,
): { row: number; column: number } | null {
  const to = { ...at };
  if (key === "ArrowLeft") to.column -= 1;
  else if (key === "ArrowRight") to.column += 1;
  else if (key === "ArrowUp") to.row -= 1;
  else if (key === "ArrowDown") to.row += 1;
  else if (key === "Home") to.column = 0;
  else if (key === "End") to.column = columns - 1;
  else return null;
  to.row = Math.max(0, Math.min(rows - 1, to.row));
  to.column = Math.max(0, Math.min(columns - 1, to.column));
  return to;
}
