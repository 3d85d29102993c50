// A target's three values and the form of a published one. Pure: no verdict, rounding or comparison is made here; the
// server says what decides.
import type {
  OfficialRequest,
  OfficialView,
  OfficialWords,
  Reading,
  StandingValue,
  TargetStanding,
} from "@/api/types";

export type Side = "official" | "computed" | "reported";
export const SIDES: Side[] = ["official", "computed", "reported"];

export interface ValueColumn {
  side: Side;
  value: StandingValue;
  decides: boolean;
}

export function columns_of(standing: TargetStanding): ValueColumn[] {
  return SIDES.map((side) => ({ side, value: standing[side], decides: standing.decides === side }));
}

/** What a table shows of a target: the deciding value; else what is only reported. */
export function shown_value(standing: TargetStanding | undefined): StandingValue | null {
  if (!standing) return null;
  const one = standing.decides ? standing[standing.decides] : standing.reported;
  return one.is_there && one.value ? one : null;
}

/** The unit as it stands behind a value: a class has 类. */
export const unit_of = (value: { quantity: string; unit: string }): string =>
  value.quantity === "class" ? "类" : value.unit;

/** Of a target there is one; of an end that names several quantities one of each. */
export function by_target(readings: readonly Reading[]): Map<string, Reading[]> {
  const map = new Map<string, Reading[]>();
  for (const one of readings) map.set(one.target_id, [...(map.get(one.target_id) ?? []), one]);
  return map;
}

/** What may still fail, or is lacking, as a word and a number; null where nothing is counted or judged. */
export function allowance_of(reading: Reading): { word: string; n: number } | null {
  const is_count = reading.object !== "" || reading.members.length > 0;
  if (!is_count || reading.verdict === "insufficient_data") return null;
  const left = reading.allowed_failures;
  if (left > 0) return { word: "card.allowed", n: left };
  return left === 0 ? { word: "card.allowed_none", n: 0 } : { word: "card.lacking", n: -left };
}

/** The last day of the month before today, but not before the year's first month is over. */
export function usual_period(today: string, year: number): { from: string; to: string } {
  const [this_year, month] = today.split("-").map(Number) as [number, number];
  if (this_year !== year) return { from: `${year}-01-01`, to: `${year}-12-31` };
  const last = new Date(Date.UTC(year, Math.max(month - 1, 1), 0)).getUTCDate();
  const shown = String(Math.max(month - 1, 1)).padStart(2, "0");
  return { from: `${year}-01-01`, to: `${year}-${shown}-${String(last).padStart(2, "0")}` };
}

export interface OfficialDraft {
  quantity: string;
  value: string;
  unit: string;
  from: string;
  to: string;
  terms: Record<string, string>; // dimension -> value, "" where the source does not say
  status: string;
  source_title: string;
  source_number: string;
  issuer: string;
  published_on: string;
  remark: string;
  site: string; // code; "" where it speaks of no single site
  factor: string;
  why: string;
}

/** The quantity that a figure of a target with this unit is in: the first that names the unit, else the one of any unit. */
export function quantity_for(words: OfficialWords, unit: string, is_change: boolean): string {
  const fits = (wanted: string) =>
    words.quantities.find((one) => one.is_change === is_change && one.units.includes(wanted))?.id;
  return fits(unit) ?? fits("*") ?? words.quantities[0]?.id ?? "";
}

export interface DraftTarget {
  unit: string;
  is_change: boolean;
  own_terms: string;
}

export function draft_of(
  words: OfficialWords,
  target: DraftTarget,
  today: string,
  year: number,
  figure: OfficialView | null,
): OfficialDraft {
  const terms: Record<string, string> = {};
  for (const one of words.dimensions) {
    // A new figure begins with the target's own 口径, as far as its words state it.
    const own = one.values.find((value) => target.own_terms.split("、").includes(value.name))?.id ?? "";
    terms[one.id] = figure ? (figure.terms.find((term) => term.dimension === one.id)?.value ?? "") : own;
  }
  if (figure) {
    const { quantity, value, unit, from, to, status, source_title, source_number, issuer } = figure;
    const { published_on, remark, site, factor } = figure;
    const texts = { source_title, source_number, issuer, published_on, remark, site, factor };
    return { quantity, value, unit, from, to, terms, status, ...texts, why: "" };
  }
  return {
    quantity: quantity_for(words, target.unit, target.is_change),
    value: "",
    unit: target.unit,
    ...usual_period(today, year),
    terms,
    status: words.statuses[0]?.id ?? "",
    source_title: "",
    source_number: "",
    issuer: "",
    published_on: today,
    remark: "",
    site: "",
    factor: "",
    why: "",
  };
}

/** Which units a quantity offers; "*" stands for the target's own. */
export function units_of(words: OfficialWords, quantity: string, own: string): string[] {
  const units = words.quantities.find((one) => one.id === quantity)?.units ?? [];
  return units.map((one) => (one === "*" ? own : one));
}

/** After another quantity was chosen: its own unit and, of words, no value that it does not have. */
export function with_quantity(draft: OfficialDraft, words: OfficialWords, own: string): OfficialDraft {
  const units = units_of(words, draft.quantity, own);
  const values = words.quantities.find((one) => one.id === draft.quantity)?.values ?? [];
  const unit = units.includes(draft.unit) ? draft.unit : units.includes(own) ? own : (units[0] ?? "");
  const value = values.length && !values.includes(draft.value) ? "" : draft.value;
  return { ...draft, unit, value };
}

export function request_of(draft: OfficialDraft, file_name: string, content_base64: string): OfficialRequest {
  const { terms, ...rest } = draft;
  if (!rest.site) rest.factor = "";
  const stated = Object.entries(terms).filter(([, value]) => value);
  return {
    ...rest,
    value: rest.value.trim(),
    source_title: rest.source_title.trim(),
    source_number: rest.source_number.trim(),
    issuer: rest.issuer.trim(),
    remark: rest.remark.trim(),
    why: rest.why.trim(),
    terms: stated.map(([dimension, value]) => ({ dimension, value })),
    file_name,
    content_base64,
  };
}
