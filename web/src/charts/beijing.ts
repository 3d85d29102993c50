// Civil days and hours of the desk: Beijing time, which has no summer time. Instants are milliseconds.
const AHEAD_MS = 8 * 3_600_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const to_ms = (iso: string): number => Date.parse(iso);

/** The midnight that begins a day ("2024-09-30"). */
export const day_begin = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

/** The clock of an instant, read by getUTC*. */
export const clock_of = (ms: number): Date => new Date(ms + AHEAD_MS);

export const day_of = (ms: number): string => clock_of(ms).toISOString().slice(0, 10);

export function day_plus(day: string, days: number): string {
  return day_of(day_begin(day) + days * DAY_MS);
}

/** The same day of another month; the last one where that month is shorter. */
export function month_plus(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}

export const days_between = (from: string, until: string): number =>
  Math.round((day_begin(until) - day_begin(from)) / DAY_MS);

/** "2024-09-30" as it is typed; "" for what is no day. */
export function valid_day(text: unknown): string {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return "";
  const ms = day_begin(text);
  return Number.isNaN(ms) || day_of(ms) !== text ? "" : text;
}
