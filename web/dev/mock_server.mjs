// Development only: answers the API from a rough reading of the demonstration plan, until the real server runs.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { monitoring } from "./mock_monitoring.mjs";

let text = readFileSync(new URL("../../examples/ezhou/plan-2024.txt", import.meta.url), "utf8").replace(
  /^\ufeff/,
  "",
);
const REPEAT = Number(process.env.REPEAT ?? 1);
if (REPEAT > 1) {
  const [h, ...r] = text.split("\n二、");
  text = h + Array.from({ length: REPEAT }, () => "\n二、" + r.join("\n二、")).join("");
}

function compile(text) {
  const plan = {
    title: text.split("\n")[0].trim(),
    issuer: "",
    document_number: "",
    plan_year: 2024,
    plan_year_end: 2024,
    outline: [],
    items: [],
    targets: [],
    duties: [],
    lists: [],
    deliverables: [],
    ongoing: [],
    qualitative: [],
    prohibitions: [],
    principles: [],
    references: [],
    diagnostics: [],
  };
  let at = 0,
    n = 0,
    section = [];
  for (const line of text.split("\n")) {
    const h1 = /^([一二三四五六七]+)、(.+)$/.exec(line),
      h2 = /^（([一二三四五六七])）([^。]+)$/.exec(line);
    const it = /^(\d+)\.([^。]+)。/.exec(line) ?? /^(（[一二三]）)([^。]+)。/.exec(line);
    if (h1 && line.length < 20) {
      section = [line];
      plan.outline.push({
        no: h1[1] + "、",
        heading: h1[2],
        level: 1,
        span: { begin: at, end: at + line.length },
      });
    } else if (h2) {
      section = [section[0], line];
      plan.outline.push({
        no: "（" + h2[1] + "）",
        heading: h2[2],
        level: 2,
        span: { begin: at, end: at + line.length },
      });
    } else if (it) {
      const id = "i" + String(plan.items.length + 1).padStart(2, "0");
      const item = {
        id,
        no: it[1],
        heading: it[2],
        section: [...section],
        span: { begin: at, end: at + line.length },
        units: [],
        groups: [],
      };
      plan.items.push(item);
      const body = it[0].length;
      let from = body;
      const gs = [...line.matchAll(/（责任单位：([^）]+)）/g)];
      for (const g of gs) {
        const units = g[1].split("、");
        item.units.push(...units);
        item.groups.push({
          raw: g[0],
          span: { begin: at + g.index, end: at + g.index + g[0].length },
          units,
          role: "responsible",
          members: units.map((name) => ({ name, role: "responsible", origin: "text" })),
          governs: { begin: at + from, end: at + g.index },
          is_open: false,
          note: "",
        });
        from = g.index + g[0].length;
      }
      const re = /[^，。；（）]+(?:（[^责][^）]*）[^，。；（）]*)*/g;
      re.lastIndex = body;
      let m;
      while ((m = re.exec(line))) {
        const c = m[0];
        if (c.startsWith("责任单位") || c.length < 5) continue;
        const g = item.groups.find((g) => at + m.index >= g.governs.begin && at + m.index < g.governs.end);
        const base = {
          id: "c" + ++n,
          kind: "ongoing",
          span: { begin: at + m.index, end: at + m.index + c.length },
          text: c,
          item: id,
          deadline: "2024-12-31",
          deadline_origin: "default",
          strength: "hard",
          units: g
            ? g.members
            : id < "i03"
              ? [
                  ["水科", "lead"],
                  ["鄂城分局", "assist"],
                  ["华容分局", "assist"],
                ].map(([name, role]) => ({ name, role, origin: "inferred" }))
              : [],
        };
        const q = /(\d+(?:\.\d+)?)(%|万元|条|家)/.exec(c);
        if (/每(月|季度)/.test(c)) {
          base.kind = "duty";
          plan.duties.push({
            ...base,
            action: c.replace(/.*每(月|季度)/, ""),
            min_count: 1,
            period: /每月/.test(c) ? "month" : "quarter",
            object: /(.*)每/.exec(c)[1],
            objects: [],
            agent: "",
            window_from: "",
            window_to: "",
            quantity: "",
          });
        } else if (q) {
          base.kind = "target";
          const whole = Number(/(\d+)个(?=断面)/.exec(c)?.[1] ?? 0);
          plan.targets.push({
            ...base,
            id: (base.id = "t" + n),
            indicator: c.replace(/\d+个|\d.*$/g, "").replace(/(达到|不低于|保持在|提高到|的)/g, ""),
            comparator: /100%|0条/.test(c) ? "=" : ">=",
            value: Number(q[1]),
            value_high: null,
            unit: q[2],
            scope: /(\d+个[^水]*?)(?=水质)/.exec(c)?.[1] ?? "全市",
            period: "",
            baseline: "",
            direction: "",
            part_of: "",
            arithmetic: whole
              ? {
                  whole,
                  needed: Math.ceil((whole * q[1]) / 100 - 1e-9),
                  statement: `${whole}个断面的${q[1]}% = ${Math.ceil((whole * q[1]) / 100 - 0.01)}个`,
                }
              : null,
          });
        } else if (/力争|省定|省里|确保/.test(c)) {
          base.kind = "qualitative";
          plan.qualitative.push({
            ...base,
            indicators: [],
            comparator: "达到",
            reference: /省政府/.test(c) ? "省政府的考核要求" : "",
          });
          if (/省政府/.test(c))
            plan.diagnostics.push({
              span: base.span,
              code: "value_elsewhere",
              severity: "note",
              message: `“${c.slice(-12)}”没有数值，待下达后填入。`,
            });
        } else if (/^(完成|制定|编制|发布|制发|建立)/.test(c)) {
          base.kind = "deliverable";
          if (n % 4 == 0) Object.assign(base, { deadline: "2024-06-30", deadline_origin: "text" });
          plan.deliverables.push(base);
        } else plan.ongoing.push(base);
      }
    }
    at += line.length + 1;
  }
  plan.outline.sort((a, b) => a.span.begin - b.span.begin);
  return plan;
}
const plan = compile(text);
const counts = {
  items: plan.items.length,
  groups: 51,
  targets: plan.targets.length,
  deliverables: plan.deliverables.length,
  duties: plan.duties.length,
  qualitative: plan.qualitative.length,
  ongoing: plan.ongoing.length,
  prohibitions: 0,
  principles: 0,
  lists: 0,
  references: 0,
  diagnostics: plan.diagnostics.length,
};
const summary = {
  id: "ezhou-2024",
  title: plan.title,
  issuer: "鄂州市生态环境局",
  plan_year: 2024,
  plan_year_end: 2024,
  document_number: "",
  version: 2,
  versions: 2,
  file_name: "plan-2024.txt",
  digest: "sm3:7c1e00112233445566778899aabbccddeeff0011a90f",
  stored_at: "2024-01-19T09:12:00+08:00",
  characters: text.length,
  understood_characters: text.length - 71,
  counts,
  open_questions: 2,
};
const prov = plan.targets.find((t) => t.text.includes("省考")) ?? plan.targets[0];
const names = [
  "长江三峡",
  "长江燕矶",
  "长港樊口",
  "长港六十",
  "梁子湖鄂州水域",
  "豹澥湖鄂州水域",
  "三山湖鄂州水域",
];
const members = names.map((name, i) => ({
  name,
  river: name.slice(0, 2),
  water_body: i < 4 ? "河流" : "湖库",
  exam_level: "省考",
  target_class: "Ⅲ",
  class: i < 2 ? "Ⅱ" : i == 6 ? "Ⅳ" : "Ⅲ",
  level: "良好",
  colour: "绿色",
  compliance: i == 6 ? "not_met" : "met",
  months_wanted: 9,
  months_had: i == 1 ? 8 : 9,
  months_used: i == 1 ? 8 : 9,
  main_pollutants: i == 6 ? "总磷(0.2)" : "",
  deciding: i < 2 ? "" : "总磷",
  is_near_limit: i == 5,
  reason: i == 1 ? "2月没有数据" : "",
  parameters: [
    {
      key: "tp",
      name: "总磷",
      unit: "mg/L",
      mean: 0.0461234,
      rounded: i == 6 ? 0.06 : 0.046,
      class: i == 6 ? "Ⅳ" : "Ⅲ",
      class3_limit: i < 4 ? 0.2 : 0.05,
      multiple: i == 6 ? 0.2 : null,
      decimals: 3,
      readings_had: 9,
      readings_used: 9,
    },
    {
      key: "do",
      name: "溶解氧",
      unit: "mg/L",
      mean: 7.9,
      rounded: 7.9,
      class: "Ⅰ",
      class3_limit: 5,
      multiple: null,
      decimals: 1,
      readings_had: 9,
      readings_used: 8,
    },
  ],
  monthly: Array.from({ length: 9 }, (_, m) => ({
    month: m + 1,
    class: i == 1 && m == 1 ? "" : i < 2 ? "Ⅱ" : i > 4 && m > 4 ? "Ⅳ" : "Ⅲ",
    deciding: i > 4 && m > 4 ? "总磷" : "",
  })),
  cells: "工作表「9月」A5:N5",
}));
const readings = [
  {
    target_id: prov.id,
    indicator: "water.good-share",
    indicator_name: "地表水断面优良比例",
    verdict: "at_risk",
    compliance: "met",
    value: 85.7,
    unit: "%",
    comparator: ">=",
    limit: 85.7,
    have: 6,
    needed: 6,
    whole: 7,
    allowed_failures: 0,
    statement: "7个断面的85.7%＝6个",
    sentence:
      "7个断面中6个达到或优于Ⅲ类，占85.7%，正好等于目标；三山湖鄂州水域为Ⅳ类，主要是总磷；不能再有断面不达标。",
    reason: "",
    as_of: "2024-09-30",
    period_from: "2024-01-01",
    period_to: "2024-09-30",
    source_file: "sections-2024.xlsx",
    source_digest: "sm3:1f2e3d4c5b6a",
    members,
    basis: {
      standard: "GB 3838-2002",
      edition: "2002",
      clauses: ["表1", "环办〔2011〕22号 二（一）"],
      knowledge_digest: "9a8b7c6d",
      profile: "section-assessment",
      rounding: "GB/T 8170，均值修约一次后比较",
      wanted: 63,
      had: 62,
      used: 61,
      left_out: [
        { where: "工作表「2月」A4:N4", reason: "停站检修，无数据" },
        { where: "工作表「5月」G6", reason: "写的是“未检”，不是数" },
      ],
      confidence: "medium",
      notes: ["水温、总氮、粪大肠菌群不参与评价。"],
    },
  },
];
let corrections = [
  {
    id: "k1",
    commitment_id: plan.deliverables[1].id,
    field: "deadline",
    before: "2024-12-31",
    after: "2024-03-31",
    who: "周岚",
    why: "局长办公会定在一季度末",
    at: "2024-02-02T10:00:00+08:00",
    state: "applies",
    anchor_text: plan.deliverables[1].text,
    candidate_id: "",
    reason: "",
  },
  {
    id: "k2",
    commitment_id: plan.targets[2].id,
    field: "units",
    before: "水科",
    after: "水科、监测站",
    who: "周岚",
    why: "监测站报数",
    at: "2024-02-02T10:05:00+08:00",
    state: "asks",
    anchor_text: "全市5个集中式饮用水水源地水质达标率为100%",
    candidate_id: plan.targets[2].id,
    reason: "这句话改写了，改正没有套用。",
  },
  {
    id: "k3",
    commitment_id: "t999",
    field: "value",
    before: "2",
    after: "3",
    who: "李明",
    why: "原稿漏字",
    at: "2024-02-03T10:05:00+08:00",
    state: "orphan",
    anchor_text: "完成2座加油站改造",
    candidate_id: "",
    reason: "新版里没有这句话。",
  },
];
plan.deliverables[1].deadline = "2024-03-31";
plan.deliverables[1].deadline_origin = "corrected";
const um = new Map();
for (const list of ["targets", "duties", "deliverables", "ongoing", "qualitative"])
  for (const c of plan[list])
    for (const u of c.units) {
      const a = um.get(u.name) ?? {
        name: u.name,
        is_known: !/各区分局|环评科/.test(u.name),
        is_collective: /各|相关/.test(u.name),
        subset_unknown: /相关/.test(u.name),
        members: /^各(区)?分局/.test(u.name)
          ? ["鄂城分局", "华容分局", "梁子湖分局", "葛店分局", "临空分局"]
          : [],
        leads: 0,
        assists: 0,
        responsible: 0,
        commitments: [],
        note: "",
      };
      a[u.role === "lead" ? "leads" : u.role === "assist" ? "assists" : "responsible"]++;
      a.commitments.push(c.id);
      um.set(u.name, a);
    }
