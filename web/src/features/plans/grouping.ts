// The right side of the plan page: the same rows by item, by unit or by deadline. Pure.
import type { Plan } from "@/api/types";
import type { Entry } from "./commitments";
import { section_key } from "./document_model";
import { dues_in, due_key, units_in, type Grouping } from "./filter";

export interface RowGroup {
  key: string; // id of the item, key of the section, "unit:…", "due:…"
  no: string;
  heading: string;
  is_quiet: boolean; // a heading that stands for "none"
  entries: Entry[];
}

export function groups_of(plan: Plan, entries: readonly Entry[], grouping: Grouping): RowGroup[] {
  if (grouping === "unit") return by_unit(entries);
  if (grouping === "due") return by_due(entries);
  return by_item(plan, entries);
}

function by_item(plan: Plan, entries: readonly Entry[]): RowGroup[] {
  const items = new Map(plan.items.map((item) => [item.id, item]));
  const groups = new Map<string, RowGroup>();
  for (const entry of entries) {
    const item = items.get(entry.item_id);
    const section = item ? null : section_at(plan, entry.begin);
    const key = item ? item.id : section ? section.key : "";
    let group = groups.get(key);
    if (!group) {
      group = {
        key,
        no: item?.no ?? section?.no ?? "",
        heading: item?.heading ?? section?.heading ?? "",
        is_quiet: key === "",
        entries: [],
      };
      groups.set(key, group);
    }
    group.entries.push(entry);
  }
  return [...groups.values()];
}

function section_at(plan: Plan, point: number): { key: string; no: string; heading: string } | null {
  let found = -1;
  let begin = -1;
  plan.outline.forEach((section, index) => {
    if (section.span.begin <= point && section.span.begin >= begin) {
      begin = section.span.begin;
      found = index;
    }
  });
  const section = plan.outline[found];
  return section ? { key: section_key(found), no: section.no, heading: section.heading } : null;
}

function by_unit(entries: readonly Entry[]): RowGroup[] {
  const groups: RowGroup[] = units_in(entries).map(({ name }) => ({
    key: `unit:${name}`,
    no: "",
    heading: name,
    is_quiet: false,
    entries: [],
  }));
  const at = new Map(groups.map((group) => [group.heading, group]));
  const without: Entry[] = [];
  for (const entry of entries) {
    const names = new Set(entry.units.map((unit) => unit.name));
    if (names.size === 0) without.push(entry);
    for (const name of names) at.get(name)?.entries.push(entry);
  }
  // Work without an owner stands first: it is what a person must mend.
  if (without.length)
    groups.unshift({ key: "unit:-", no: "", heading: "", is_quiet: true, entries: without });
  return groups;
}

function by_due(entries: readonly Entry[]): RowGroup[] {
  return dues_in(entries).map(({ key }) => ({
    key: `due:${key}`,
    no: "",
    heading: key === "default" || key === "-" ? "" : key,
    is_quiet: key === "-",
    entries: entries.filter((entry) => due_key(entry) === key),
  }));
}
