import { describe, expect, it } from "vitest";
import type { ObservedSite, SeriesView, SheetPreview } from "@/api/types";
import { carried_words, column_lines, nothing_said, request_of } from "./import_words";
import { few_at_a_time } from "./one_after_another";
import { chosen_series, panels_of, series_groups, toggled } from "./series_rows";
import { groups_of, matches } from "./site_rows";
import {
  days_of,
  edges,
  first_span,
  last_day,
  margin_around,
  moved_days,
  periods_for,
  typed_days,
} from "./windows";
import { iso_of, label_text, stretch_text, subscripts } from "./words";

describe("windows", () => {
  it.each([
    ["day", "2024-09-30", "2024-09-30"],
    ["week", "2024-09-24", "2024-09-30"],
    ["month", "2024-08-31", "2024-09-30"],
    ["quarter", "2024-07-01", "2024-09-30"],
    ["year", "2023-10-01", "2024-09-30"],
    ["all", "2022-01-01", "2024-09-30"],
  ] as const)("a %s ends with the newest day", (span, from, until) =>
    expect(days_of(span, "2024-09-30", "2022-01-01")).toEqual({ from, until }),
  );
  it("all is a year where the beginning is not known", () =>
    expect(days_of("all", "2024-09-30", "").from).toBe("2023-10-01"));
  it("move by their own length", () => {
    const week = { from: "2024-09-24", until: "2024-09-30" };
    expect(moved_days(week, -1)).toEqual({ from: "2024-09-17", until: "2024-09-23" });
    expect(moved_days(moved_days(week, -1), 1)).toEqual(week);
  });
  it("include their last day", () => {
    const { from, until } = edges({ from: "2024-09-30", until: "2024-09-30" });
    expect(until - from).toBe(86_400_000);
  });
  it.each([
    ["2024-09-30", "2024-09-01", { from: "2024-09-01", until: "2024-09-30" }],
    ["2024-09-31", "2024-09-01", null],
    [undefined, "2024-09-01", null],
  ])("typed as %o and %o", (from, until, want) => expect(typed_days(from, until)).toEqual(want));
  it("begin with what a screen shows well", () =>
    expect(["minute", "hour", "four_hours", "day", "month", "instant"].map(first_span)).toEqual([
      "day",
      "week",
      "month",
      "year",
      "all",
      "all",
    ]));
  it("are summed up by longer periods only", () => {
    expect(periods_for("hour")).toEqual(["raw", "day", "month", "quarter", "year"]);
    expect(periods_for("minute")).toContain("hour");
    expect(periods_for("year")).toEqual(["raw"]);
  });
  it("end on the day that a label at midnight closes", () => {
    const midnight = "2024-10-01T00:00:00+08:00";
    expect(last_day([{ time: midnight, label: "end" }])).toBe("2024-09-30");
    expect(last_day([{ time: midnight, label: "beginning" }])).toBe("2024-10-01");
    expect(last_day([])).toBe("");
  });
  it("leave room around a finding", () => {
    expect(margin_around(100, 100, 10)).toEqual({ from: -20, until: 230 });
    expect(margin_around(0, 1000, 10)).toEqual({ from: -1000, until: 2010 });
  });
});

const site = (fields: Partial<ObservedSite>): ObservedSite => ({
  site: "S1",
  name: "长江三峡",
  kind: "river_section",
  kind_name: "河流断面",
  water: "长江",
  place: "鄂城区",
  is_registered: true,
  is_simulated: false,
  series: 1,
  latest: null,
  ...fields,
});
describe("sites", () => {
  it.each([
    ["", true],
    ["长江 鄂城", true],
    ["s1", true],
    ["长港", false],
  ])("are found by “%s”: %s", (words, want) => expect(matches(site({}), words)).toBe(want));
  it("stand by kind, those with data first", () => {
    const groups = groups_of([
      site({ site: "D", kind: "" }),
      site({ site: "b", series: 0, name: "甲" }),
      site({ site: "a", name: "乙" }),
      site({ site: "air", kind: "air_station" }),
    ]);
    expect(groups.map((group) => group.sites.map((one) => one.site))).toEqual([["air"], ["a", "b"], ["D"]]);
  });
});

const view = (factor: string, averaging: string, unit = "mg/L", latest: unknown = {}): SeriesView =>
  ({
    series: `E/${factor}/${averaging}/device`,
    site: "E",
    home_site: "E",
    site_name: "",
    factor,
    averaging,
    source: "device",
    unit,
    latest,
  }) as SeriesView;