const view = () => ({
  summary,
  version: 2,
  text,
  plan,
  corrections,
  readings,
  units: [...um.values()],
  same_targets: [],
});
const difference = {
  from_title: "第1版",
  to_title: "第2版",
  counts: {
    added: 1,
    dropped: 1,
    raised: 1,
    lowered: 1,
    handed_over: 1,
    reworded: 1,
    moved: 1,
    kind_changed: 0,
  },
  entries: [
    {
      change: "added",
      kind: "target",
      before_id: "",
      after_id: plan.targets[5]?.id ?? "",
      before_text: "",
      after_text: "农村生活污水治理率提高到78.02%",
      field: "",
      before_value: "",
      after_value: "",
      statement: "新增目标。",
      is_alarm: false,
    },
    {
      change: "lowered",
      kind: "target",
      before_id: "a",
      after_id: prov.id,
      before_text: "省考的7个断面水质优良率达到100%",
      after_text: prov.text,
      field: "value",
      before_value: "100%",
      after_value: "85.7%",
      statement: "由7个断面减到6个。",
      is_alarm: true,
    },
    {
      change: "raised",
      kind: "target",
      before_id: "a",
      after_id: "b",
      before_text: "全年争取上级资金8000万元以上",
      after_text: "全年争取上级资金9000万元以上",
      field: "value",
      before_value: "8000万元",
      after_value: "9000万元",
      statement: "",
      is_alarm: false,
    },
    {
      change: "handed_over",
      kind: "deliverable",
      before_id: "a",
      after_id: "b",
      before_text: "完成声环境功能区划调整",
      after_text: "完成声环境功能区划调整",
      field: "units",
      before_value: "综合科",
      after_value: "大气科",
      statement: "",
      is_alarm: false,
    },
    {
      change: "deadline_moved",
      kind: "deliverable",
      before_id: "a",
      after_id: "b",
      before_text: "发布调整后的全市分区管控成果",
      after_text: "发布调整后的全市分区管控成果",
      field: "deadline",
      before_value: "2024-06-30",
      after_value: "2024-12-31",
      statement: "",
      is_alarm: false,
    },
    {
      change: "reworded",
      kind: "ongoing",
      before_id: "a",
      after_id: "b",
      before_text: "持续推进企业清洁生产审核的评估",
      after_text: "持续推进企业清洁生产审核的评估与验收",
      field: "text",
      before_value: "",
      after_value: "",
      statement: "",
      is_alarm: false,
    },
    {
      change: "dropped",
      kind: "deliverable",
      before_id: "a",
      after_id: "",
      before_text: "完成2座加油站改造",
      after_text: "",
      field: "",
      before_value: "",
      after_value: "",
      statement: "",
      is_alarm: true,
    },
  ],
};

