import { describe, expect, it } from "vitest";
import type { OfficialView, SeriesLimits, SiteView } from "@/api/types";
import { figures_at } from "@/charts/official";
import {
  colour_of,
  ink_on,
  plot_blanks,
  plot_limits,
  plot_ranks,
  reasons_of,
  stages_text,
} from "./limit_rows";
import { figures_about, plot_figures } from "./official_rows";
import { content_of, draft_of } from "./site_draft";

describe("the draft of a site", () => {
  const site = {
    code: "E01",
    name: "河口",
    kind: "lake",
    water: "新港",
    place: "",
    unit_id: "",
    longitude: 114.89,
    latitude: 30.39,
    aliases: [
      { name: "口", source: "" },
      { name: "港口", source: "national" },
    ],
    terms: [
      { from: "2024-01-01", until: null, level: "national", level_name: "国控", target_class: "Ⅲ", note: "" },
    ],
    note: "",
    is_active: true,
  } as unknown as SiteView;
  it("holds all that is registered, and gives it back", () => {
    const content = content_of(draft_of(site));
    expect(content.aliases).toEqual(site.aliases);
    expect(content.longitude).toBe(114.89);
    expect(content.terms).toEqual([
      { from: "2024-01-01", until: null, level: "national", target_class: "Ⅲ", note: "" },
    ]);
  });
  it("puts terms in order and leaves out what is empty", () => {
    const draft = draft_of();
    draft.terms = [
      { from: "2024-01-01", until: "", level: "none", target_class: " Ⅱ ", note: "" },
      { from: "2021-01-01", until: "2023-12-31", level: "none", target_class: "", note: "" },
    ];
    draft.aliases = " 甲、乙，";
    const content = content_of(draft);
    expect(content.terms.map((one) => [one.from, one.until, one.target_class])).toEqual([
      ["2021-01-01", "2023-12-31", ""],
      ["2024-01-01", null, "Ⅱ"],
    ]);
    expect(content.aliases.map((one) => one.name)).toEqual(["甲", "乙"]);
    expect(content.longitude).toBeNull();
  });
});

it("limits hold for the days of their edition, the last one included", () => {
  const limits = {
    stages: [
      {
        from: "2026-02-28",
        until: "2026-02-28",
        scale: "air_level",
        lines: [{ name: "优", rank: 1, bound: 35, side: "at_most" }],
      },
    ],
    judged: [{ time: "2026-02-28T10:00:00+08:00", rank: 5, name: "重度污染" }],
  } as unknown as SeriesLimits;
  const [line] = plot_limits(limits);
  expect(new Date(line!.from).toISOString()).toBe("2026-02-27T16:00:00.000Z");
  expect(new Date(line!.until).toISOString()).toBe("2026-02-28T16:00:00.000Z");
  expect(plot_ranks(limits)[0]).toMatchObject({ colour: "var(--aqi-5)", ink: "var(--aqi-ink-56)" });
  expect([colour_of("water_class", 3), ink_on("water_class", 3)]).toEqual([
    "var(--class-3)",
    "var(--class-ink)",
  ]);
});

it("published figures speak of a site that the target names or is computed with", () => {
  const figure = (target_id: string, action = "entered") => ({ target_id, action }) as OfficialView;
  const view = {
    plan: {
      targets: [
        { id: "t1", text: "长港樊口断面达到Ⅲ类" },
        { id: "t2", text: "国控断面优良比例" },
        { id: "t3", text: "空气" },
      ],
      qualitative: [{ id: "q1", text: "PM2.5年均浓度" }],
    },
    readings: [{ target_id: "t2", members: [{ name: "长港樊口" }] }],
  } as unknown as Parameters<typeof figures_about>[3];
  const of = (site: string) => ({ ...figure("q1"), site }) as OfficialView;
  expect(figures_about("E01", "", [of("E01"), of("E02"), figure("t1")], view)).toHaveLength(1);
  const found = figures_about(
    "E01",
    "长港樊口",
    [figure("t1"), figure("t2"), figure("t3"), figure("t1", "withdrawn")],
    view,
  );
  expect(found.map((one) => one.figure.target_id)).toEqual(["t1", "t2"]);
});

it("a published figure is a mark over its days, the last one included, where it has a value in the unit of the series", () => {
  const figure = { figure_id: "v000001", from: "2024-01-01", to: "2024-09-30" } as OfficialView;
  const words = { mark: () => "官方 31", told: () => "2024年1—9月 31" };
  const marks = plot_figures(
    [
      { figure, value: 31, not_drawn: "" },
      { figure, value: null, not_drawn: "单位不同" },
    ],
    words,
  );
  expect(marks).toHaveLength(1);
  expect(new Date(marks[0]!.until).toISOString()).toBe("2024-09-30T16:00:00.000Z");
  expect(figures_at(marks, marks[0]!.until - 1)).toBe("2024年1—9月 31");
  expect(figures_at(marks, marks[0]!.until)).toBe("");
});

it("periods are judged from their begin to their end; those that are not say why, the commonest reason first", () => {
  const limits = {
    period: "month",
    stages: [
      { scale: "water_class", standard: "GB 3838-2002", clause: "表1 第7项", note: "河流", lines: [] },
    ],
    judged: [{ time: "2024-02-01T00:00:00+08:00", rank: 3, name: "Ⅲ" }],
    not_judged: ["a", "b", "b"].map((why, index) => ({ time: `2024-0${index + 3}-01T00:00:00+08:00`, why })),
  } as unknown as SeriesLimits;
  expect(new Date(plot_ranks(limits)[0]!.until!).toISOString()).toBe("2024-02-29T16:00:00.000Z");
  expect(plot_blanks(limits)[0]).toMatchObject({ until: Date.parse("2024-04-01T00:00:00+08:00"), why: "a" });
  expect(reasons_of(limits)).toEqual([
    { why: "b", n: 2 },
    { why: "a", n: 1 },
  ]);
  expect(stages_text(limits)).toBe("GB 3838-2002 表1 第7项，河流");
});
