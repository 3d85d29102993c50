// How cases are written: what is left of the deadline, which mark a level has, files as the API takes them.
import type { Term } from "@/api/types";

export interface DueText {
  key: "left" | "today" | "late" | "not_running";
  n: number;
  is_alarm: boolean;
  is_soon: boolean;
}

const SOON_DAYS = 7; // a matter of emphasis only: the levels are the server's

export function due_text(days_left: number | null): DueText {
  if (days_left === null) return { key: "not_running", n: 0, is_alarm: false, is_soon: false };
  if (days_left < 0) return { key: "late", n: -days_left, is_alarm: true, is_soon: false };
  if (days_left === 0) return { key: "today", n: 0, is_alarm: true, is_soon: false };
  return { key: "left", n: days_left, is_alarm: false, is_soon: days_left <= SOON_DAYS };
}

/** The class of a level's mark; the word always stands beside it. */
export function level_class(level: Term): string {
  return level.id ? `lv lv-${level.id}` : "lv";
}
