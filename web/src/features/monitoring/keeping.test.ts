import { expect, it } from "vitest";
import type { HoldView, RetentionView } from "@/api/types";
import {
  case_of,
  case_typed,
  days_held,
  hold_draft,
  hold_request,
  is_whole,
  may_decide,
  month_begin,
  way_of,
} from "./keeping";

const behind = (day: string) => `behind ${day}`;

it("a hold for a case leads to it, one for a document nowhere", () => {
  expect([case_of("case/k000012"), way_of("case/k000012")]).toEqual(["k000012", "/cases/k000012"]);
  expect([case_of("鄂环发〔2015〕3号"), way_of("鄂环发〔2015〕3号")]).toEqual(["", ""]);
});

it("a case is one of those found, or the number that was typed", () => {
  const found = [{ case_id: "k000012", title: "排口复查" }];
  for (const typed of ["k000012", " k000012 ", "k000012　排口复查"])
    expect(case_typed(typed, found), typed).toEqual({ case_id: "k000012", is_found: true });
  expect(case_typed("k000099", found)).toEqual({ case_id: "k000099", is_found: false });
  for (const typed of ["", "排口", "k000012　排口", "k"])
    expect(case_typed(typed, found), typed).toEqual({ case_id: "", is_found: false });
});

it("the last day of a hold is the one before its end", () => {
  const hold = {
    entry: { begins: "2024-02-01T00:00:00+08:00", ends: "2024-03-01T00:00:00+08:00" },
  } as HoldView;
  expect(days_held(hold)).toEqual({ from: "2024-02-01", until: "2024-02-29" });
});

it("nobody decides his own request, and nothing twice", () => {
  const asked = { entry: { state: "asked", asked_name: "甲" } } as RetentionView;
  expect(may_decide(asked, true, "乙")).toBe(true);
  expect(may_decide(asked, true, "甲")).toBe(false);
  expect(may_decide(asked, false, "乙")).toBe(false);
  expect(may_decide({ entry: { state: "done", asked_name: "甲" } } as RetentionView, true, "乙")).toBe(false);
});

it("what is dropped lies before the first of a month", () =>
  expect(month_begin("2019-09-30")).toBe("2019-09-01"));

it("a hold names one basis and one thing, whatever else was typed before", () => {
  const draft = {
    ...hold_draft(),
    case_id: "k000012",
    reference: "文号",
    site: "E01",
    series: "x",
    from: "2024-02-01",
  };
  expect(is_whole(draft)).toBe(false);
  const whole = { ...draft, until: "2024-02-29", why: " 证据 " };
  expect(is_whole(whole)).toBe(true);
  expect(hold_request(whole, behind)).toEqual({
    case_id: "k000012",
    reference: "",
    series: "",
    site: "E01",
    data_set: "",
    from: "2024-02-01T00:00:00+08:00",
    until: "behind 2024-02-29",
    why: "证据",
  });
  expect(is_whole({ ...whole, basis: "document", reference: " " })).toBe(false);
});