describe("series", () => {
  const groups = series_groups([view("a", "minute"), view("a", "hour", "mg/L", null), view("b", "hour")]);
  it("stand in groups, hours before minutes", () =>
    expect(groups.map((group) => [group.averaging, group.rows.length])).toEqual([
      ["hour", 2],
      ["minute", 1],
    ]));
  it("begin with the first that has a value", () =>
    expect(chosen_series("", groups).map((one) => one.series)).toEqual(["E/b/hour/device"]));
  it("or with the first of the factor that is asked for", () => {
    expect(chosen_series("", groups, "a").map((one) => one.series)).toEqual(["E/a/minute/device"]);
    expect(chosen_series("", groups, "none").map((one) => one.series)).toEqual(["E/b/hour/device"]);
  });
  it("are those of the address as far as they are there", () =>
    expect(chosen_series("E/a/minute/device,gone", groups).map((one) => one.series)).toEqual([
      "E/a/minute/device",
    ]));
  it("are chosen alone, or beside others; one stays and five are the most", () => {
    expect(toggled(["a", "b"], "c", false)).toEqual(["c"]);
    expect(toggled(["a"], "b", true)).toEqual(["a", "b"]);
    expect(toggled(["a"], "a", true)).toEqual(["a"]);
    expect(toggled(["a", "b", "c", "d", "e"], "f", true)).toHaveLength(5);
  });
  it("of one unit share a panel", () =>
    expect(
      panels_of([view("a", "hour"), view("q", "hour", "m³/h"), view("b", "hour")]).map(
        (panel) => panel.series.length,
      ),
    ).toEqual([2, 1]));
});

describe("what is said of a sheet", () => {
  const preview = {
    columns: [
      { sheet: "1月", column: "A", head: "断面", key: "site", key_name: "点位", unit: "", unit_origin: "" },
      { sheet: "2月", column: "A", head: "断面", key: "site", key_name: "点位", unit: "", unit_origin: "" },
      {
        sheet: "1月",
        column: "C",
        head: "COD",
        key: "w01018",
        key_name: "化学需氧量",
        unit: "mg/L",
        unit_origin: "",
      },
    ],
    unused: ["备注", ""],
  } as unknown as SheetPreview;
  it("the same head of several sheets is one line; what is not read stands behind", () =>
    expect(column_lines(preview).map((one) => [one.head, one.places.length, one.is_factor])).toEqual([
      ["断面", 2, false],
      ["COD", 1, true],
      ["备注", 0, false],
    ]));
  it("leaves a column out when it is emptied, and does not name sites without a code", () => {
    const said = nothing_said("laboratory-month");
    said.columns["备注"] = "";
    said.sites["樊口"] = " ";
    said.sites["三峡"] = "S001 ";
    expect(request_of("a.csv", "QQ==", said)).toMatchObject({
      columns: [{ name: "备注", value: "" }],
      sites: [{ name: "三峡", value: "S001" }],
      way: "laboratory-month",
      is_fresh: false,
      adds_aliases: false,
    });
  });
  it("tells what of the last reading was used again", () =>
    expect(
      carried_words({
        ...preview,
        carried_from: "i000001",
        carried_columns: [{ name: "NH3-N", value: "w21003" }],
        carried_units: [{ name: "w21003", value: "mg/L" }],
        carried_sites: [{ name: "长港闸", value: "E01" }],
      }).map((one) => one.value),
    ).toEqual(["w21003", "mg/L", "E01"]));
});

describe("words", () => {
  it.each([
    ["2024-09-30T14:00:00+08:00", "hour", "9月30日 14:00"],
    ["2023-09-30T14:00:00+08:00", "hour", "2023年9月30日 14:00"],
    ["2024-09-30T00:00:00+08:00", "day", "9月30日"],
    ["2024-09-01T00:00:00+08:00", "month", "2024年9月"],
    ["2024-01-01T00:00:00+08:00", "year", "2024年"],
    ["2024-09-12T10:30:00+08:00", "month", "9月12日 10:30"],
  ])("%s by %s is %s", (iso, averaging, want) =>
    expect(label_text(iso, averaging, 2024, "zh-CN")).toBe(want),
  );
  it("a stretch says its day once", () => {
    expect(
      stretch_text("2024-09-27T02:00:00+08:00", "2024-09-27T15:00:00+08:00", "hour", 2024, "zh-CN"),
    ).toBe("9月27日 02:00—15:00");
    expect(
      stretch_text("2024-09-27T02:00:00+08:00", "2024-09-28T02:00:00+08:00", "hour", 2024, "zh-CN"),
    ).toBe("9月27日 02:00—9月28日 02:00");
  });
  it("an instant is written as the server writes it", () =>
    expect(iso_of(Date.parse("2024-09-30T06:00:00Z"))).toBe("2024-09-30T14:00:00+08:00"));
  it.each([
    ["PM2.5", ["PM", "2.5"]],
    ["O3", ["O", "3"]],
    ["总磷", ["总磷"]],
    ["pH值", ["pH值"]],
  ])("%s has its figures low", (name, want) => expect(subscripts(name).map((one) => one.text)).toEqual(want));
});

it("few at a time", async () => {
  const turn = few_at_a_time(2);
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, 2));
    running -= 1;
  };
  await Promise.all([...Array(7)].map(() => turn(work)));
  expect([most, running]).toEqual([2, 0]);
});
