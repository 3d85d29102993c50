// Holds and requests to drop values: what the pages say of them. Pure.
import type { HoldView, RetentionView } from "@/api/types";
import { day_of } from "@/charts/beijing";
import { subject_way } from "@/shared/subject_way";

const CASE = "case/";

/** The case for which values are held; "" of a document. */
export const case_of = (reference: string): string =>
  reference.startsWith(CASE) ? reference.slice(CASE.length) : "";

/** The page of the case. */
export const way_of = (reference: string): string => {
  const held_for = case_of(reference);
  return held_for ? subject_way(`case_file/${held_for}`) : "";
};

/** A case as it is offered: its number, and its title. */
export const case_words = (one: { case_id: string; title: string }): string => `${one.case_id}　${one.title}`;

/** Which case is meant: one of those found; else the number itself that was typed. Words are no number. */
export function case_typed(
  typed: string,
  found: readonly { case_id: string; title: string }[],
): { case_id: string; is_found: boolean } {
  const word = typed.trim();
  const one = found.find((each) => case_words(each) === word || each.case_id === word);
  if (one) return { case_id: one.case_id, is_found: true };
  return { case_id: /^[A-Za-z]*\d+$/.test(word) ? word : "", is_found: false };
}

/** The place that the server names when it knows no such case. */
export const CASE_PLACE = "督办事项编号";

/** The days that a hold covers, both included: its end is the first moment behind them. */
export function days_held(hold: Pick<HoldView, "entry">): { from: string; until: string } {
  const { begins, ends } = hold.entry;
  return { from: day_of(Date.parse(begins)), until: day_of(Date.parse(ends) - 1) };
}

/** Whether somebody may decide a request: not one's own. The server has the last word. */
export const may_decide = (one: RetentionView, may_drop: boolean, name: string): boolean =>
  one.entry.state === "asked" && may_drop && one.entry.asked_name !== name;

/** The first of the month of a day: what was measured before it may be dropped. */
export const month_begin = (day: string): string => (day ? `${day.slice(0, 7)}-01` : "");

export type HoldOf = "site" | "series" | "data_set";
export interface HoldDraft {
  basis: "case" | "document";
  case_id: string;
  reference: string;
  of: HoldOf;
  site: string;
  series: string;
  data_set: string;
  from: string; // days, both included
  until: string;
  why: string;
}
export const hold_draft = (): HoldDraft => ({
  basis: "case",
  case_id: "",
  reference: "",
  of: "site",
  site: "",
  series: "",
  data_set: "",
  from: "",
  until: "",
  why: "",
});

/** As the server takes it: one basis, one thing that is held. */
export function hold_request(draft: HoldDraft, moment_behind: (day: string) => string) {
  const of = (what: HoldOf, value: string) => (draft.of === what ? value : "");
  return {
    case_id: draft.basis === "case" ? draft.case_id : "",
    reference: draft.basis === "document" ? draft.reference.trim() : "",
    series: of("series", draft.series),
    site: of("site", draft.site),
    data_set: of("data_set", draft.data_set),
    from: `${draft.from}T00:00:00+08:00`,
    until: moment_behind(draft.until),
    why: draft.why.trim(),
  };
}

/** Whether all is said that a hold needs. */
export const is_whole = (draft: HoldDraft): boolean =>
  [
    draft.basis === "case" ? draft.case_id : draft.reference.trim(),
    draft.of === "site" ? draft.site : draft.of === "series" ? draft.series : draft.data_set,
    draft.from,
    draft.until,
    draft.why.trim(),
  ].every(Boolean);
