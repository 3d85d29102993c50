// From a reading to the class matrix: a row a section, a cell a month. Pure; classes are the server's.
import type { Reading, SectionReading } from "@/api/types";

const CLASSES = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"];

/** 1 to 6 for Ⅰ to 劣Ⅴ, 0 where there is no class. It picks the official colour. */
export function class_rank(name: string): number {
  return CLASSES.indexOf(name) + 1;
}

export type CellState = "class" | "missing" | "future";

export interface MatrixCell {
  month: number;
  state: CellState;
  klass: string;
  deciding: string; // short name of the parameter that decides, only where the class misses Ⅲ
}

export interface MatrixRow {
  section: SectionReading;
  cells: MatrixCell[];
  remark: string;
  is_alarm: boolean;
}

/** The first month after the period of the reading: what lies behind is missing, what lies before is still to come. */
export function months_past(reading: Pick<Reading, "period_from" | "period_to">): number {
  const from = /^(\d{4})-(\d{2})/.exec(reading.period_from);
  const to = /^(\d{4})-(\d{2})/.exec(reading.period_to);
  if (!from || !to) return 12;
  const months = (Number(to[1]) - Number(from[1])) * 12 + Number(to[2]);
  return Math.max(0, Math.min(12, months));
}

/** 高锰酸盐指数 and 化学需氧量 are too long for a cell; the row's remark has the full name. */
const SHORT: Record<string, string> = { 高锰酸盐指数: "高锰", 化学需氧量: "COD", 五日生化需氧量: "BOD" };

export function short_parameter(deciding: string): string {
  const names = deciding.split("、").filter(Boolean);
  const first = names[0] ?? "";
  return (SHORT[first] ?? first) + (names.length > 1 ? "…" : "");
}

export function matrix_of(reading: Reading): MatrixRow[] {
  const past = months_past(reading);
  return reading.members.map((section) => {
    const by_month = new Map(section.monthly.map((one) => [one.month, one]));
    const cells: MatrixCell[] = [];
    for (let month = 1; month <= 12; month++) {
      const one = by_month.get(month);
      const klass = one?.class ?? "";
      cells.push({
        month,
        state: klass ? "class" : month <= past ? "missing" : "future",
        klass,
        deciding: class_rank(klass) > 3 ? short_parameter(one?.deciding ?? "") : "",
      });
    }
    return {
      section,
      cells,
      remark: section.reason,
      is_alarm: section.compliance === "not_met" || section.is_near_limit,
    };
  });
}

/** The section that decides: the first that is not met, then the first near its limit, then the first. */
export function telling_section(reading: Reading): string {
  const members = reading.members;
  const one =
    members.find((member) => member.compliance === "not_met") ??
    members.find((member) => member.is_near_limit) ??
    members[0];
  return one?.name ?? "";
}
