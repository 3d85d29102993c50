import { describe, expect, it } from "vitest";
import { NOTHING_ASKED, answer_query, choices, is_answering, query_of } from "./asked";

describe("what is asked of an evaluation", () => {
  it("sends only what the kind knows", () => {
    const asked = { ...NOTHING_ASKED, by: "month", year: "2024", compare: true, may_lack: true };
    expect(query_of("water", asked, "a.xlsx")).toEqual({
      kind: "water",
      file_name: "a.xlsx",
      by: "month",
      year: "2024",
    });
    expect(query_of("trend", asked, "a.xlsx")).toEqual({ kind: "trend", file_name: "a.xlsx" });
    expect(query_of("survey", asked, "a.xlsx")).toEqual({ kind: "survey", file_name: "a.xlsx" });
    expect(query_of("farmland", asked, "a.xlsx")).toMatchObject({ year: "2024" });
    expect(query_of("air", asked, "a.csv")).toMatchObject({ by: "month", compare: "1" });
    expect(query_of("lake", asked, "a.csv")).toMatchObject({ may_lack: "1" });
  });

  it("leaves periods to the plan where a file is held against one", () => {
    const asked = { ...NOTHING_ASKED, by: "month", year: "2023", items: "5plus_x", may_lack: true };
    expect(answer_query("water", asked, "a.xlsx", "2024-09-30")).toEqual({
      kind: "water",
      file_name: "a.xlsx",
      as_of: "2024-09-30",
      items: "5plus_x",
    });
    expect(answer_query("source", asked, "a.xlsx", "")).toEqual({ kind: "source", file_name: "a.xlsx" });
    expect(is_answering("air", asked)).toBe(true);
    expect(is_answering("air", { ...asked, profile: "national-feed" })).toBe(false);
    expect(is_answering("trend", asked)).toBe(false);
  });

  it("asks single samples for no period", () => {
    const asked = { ...NOTHING_ASKED, profile: "station-feed", by: "month", base_year: "2023", year: "2024" };
    expect(query_of("water", asked, "a.csv")).toEqual({
      kind: "water",
      file_name: "a.csv",
      profile: "station-feed",
    });
    expect(choices("water", asked).map((one) => one.option)).toEqual(["profile"]);
  });
});