createServer((req, res) => {
  const url = new URL(req.url, "http://x");
  let body = [];
  req
    .on("data", (c) => body.push(c))
    .on("end", () => {
      const send = (v, s = 200) => {
        res.writeHead(s, { "content-type": "application/json" });
        res.end(JSON.stringify(v));
      };
      const p = url.pathname,
        data = () => JSON.parse(Buffer.concat(body).toString());
      if (p === "/api/v1/desk")
        return send({
          now: "2024-09-30T14:00:00+08:00",
          is_demonstration: true,
          bureau: "鄂州市生态环境局",
          has_oidc: false,
          speed: 1,
        });
      if (p === "/api/v1/me")
        return send({
          person_id: "u1",
          name: "李明",
          login_name: "station",
          role_titles: ["监测站"],
          rights: (
            process.env.RIGHTS ??
            "plan.read observation.read observation.import observation.judge device.read"
          ).split(" "),
          seats: [],
          csrf_token: "c",
          must_change_password: false,
          must_use_codes: false,
          warning: "",
        });
      const measured = monitoring(req.method, p, url.searchParams, data);
      if (measured) return send(measured[1], measured[0]);
      if (p === "/api/v1/plans" && req.method === "GET") return send({ plans: [summary] });
      if (p === "/api/v1/plans") return send({ ...summary, version: 3 }, 201);
      if (p === "/api/v1/plans/preview")
        return send({
          token: "k",
          file_name: url.searchParams.get("file_name"),
          format: "txt",
          encoding: "GB18030",
          digest: "sm3:aa11bb22cc33",
          title: plan.title,
          plan_year: 2024,
          issuer: "",
          counts,
          diagnostics: plan.diagnostics,
          replaces: { plan_id: summary.id, title: summary.title, version: 2 },
          difference,
          carried: { applies: 8, asks: 1, orphan: 1 },
          same_targets: [],
        });
      if (p === "/api/v1/plans/ezhou-2024") return send(view());
      if (p.endsWith("/versions"))
        return send({
          versions: [1, 2].map((version) => ({
            version,
            file_name: "plan-2024.txt",
            digest: "sm3:7c1e0011a90f",
            stored_at: "2024-01-0" + version + "T09:00:00+08:00",
            note: "",
          })),
        });
      if (p.endsWith("/difference")) return send(difference);
      if (p.endsWith("/corrections")) {
        const d = data();
        const c = {
          id: "k" + (corrections.length + 1),
          before: "水科",
          at: "2024-09-30T14:00:00+08:00",
          state: "applies",
          anchor_text: "",
          candidate_id: "",
          reason: "",
          ...d,
        };
        corrections.push(c);
        return send(c, 201);
      }
      const w = /corrections\/(\w+)\/(withdraw|confirm)$/.exec(p);
      if (w) {
        const c = corrections.find((c) => c.id === w[1]);
        c.state = w[2] === "withdraw" ? "withdrawn" : "applies";
        if (w[2] === "confirm") c.commitment_id = data().commitment_id;
        return send(c);
      }
      send({ error: { code: "not_found", message: "没有这份计划。", where: p } }, 404);
    });
}).listen(Number(process.env.PORT ?? 8799), "127.0.0.1");
