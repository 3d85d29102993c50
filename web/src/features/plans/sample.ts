// A small plan for unit tests, with spans found in its own text so that they cannot drift.
import type { Commitment, Duty, Plan, Qualitative, Section, Target } from "@/api/types";

export const TEXT = [
  "2024年某市工作要点",
  "",
  "一、主要目标",
  "1.改善环境质量。省考的7个断面水质优良率达到85.7%，完成整治任务；力争达到省里要求。（责任单位：水科、支队）",
  "二、重点任务",
  "2.加强巡查。3个水源地每月巡查不少于1次，督促整改。",
  "| 事项 | 时限 |",
  "| --- | --- |",
  "| 编制方案 | 6月底 |",
].join("\n");

export function span(words: string): { begin: number; end: number } {
  const at = TEXT.indexOf(words);
  if (at < 0) throw new Error(`the sample does not say ${words}`);
  return { begin: at, end: at + words.length };
}

function commitment(id: string, words: string, rest: Partial<Commitment> = {}): Commitment {
  return {
    id,
    kind: "ongoing",
    span: span(words),
    text: words,
    item: "i1",
    deadline: "2024-12-31",
    deadline_origin: "default",
    strength: "hard",
    units: [{ name: "水科", role: "responsible", origin: "text" }],
    ...rest,
  } as Commitment;
}

const heading = (no: string, words: string, level: number, whole: string): Section => ({
  no,
  heading: words,
  level,
  span: span(whole),
});

export function sample_plan(): Plan {
  const target = {
    ...commitment("t1", "省考的7个断面水质优良率达到85.7%", { kind: "target" as Commitment["kind"] }),
    indicator: "断面水质优良率",
    comparator: ">=",
    value: 85.7,
    value_high: null,
    unit: "%",
    scope: "7个省考断面",
    period: "",
    baseline: "",
    direction: "",
    part_of: "",
    arithmetic: { whole: 7, needed: 6, statement: "7个断面的85.7%＝6个" },
  } as Target;
  const qualitative = {
    ...commitment("q1", "力争达到省里要求", { kind: "qualitative" as Commitment["kind"], strength: "soft" }),
    indicators: [],
    comparator: "达到",
    reference: "省里要求",
  } as Qualitative;
  const duty = {
    ...commitment("d1", "3个水源地每月巡查不少于1次", {
      kind: "duty" as Commitment["kind"],
      item: "i2",
      units: [
        { name: "支队", role: "assist", origin: "inferred" },
        { name: "水科", role: "lead", origin: "inferred" },
      ] as Commitment["units"],
    }),
    action: "巡查",
    min_count: 1,
    period: "month",
    object: "3个水源地",
    objects: [],
    agent: "",
    window_from: "",
    window_to: "",
    quantity: "",
  } as Duty;
  return {
    title: "2024年某市工作要点",
    issuer: "",
    document_number: "",
    plan_year: 2024,
    plan_year_end: 2024,
    outline: [heading("一、", "主要目标", 1, "一、主要目标"), heading("二、", "重点任务", 1, "二、重点任务")],
    items: [
      {
        id: "i1",
        no: "1",
        heading: "改善环境质量",
        section: ["一、主要目标"],
        span: span(
          "1.改善环境质量。省考的7个断面水质优良率达到85.7%，完成整治任务；力争达到省里要求。（责任单位：水科、支队）",
        ),
        units: ["水科", "支队"],
        groups: [
          {
            raw: "（责任单位：水科、支队）",
            span: span("（责任单位：水科、支队）"),
            units: ["水科", "支队"],
            role: "responsible",
            members: [],
            governs: { begin: span("省考的").begin, end: span("力争达到省里要求").end },
            is_open: false,
            note: "",
          },
        ],
      },
      {
        id: "i2",
        no: "2",
        heading: "加强巡查",
        section: ["二、重点任务"],
        span: span("2.加强巡查。3个水源地每月巡查不少于1次，督促整改。"),
        units: [],
        groups: [],
      },
    ],
    targets: [target],
    duties: [duty],
    lists: [],
    deliverables: [
      commitment("v1", "完成整治任务", { kind: "deliverable" as Commitment["kind"] }),
      commitment("v2", "编制方案", {
        kind: "deliverable" as Commitment["kind"],
        item: "",
        deadline: "2024-06-30",
        deadline_origin: "text" as Commitment["deadline_origin"],
        units: [],
      }),
    ],
    ongoing: [commitment("o1", "督促整改", { item: "i2", deadline: "" })],
    qualitative: [qualitative],
    prohibitions: [],
    principles: [commitment("p1", "重点任务", { kind: "principle" as Commitment["kind"], item: "" })],
    references: [],
    diagnostics: [
      { span: span("达到省里要求"), code: "value_elsewhere", severity: "note", message: "没有数值。" },
    ],
  } as Plan;
}
