// The monitoring scheme as it is shown: months of a group, the sampling calendar of a line, what lacks in a window.
// Pure; what is done, due or missing is the server's word.
import type { SchemeCounts, SchemeLack, SchemeMonth, SchemeWindow } from "@/api/types";
import { short_date_text } from "@/shared/format";

export type CellState = "done" | "partly" | "excused" | "missing" | "ahead" | "none";

/** The state of several windows together: the worst of those that are due. */
export function state_of(counts: SchemeCounts): CellState {
  if (counts.missing > 0) return "missing";
  if (counts.partly > 0) return "partly";
  if (counts.excused > 0) return "excused";
  if (counts.due > 0) return "done";
  return counts.planned > 0 ? "ahead" : "none";
}

/** "3" where all that is due is done, else "2/3"; "" where nothing is due. */
export function share_text(counts: SchemeCounts): string {
  if (counts.due === 0) return "";
  return counts.due_done === counts.due ? String(counts.due) : `${counts.due_done}/${counts.due}`;
}

export interface MonthCell {
  month: number;
  state: CellState;
  text: string;
  counts: SchemeCounts | null;
}
/** Twelve cells; a month of which the scheme says nothing is empty. */
export function month_cells(months: readonly SchemeMonth[]): MonthCell[] {
  return Array.from({ length: 12 }, (_, index) => {
    const counts = months.find((one) => Number(one.month.slice(5, 7)) === index + 1)?.counts ?? null;
    return {
      month: index + 1,
      state: counts ? state_of(counts) : "none",
      text: counts ? share_text(counts) : "",
      counts,
    };
  });
}

export interface CalendarCell {
  key: string; // window, or month of several windows: stands in the address
  month: number; // its first column, 1 to 12
  months: number; // columns
  state: CellState;
  text: string; // "" where the word of the state says all
  windows: SchemeWindow[];
}

const month_of = (day: string) => Number(day.slice(5, 7));
const is_last_of_month = (day: string) => {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000);
  return next.getUTCDate() === 1;
};
/** Whole months: such a window has a cell of its own. */
export const is_of_months = (window: Pick<SchemeWindow, "first" | "last">) =>
  window.first.endsWith("-01") && is_last_of_month(window.last);

function window_state(window: SchemeWindow): CellState {
  return window.state === "not_planned" ? "none" : (window.state as CellState);
}

/** Windows of months each in its cell; days, weeks and thirds of months together in the month in which they end. */
export function calendar_cells(windows: readonly SchemeWindow[], year: number): CalendarCell[] {
  const cells: CalendarCell[] = [];
  const by_month = new Map<number, SchemeWindow[]>();
  for (const window of windows) {
    if (window.state === "not_planned") continue;
    if (is_of_months(window)) {
      const month = month_of(window.first);
      cells.push({
        key: window.window,
        month,
        months: month_of(window.last) - month + 1,
        state: window_state(window),
        text: window.wanted > 1 && window.state !== "ahead" ? `${window.times}/${window.wanted}` : "",
        windows: [window],
      });
      continue;
    }
    const month = Number(window.last.slice(0, 4)) > year ? 12 : month_of(window.last);
    by_month.set(month, [...(by_month.get(month) ?? []), window]);
  }
  for (const [month, all] of by_month) {
    const counts = counts_of(all);
    cells.push({
      key: `${year}-${String(month).padStart(2, "0")}`,
      month,
      months: 1,
      state: state_of(counts),
      text: share_text(counts),
      windows: all,
    });
  }
  return cells.sort((a, b) => a.month - b.month);
}

/** Of windows whose states are told; one that is done is taken as due, for the cell shows it as done. */
function counts_of(windows: readonly SchemeWindow[]): SchemeCounts {
  const of = (state: string) => windows.filter((one) => one.state === state).length;
  const [done, partly, excused, missing, ahead] = ["done", "partly", "excused", "missing", "ahead"].map(
    of,
  ) as [number, number, number, number, number];
  const due = done + partly + excused + missing;
  return { planned: due + ahead, due, done, due_done: done, partly, excused, missing, ahead };
}

export interface LackGroup {
  state: "no_value" | "too_few" | "invalid" | "excused";
  reason: string;
  reason_name: string;
  times: number;
  items: { item: string; item_name: string }[];
}
/** Items that lack for the same reason stand together; what nobody explained comes first. */
export function lack_groups(lacks: readonly SchemeLack[]): LackGroup[] {
  const groups = new Map<string, LackGroup>();
  for (const lack of lacks) {
    const state = lack.reason
      ? "excused"
      : lack.has_invalid
        ? "invalid"
        : lack.times > 0
          ? "too_few"
          : "no_value";
    const key = [state, lack.reason, state === "too_few" ? lack.times : 0].join("/");
    const known = groups.get(key);
    const item = { item: lack.item, item_name: lack.item_name };
    if (known) known.items.push(item);
    else {
      groups.set(key, {
        state,
        reason: lack.reason,
        reason_name: lack.reason_name,
        times: lack.times,
        items: [item],
      });
    }
  }
  const order = ["no_value", "invalid", "too_few", "excused"];
  return [...groups.values()].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** "3月", "1—3月", "9月3日", "9月2日—8日" and their like in English. */
export function window_text(
  window: Pick<SchemeWindow, "first" | "last">,
  year: number,
  locale: string,
): string {
  const day = (iso: string) => short_date_text(iso, year, locale);
  if (window.first === window.last) return day(window.first);
  const has_one_year = window.first.slice(0, 4) === window.last.slice(0, 4);
  const ahead = Number(window.first.slice(0, 4)) === year ? "" : window.first.slice(0, 4);
  if (is_of_months(window) && has_one_year) {
    const [from, until] = [month_of(window.first), month_of(window.last)];
    if (locale === "en") {
      const two = (month: number) => `${window.first.slice(0, 4)}-${String(month).padStart(2, "0")}`;
      return from === until ? two(from) : `${two(from)}–${String(until).padStart(2, "0")}`;
    }
    return `${ahead ? `${ahead}年` : ""}${from === until ? from : `${from}—${until}`}月`;
  }
  const same_month = locale !== "en" && window.first.slice(0, 7) === window.last.slice(0, 7);
  return `${day(window.first)}—${same_month ? `${Number(window.last.slice(8))}日` : day(window.last)}`;
}

/** The states in the order in which they are told. */
export const STATES = ["done", "partly", "excused", "missing", "ahead"] as const;
