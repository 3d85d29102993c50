// Figures and dates as the office writes them. Nothing is rounded or converted here: what the server says is set in type.
const SIGNS: Record<string, string> = { ">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜", "≈": "≈" };

export function comparator_sign(comparator: string): string {
  return SIGNS[comparator] ?? "";
}

export interface Quantity {
  comparator: string;
  value: number | null;
  value_high: number | null;
  unit: string;
}

/** Sign, figure and unit apart, so that the unit can be set smaller. A range has no sign. */
export function quantity_parts(quantity: Quantity): { sign: string; figure: string; unit: string } | null {
  if (quantity.value === null) return null;
  if (quantity.comparator === "range" && quantity.value_high !== null) {
    return { sign: "", figure: `${quantity.value}—${quantity.value_high}`, unit: quantity.unit };
  }
  return { sign: comparator_sign(quantity.comparator), figure: String(quantity.value), unit: quantity.unit };
}

export interface DateParts {
  year: number;
  month: number;
  day: number;
  time: string; // "14:00" or ""
}

/** Reads "2024-09-30" and "2024-09-30T08:00:00+08:00" by their written digits: the server speaks Beijing time. */
export function date_parts(iso: string): DateParts | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}))?/.exec(iso);
  if (!match) return null;
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]), time: match[4] ?? "" };
}

export function date_text(iso: string, locale: string): string {
  const parts = date_parts(iso);
  if (!parts) return iso;
  return locale === "en" ? iso.slice(0, 10) : `${parts.year}年${parts.month}月${parts.day}日`;
}

/** Without the year where it is the plan's own. */
export function short_date_text(iso: string, year: number, locale: string): string {
  const parts = date_parts(iso);
  if (!parts) return iso;
  if (locale === "en") return parts.year === year ? iso.slice(5, 10) : iso.slice(0, 10);
  return parts.year === year
    ? `${parts.month}月${parts.day}日`
    : `${parts.year}年${parts.month}月${parts.day}日`;
}

export function instant_text(iso: string, locale: string): string {
  const parts = date_parts(iso);
  if (!parts) return iso;
  return parts.time ? `${date_text(iso, locale)} ${parts.time}` : date_text(iso, locale);
}

export function month_text(key: string, locale: string): string {
  const match = /^(\d{4})-(\d{2})/.exec(key);
  if (!match) return key;
  return locale === "en" ? `${match[1]}-${match[2]}` : `${match[1]}年${Number(match[2])}月`;
}

/** "sm3 7c1e…a90f": enough to compare by eye. */
export function digest_text(digest: string): string {
  const bare = digest.replace(/^\w+:/, "");
  return bare.length > 10 ? `${bare.slice(0, 4)}…${bare.slice(-4)}` : bare;
}

/** A mean with the decimals that its rule names: zeros are added, never cut. */
export function padded(value: number, decimals: number): string {
  const text = String(value);
  const have = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
  return have >= decimals || text.includes("e") ? text : value.toFixed(decimals);
}
