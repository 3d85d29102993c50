// Fields that can be corrected and how their values are written for people. Pure.
import { date_parts, date_text, comparator_sign } from "@/shared/format";
import { KINDS, type Entry } from "./commitments";
import { units_text } from "./rows";

export const CORRECTION_FIELDS = [
  "kind",
  "indicator",
  "comparator",
  "value",
  "unit",
  "scope",
  "deadline",
  "units",
  "strength",
] as const;
export type CorrectionField = (typeof CORRECTION_FIELDS)[number];

export const COMPARATORS = [">=", "<=", "=", ">", "<", "≈"];
export const STRENGTHS = ["hard", "soft"];
export { KINDS };

/** What the field holds now, in the form in which a correction is sent. */
export function current_value(entry: Entry, field: CorrectionField): string {
  switch (field) {
    case "kind":
      return entry.kind;
    case "deadline":
      return entry.deadline;
    case "units":
      return units_text(entry);
    case "strength":
      return entry.strength;
    case "value":
      return entry.target?.value != null
        ? String(entry.target.value)
        : entry.duty?.min_count != null
          ? String(entry.duty.min_count)
          : "";
    case "indicator":
      return entry.target?.indicator ?? "";
    case "comparator":
      return entry.target?.comparator ?? "";
    case "unit":
      return entry.target?.unit ?? "";
    case "scope":
      return entry.target?.scope ?? "";
  }
}

type Translate = (key: string) => string;

/** A value of a correction as a person reads it: words for kinds and strengths, signs for comparators, dates in full. */
export function correction_value(
  field: string,
  value: string,
  t: Translate,
  te: (key: string) => boolean,
  locale: string,
): string {
  if (field === "kind" && te(`kind.${value}`)) return t(`kind.${value}`);
  if (field === "strength" && te(`card.${value}`)) return t(`card.${value}`);
  if (field === "comparator") return comparator_sign(value) || value;
  if (field === "deadline" && date_parts(value)) return date_text(value, locale);
  return value;
}

export type Complaint = "need_why" | "need_after" | "need_number";

/** What is lacking before a correction can be sent; whether the value is right is for the server to say. */
export function complaints(draft: { field: CorrectionField; after: string; why: string }): Complaint[] {
  const found: Complaint[] = [];
  const may_be_empty = draft.field === "deadline" || draft.field === "units" || draft.field === "scope";
  if (!draft.after.trim() && !may_be_empty) found.push("need_after");
  else if (draft.field === "value" && !/^-?\d+(\.\d+)?$/.test(draft.after.trim())) found.push("need_number");
  if (!draft.why.trim()) found.push("need_why");
  return found;
}
