import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EntryView } from "@/api/types";
import { differs, draft_key, draft_of, figure_of, keep_draft, load_draft, problem_of } from "./drafts";

const entry = {
  task_id: "p0001-t-1",
  revision: 3,
  progress: "已巡查",
  problems: "",
  next_step: "",
  done: 12,
} as unknown as EntryView;

const kept = new Map<string, string>();
vi.stubGlobal("window", {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  },
});

describe("drafts", () => {
  beforeEach(() => kept.clear());

  it("reads figures as people type them and refuses words", () => {
    expect(figure_of("")).toBeNull();
    expect(figure_of(" 4800 ")).toBe(4800);
    expect(figure_of("１２．５")).toBe(12.5);
    expect(figure_of("已完成")).toBeUndefined();
    expect(figure_of("-1")).toBeUndefined();
    expect(figure_of("4800万")).toBeUndefined();
  });

  it("knows what changed and what is missing", () => {
    expect(differs(draft_of(entry), entry)).toBe(false);
    expect(differs({ ...draft_of(entry), problems: "缺人" }, entry)).toBe(true);
    expect(problem_of({ ...draft_of(entry), progress: "  " })).toBe("progress");
    expect(problem_of({ ...draft_of(entry), done: "很多" })).toBe("done");
    expect(problem_of(draft_of(entry))).toBeNull();
  });

  it("keeps a draft for its revision only", () => {
    const key = draft_key("r000001", "水科", entry);
    keep_draft(key, { ...draft_of(entry), progress: "新写的" });
    expect(load_draft(key)?.progress).toBe("新写的");
    expect(load_draft(draft_key("r000001", "水科", { ...entry, revision: 4 }))).toBeNull();
    keep_draft(key, null);
    expect(load_draft(key)).toBeNull();
  });

  it("takes no broken draft", () => {
    window.localStorage.setItem("k", '{"progress":1}');
    expect(load_draft("k")).toBeNull();
    window.localStorage.setItem("k", "{");
    expect(load_draft("k")).toBeNull();
  });
});
