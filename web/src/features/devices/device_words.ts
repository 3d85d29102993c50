// What several panes of the devices say alike.
import type { FrameEntry } from "@/api/types";
import { date_parts } from "@/shared/format";

/** "08:02:13" of a written time; with the day where it is another one than `today` ("9月29日 08:02:13"). */
export function moment_text(iso: string, today: string, locale: string): string {
  const time = iso.slice(11, 19);
  if (iso.slice(0, 10) === today.slice(0, 10)) return time;
  const parts = date_parts(iso);
  if (!parts) return iso;
  return locale === "en" ? `${iso.slice(0, 10)} ${time}` : `${parts.month}月${parts.day}日 ${time}`;
}

/** How far a clock is off: whole seconds and to which side; null within a second. */
export function clock_difference(
  milliseconds: number,
): { word: "devices.fast" | "devices.slow"; n: number } | null {
  const n = Math.floor(Math.abs(milliseconds) / 1000);
  if (n === 0) return null;
  return { word: milliseconds > 0 ? "devices.fast" : "devices.slow", n };
}

/** The mark of a state: filled is there, hollow is gone, dashed is unknown. */
export const STATE_MARKS: Record<string, string> = {
  online: "●",
  offline: "▲",
  silent: "○",
  retired: "–",
  unknown: "◌",
};

export const is_bad = (entry: FrameEntry): boolean =>
  entry.standing !== "data" && entry.standing !== "repaired";

/** Newest first, at most `most`; one that is there already (by its number) is not put in twice. */
export function with_newer(list: FrameEntry[], newer: FrameEntry[], most: number): FrameEntry[] {
  return [...newer, ...list].slice(0, most);
}
