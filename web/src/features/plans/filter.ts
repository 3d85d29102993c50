// What the plan page shows is in its address: kinds, unit, deadline, grouping, the chosen sentence. Pure functions both ways.
import type { LocationQuery } from "vue-router";
import { KINDS, type Entry, type Kind } from "./commitments";

export type Grouping = "item" | "unit" | "due";
export type View = "items" | "diagnostics" | "corrections";

export interface PageState {
  kinds: Kind[]; // empty: all but principles
  unit: string; // "" all; "-" without a unit
  due: string; // "" all; "2024-06" a month; "-" without a date; "default" where the text gives none
  grouping: Grouping;
  view: View;
  at: string; // id of the chosen commitment, group or diagnostic
  version: number; // 0: the newest
}

const one = (query: LocationQuery, key: string): string => {
  const value = query[key];
  return (Array.isArray(value) ? value[0] : value) ?? "";
};

export function state_of(query: LocationQuery): PageState {
  const kinds = one(query, "kind")
    .split(",")
    .filter((kind): kind is Kind => (KINDS as readonly string[]).includes(kind));
  const grouping = one(query, "group");
  const view = one(query, "view");
  const version = Number(one(query, "version"));
  return {
    kinds,
    unit: one(query, "unit"),
    due: one(query, "due"),
    grouping: grouping === "unit" || grouping === "due" ? grouping : "item",
    view: view === "diagnostics" || view === "corrections" ? view : "items",
    at: one(query, "at"),
    version: Number.isInteger(version) && version > 0 ? version : 0,
  };
}

/** Only what differs from the plain page is written. */
export function query_of(state: PageState): Record<string, string> {
  const query: Record<string, string> = {};
  if (state.kinds.length) query.kind = state.kinds.join(",");
  if (state.unit) query.unit = state.unit;
  if (state.due) query.due = state.due;
  if (state.grouping !== "item") query.group = state.grouping;
  if (state.view !== "items") query.view = state.view;
  if (state.at) query.at = state.at;
  if (state.version) query.version = String(state.version);
  return query;
}

export function matches(entry: Entry, state: Pick<PageState, "kinds" | "unit" | "due">): boolean {
  if (state.kinds.length ? !state.kinds.includes(entry.kind) : entry.kind === "principle") return false;
  if (state.unit === "-" ? entry.units.length > 0 : state.unit !== "") {
    if (state.unit === "-" || !entry.units.some((unit) => unit.name === state.unit)) return false;
  }
  return state.due === "" || due_key(entry) === state.due;
}

/** The deadline as the filter and the grouping see it: the month, "default" where the document's default applies, "-" without. */
export function due_key(entry: Entry): string {
  if (!entry.deadline) return "-";
  if (entry.deadline_origin === "default") return "default";
  return entry.deadline.slice(0, 7);
}

/** Deadlines that occur, dated months first in order, then the default, then none. */
export function dues_in(entries: readonly Entry[]): { key: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(due_key(entry), (counts.get(due_key(entry)) ?? 0) + 1);
  const rank = (key: string) => (key === "-" ? "~~" : key === "default" ? "~" : key);
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => (rank(a.key) < rank(b.key) ? -1 : 1));
}

/** Units that answer for something, most work first. */
export function units_in(entries: readonly Entry[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    for (const name of new Set(entry.units.map((unit) => unit.name)))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}

export function kind_counts(entries: readonly Entry[]): Record<Kind, number> {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const entry of entries) counts[entry.kind]++;
  return counts;
}
