// What a clerk typed and has not saved yet, kept in this browser so that nothing is lost by a closed page. A draft belongs
// to the revision on which it was begun: after somebody else's change it is shown beside the new state, never put over it.
import type { EntryView } from "@/api/types";

export interface Draft {
  progress: string;
  problems: string;
  next_step: string;
  done: string; // as typed
}

const FIELDS = ["progress", "problems", "next_step", "done"] as const;

export function draft_of(entry: EntryView): Draft {
  return {
    progress: entry.progress,
    problems: entry.problems,
    next_step: entry.next_step,
    done: entry.done === null ? "" : String(entry.done),
  };
}

export function differs(draft: Draft, entry: EntryView): boolean {
  const saved = draft_of(entry);
  return FIELDS.some((field) => draft[field].trim() !== saved[field]);
}

/** The figure as JSON wants it. undefined: what was typed is no number. */
export function figure_of(typed: string): number | null | undefined {
  const text = typed.trim().replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  if (!text) return null;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

export type Problem = "progress" | "done";
/** What the clerk has to mend before this can be saved. */
export function problem_of(draft: Draft): Problem | null {
  if (figure_of(draft.done) === undefined) return "done";
  return draft.progress.trim() ? null : "progress";
}

export function draft_key(round: string, unit: string, entry: EntryView): string {
  return `bihuan.entry.${round}.${unit}.${entry.task_id}.${entry.revision}`;
}

export function load_draft(key: string): Draft | null {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(key) ?? "null");
    if (typeof value !== "object" || value === null) return null;
    const given = value as Record<string, unknown>;
    if (FIELDS.some((field) => typeof given[field] !== "string")) return null;
    return given as unknown as Draft;
  } catch {
    return null;
  }
}

export function keep_draft(key: string, draft: Draft | null): void {
  try {
    if (draft) window.localStorage.setItem(key, JSON.stringify(draft));
    else window.localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing: what was typed stays on the page.
  }
}
