// Development only: measured values made up for the look of their pages. A year of an air station with gaps, an outlet with
// marks, monthly sections with corrections, an import with problems. Answers null for a path that is not its own.
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse("2024-09-30T14:00:00+08:00");
const iso = (ms) => new Date(ms + 8 * HOUR).toISOString().replace(/\.\d+Z$/, "+08:00");
const day = (ms) => iso(ms).slice(0, 10);

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const KINDS = [
  ["air_station", "环境空气站"],
  ["river_section", "河流断面"],
  ["lake", "湖库点位"],
  ["source", "饮用水水源"],
  ["groundwater", "地下水井"],
  ["wastewater_outlet", "废水排口"],
];
const site = (code, name, kind, water, place, is_simulated = false) => ({
  site: code,
  name,
  kind,
  kind_name: KINDS.find(([id]) => id === kind)?.[1] ?? "",
  water,
  place,
  is_registered: kind !== "",
  is_simulated,
  series: 0,
  latest: null,
});
const sites = [
  site("A2437", "赵家坝", "air_station", "", "鄂城区"),
  site("A2438", "市政府", "air_station", "", "鄂城区"),
  site("S001", "长江三峡", "river_section", "长江", "鄂城区"),
  site("S002", "长港樊口", "river_section", "长港", "鄂城区"),
  site("L001", "梁子湖鄂州水域", "lake", "梁子湖", "梁子湖区"),
  site("W001", "凤凰台水厂取水口", "source", "长江", "鄂城区"),
  site("E01", "城北污水处理厂出水口", "wastewater_outlet", "长港", "鄂城区", true),
  site("88888880000000000000099", "第九号设备", "", "", "", true),
];
const MANY = Number(process.env.SITES ?? 60);
for (let n = sites.length; n < MANY; ++n) {
  const [kind] = KINDS[n % KINDS.length];
  const body = ["洋澜湖", "红莲湖", "三山湖", "花马湖", "薛家沟", "四海湖"][n % 6];
  sites.push(site(`M${String(n).padStart(3, "0")}`, `${body}${n}号`, kind, body, ["华容区", "葛店"][n % 2]));
}

const FACTORS = {
  a34004: ["PM2.5", "μg/m³", 34, 0],
  a34002: ["PM10", "μg/m³", 58, 0],
  a05024: ["O3", "μg/m³", 90, 0],
  a21004: ["NO2", "μg/m³", 27, 0],
  a21026: ["SO2", "μg/m³", 8, 0],
  a21005: ["CO", "mg/m³", 0.7, 1],
  w01018: ["化学需氧量", "mg/L", 22, 1],
  w21003: ["氨氮", "mg/L", 0.9, 2],
  w21011: ["总磷", "mg/L", 0.06, 3],
  w01001: ["pH值", "无量纲", 7.4, 1],
  w00000: ["废水流量", "m³/h", 310, 0],
};
const AVERAGINGS = { hour: ["小时", HOUR], day: ["日", DAY], month: ["月", 0], minute: ["分钟", 60_000] };
const SOURCES = { device: "现场设备", simulated: "模拟设备", national: "国家发布", manual: "手工监测" };

const store = new Map(); // series -> { about, values }
function add_series(place, home, factor, averaging, source, label, from, until, step, shape) {
  const [factor_name, unit, level, places] = FACTORS[factor];
  const known = sites.find((one) => one.site === place);
  const about = {
    series: `${place}/${factor}/${averaging}/${source}`,
    site: place,
    site_name: known?.name ?? "城北污水处理厂在线监测",
    home_site: home,
    factor,
    factor_name,
    unit,
    averaging,
    averaging_name: AVERAGINGS[averaging][0],
    source,
    source_name: SOURCES[source],
    label,
    is_simulated: source === "simulated",
    latest: null,
  };
  const chance = random(
    [...about.series].reduce((sum, one) => Math.imul(sum ^ one.charCodeAt(0), 16777619), 2166136261),
  );
  const values = [];
  let drift = 0;
  for (let n = 0; n < 20; ++n) chance();
  for (let time = from; time <= until; time += step(time)) {
    drift = 0.96 * drift + (chance() + chance() - 1) * 0.22;
    const season = Math.cos(((time - Date.parse("2024-01-15T00:00:00Z")) / (365 * DAY)) * 2 * Math.PI);
    const value = Number(
      Math.max(0, level * (1 + 0.35 * season + drift + 0.12 * Math.sin((time / DAY) * 2 * Math.PI))).toFixed(
        places,
      ),
    );
    const one = {
      time: iso(time),
      value,
      state: "value",
      state_name: "",
      flag: averaging === "month" ? "" : "N",
      verdict: "valid",
      revision: 0,
    };
    const kept = shape(one, time, chance, level);
    if (kept) values.push(kept);
  }
  about.latest = values.length ? { ...values.at(-1), verdict: "" } : null;
  store.set(about.series, { about, values });
}

const YEAR_AGO = Date.parse("2023-10-01T00:00:00+08:00");
const in_days = (time, first, last) => day(time) >= first && day(time) <= last;
for (const factor of ["a34004", "a34002", "a05024", "a21004", "a21026", "a21005"]) {
  add_series(
    "A2437",
    "A2437",
    factor,
    "hour",
    "national",
    "end",
    YEAR_AGO,
    NOW,
    () => HOUR,
    (one, time, chance) => {
      if (in_days(time, "2024-02-18", "2024-02-22") || in_days(time, "2024-07-06", "2024-07-06")) return null;
      const clock = iso(time).slice(11, 13);
      if (day(time) === "2024-09-26" && clock > "04" && clock < "08") return null;
      if (day(time) === "2024-09-28" && clock > "09" && clock < "14")
        return { ...one, value: null, state: "maintenance", state_name: "维护校准", flag: "M" };
      if (factor === "a21004" && day(time) === "2024-09-29" && clock >= "07" && clock <= "10")
        return { ...one, value: 27, verdict: "suspect" };
      if (factor === "a21026" && one.value < 5)
        return { ...one, value: 3, state: "below_limit", state_name: "低于检出限" };
      return chance() < 0.01 ? null : one;
    },
  );
}
for (const [averaging, from] of [
  ["hour", Date.parse("2024-07-01T00:00:00+08:00")],
  ["minute", NOW - 2 * DAY],
]) {
  for (const factor of ["w01018", "w21003", "w21011", "w01001", "w00000"]) {
    add_series(
      "88888880000000000000001",
      "E01",
      factor,
      averaging,
      "simulated",
      "beginning",
      from,
      NOW - (averaging === "hour" ? HOUR : 60_000),
      () => AVERAGINGS[averaging][1],
      (one, time) => {
        if (averaging !== "hour") return one;
        const clock = Number(iso(time).slice(11, 13));
        if (factor === "w01018" && day(time) === "2024-09-27" && clock >= 2 && clock <= 15)
          return { ...one, value: 18.4, verdict: "suspect" };
        if (factor === "w21003" && day(time) === "2024-09-28" && clock > 8 && clock < 14)
          return { ...one, verdict: "invalid", flag: "C" };
        if (factor === "w21011" && day(time) === "2024-09-29" && clock > 3 && clock < 9)
          return { ...one, verdict: "under_review" };
        if (in_days(time, "2024-08-12", "2024-08-13")) return null;
        return one;
      },
    );
  }
}
for (const place of ["S001", "S002", "L001"]) {
  for (const factor of ["w01018", "w21003", "w21011", "w01001"]) {
    add_series(
      place,
      place,
      factor,
      "month",
      "manual",
      "beginning",
      Date.parse("2022-01-01T00:00:00+08:00"),
      Date.parse("2024-08-01T00:00:00+08:00"),
      (time) => {
        const clock = new Date(time + 8 * HOUR);
        return Date.UTC(clock.getUTCFullYear(), clock.getUTCMonth() + 1, 1) - 8 * HOUR - time;
      },
      (one, time) => {
        if (day(time) === "2023-07-01") return null;
        if (day(time) === "2024-02-01" && place === "S002")
          return { ...one, value: null, state: "dry", state_name: "断流干涸" };
        if (factor === "w21003" && one.value < 0.7)
          return { ...one, value: 0.025, state: "below_limit", state_name: "低于检出限" };
        return day(time) === "2024-06-01" ? { ...one, revision: 1 } : one;
      },
    );
  }
}
for (const { about } of store.values()) {
  const home = sites.find((one) => one.site === about.home_site);
  if (!home) continue;
  home.series += 1;
  if (about.latest && (!home.latest || home.latest < about.latest.time)) home.latest = about.latest.time;
}
for (const [index, one] of sites.entries()) {
  if (!one.series && index % 3 !== 2) Object.assign(one, { series: 4, latest: iso(NOW - index * DAY) });
}

// --- marks ---
const series_of = (key) => ({ ...store.get(key).about, latest: null });
const COD = "88888880000000000000001/w01018/hour/simulated";
const mark = (fields) => ({
  revision: 1,
  kind: "finding",
  verdict: "suspect",
  verdict_name: "存疑",
  edition: "2024-09",
  is_lead: false,
  answers: "",
  state: "open",
  state_name: "待核实",
  reason: "",
  marked_name: "",
  marked_at: "2024-09-30T02:10:00+08:00",
  ...fields,
});
const marks = [
  mark({
    mark_id: "y000004",
    about: series_of(COD),
    by: "数值恒定",
    rule: "constant_run",
    first: "2024-09-27T02:00:00+08:00",
    last: "2024-09-27T15:00:00+08:00",
    values: 14,
    is_lead: true,
    text: {
      title: "数值恒定",
      sentence: "化学需氧量自9月27日02:00至15:00连续14个数值同为18.4mg/L。",
      sentence_en: "14 equal values of 18.4 mg/L in a row from 09-27 02:00 to 15:00.",
      proof: [
        { name: "连续个数", value: "14", unit: "1" },
        { name: "该值平时出现的机会", value: "0.00002", unit: "1" },
      ],
      beside: ["88888880000000000000001/w00000/hour/simulated"],
    },
  }),
  mark({
    mark_id: "y000003",
    about: series_of("A2437/a21004/hour/national"),
    by: "恒值",
    rule: "constant",
    first: "2024-09-29T07:00:00+08:00",
    last: "2024-09-29T10:00:00+08:00",
    values: 4,
    text: {
      title: "恒值",
      sentence: "NO2自9月29日07:00至10:00连续4个数值同为27μg/m³。",
      sentence_en: "4 equal values of 27 μg/m³ from 09-29 07:00 to 10:00.",
      proof: [{ name: "连续个数", value: "4", unit: "1" }],
      beside: [],
    },
  }),
  mark({
    mark_id: "y000002",
    kind: "judgement",
    about: series_of("88888880000000000000001/w21003/hour/simulated"),
    verdict: "invalid",
    verdict_name: "无效",
    by: "李明",
    rule: "",
    edition: "",
    first: "2024-09-28T09:00:00+08:00",
    last: "2024-09-28T13:00:00+08:00",
    values: 5,
    text: { title: "", sentence: "", sentence_en: "", proof: [], beside: [] },
    answers: "y000001",
    state: "standing",
    state_name: "",
    reason: "当天上午校准仪器，运维记录第37页",
    marked_name: "李明",
    marked_at: "2024-09-29T09:20:00+08:00",
  }),
  mark({
    mark_id: "y000001",
    about: series_of("88888880000000000000001/w21003/hour/simulated"),
    by: "设备标记为校准",
    rule: "device_mark",
    first: "2024-09-28T09:00:00+08:00",
    last: "2024-09-28T13:00:00+08:00",
    values: 5,
    state: "answered",
    state_name: "已核实",
    text: {
      title: "设备标记为校准",
      sentence: "氨氮自9月28日09:00至13:00设备标记为C（校准），共5个值。",
      sentence_en: "5 values are flagged C (calibration) from 09-28 09:00 to 13:00.",
      proof: [{ name: "带标记的个数", value: "5", unit: "1" }],
      beside: [],
    },
  }),
];

// --- imports ---
const entry = (n, fields) => ({
  import_id: `i00000${n}`,
  revision: 1,
  file_name: "断面月报2024年8月.xlsx",
  digest: "0".repeat(64),
  octets: 18211,
  profile: "laboratory-month",
  settings: "{}",
  state: "stored",
  batch: n,
  counts: {
    rows_read: 34,
    rows_refused: 0,
    cells_refused: 0,
    series: 12,
    values: 96,
    added: 92,
    revised: 4,
    same: 0,
  },
  first_label: "2024-08-01T00:00:00+08:00",
  last_label: "2024-08-01T00:00:00+08:00",
  note: "",
  outcome: "",
  imported_by: "u1",
  imported_name: "王芳",
  imported_at: `2024-09-0${n}T10:12:00+08:00`,
  withdrawn_name: "",
  withdrawn_why: "",
  withdrawn_at: null,
  ...fields,
});
const view = (one) => ({
  import_id: one.import_id,
  revision: one.revision,
  state_name: "",
  way_name: "手工监测月报",
  entry: one,
});
const imports = [
  entry(4, {}),
  entry(3, {
    state: "withdrawn",
    withdrawn_name: "王芳",
    withdrawn_why: "拿错了月份",
    file_name: "断面月报2024年8月（初稿）.xlsx",
  }),
  entry(2, {
    state: "failed",
    outcome: "序列S001/w21003/month/manual已按mg/L存入，表里是μg/L",
    file_name: "7月.csv",
  }),
  entry(1, { counts: { ...entry(1, {}).counts, rows_refused: 3 }, note: "补录2022年" }),
];
const ways = [
  ["laboratory-month", "手工监测月报", "manual", "month"],
  ["national-air-hour", "全国空气质量实时发布（小时值）", "national", "hour"],
].map(([id, name, source, averaging]) => ({
  id,
  name,
  source,
  source_name: SOURCES[source],
  averaging,
  averaging_name: AVERAGINGS[averaging][0],
}));
function preview(request) {
  const said = Object.fromEntries(request.sites.map((one) => [one.name, one.value]));
  const unknown = ["三峡口", "樊口大闸"].filter((name) => !said[name]);
  const columns = [
    ["A", "断面名称", "site", "点位", "", ""],
    ["B", "采样日期", "date", "日期", "", ""],
    ["C", "pH", "w01001", "pH值", "无量纲", "因子的单位"],
    ["D", "化学需氧量(mg/L)", "w01018", "化学需氧量", "mg/L", "表头"],
    ["E", "NH3-N", "w21003", "氨氮", "mg/L", "未写，按因子的单位"],
  ];
  return {
    file_name: request.file_name,
    digest: "1".repeat(64),
    encoding: "GB18030",
    way: request.way,
    is_long: false,
    columns: columns.map(([column, head, key, key_name, unit, unit_origin]) => ({
      sheet: "9月",
      column,
      head,
      key,
      key_name,
      unit,
      unit_origin,
    })),
    unused: ["备注", "监测单位"],
    series: ["w01018", "w21003"].map((factor) => ({
      about: { ...series_of(`S001/${factor}/month/manual`), latest: null },
      site_text: "三峡断面",
      values: 9,
      below: factor === "w21003" ? 2 : 0,
      missing: 1,
      first: "2024-01-01T00:00:00+08:00",
      last: "2024-09-01T00:00:00+08:00",
    })),
    problems: [
      { is_refusal: true, sheet: "9月", row: 23, where: "9月!D23", message: "“2..1”不是数，应如2.1" },
      { is_refusal: true, sheet: "9月", row: 31, where: "9月!B31", message: "“9月31日”没有这一天" },
      {
        is_refusal: false,
        sheet: "9月",
        row: 12,
        where: "9月!E12",
        message: "0.02512多于3位小数，修约为0.025",
      },
    ],
    problems_not_told: 0,
    rows_read: 34,
    rows_refused: unknown.length ? 6 : 2,
    rows_passed_over: 1,
    cells_refused: 1,
    values: unknown.length ? 81 : 96,
    rounded: 1,
    repeated: 0,
    unknown_sites: unknown,
    imported_before: "",
  };
}

// --- answers ---
const moment = (text, is_end) =>
  !text
    ? null
    : /^\d{4}-\d\d-\d\d$/.test(text)
      ? Date.parse(`${text}T00:00:00+08:00`) + (is_end ? DAY : 0)
      : Date.parse(text);
function thin(values, from, until, most) {
  const piece = (until - from) / (most / 4);
  const pieces = new Map();
  for (const one of values) {
    if (one.value === null) continue;
    const n = Math.floor((Date.parse(one.time) - from) / piece);
    if (!pieces.has(n)) pieces.set(n, []);
    pieces.get(n).push(one);
  }
  return [...pieces.values()].flatMap((all) => {
    const least = all.reduce((a, b) => (b.value < a.value ? b : a));
    const greatest = all.reduce((a, b) => (b.value > a.value ? b : a));
    return [...new Set([all[0], least, greatest, all.at(-1)])]
      .sort((a, b) => (a.time < b.time ? -1 : 1))
      .map(({ time, value }) => ({ time, value }));
  });
}
const LOOKS = { minute: DAY, hour: 14 * DAY, day: 366 * DAY, month: 1830 * DAY };
function values(found, query) {
  const { about } = found;
  const last = about.latest ? Date.parse(about.latest.time) : 0;
  const until = moment(query.get("until"), true) ?? last + 1000;
  const from = moment(query.get("from"), false) ?? until - LOOKS[about.averaging];
  const most = Number(query.get("most") ?? 2000);
  const inside = found.values.filter((one) => Date.parse(one.time) >= from && Date.parse(one.time) < until);
  const is_thinned = inside.length > most;
  return {
    about: { ...about, latest: null },
    from: iso(from),
    until: iso(until),
    total: inside.length,
    values: is_thinned ? [] : inside,
    is_thinned,
    thinned: is_thinned ? thin(inside, from, until, most) : [],
  };
}
const period_key = {
  hour: (text) => text.slice(0, 13),
  day: (text) => text.slice(0, 10),
  month: (text) => text.slice(0, 7),
  quarter: (text) => `${text.slice(0, 4)}-Q${Math.ceil(Number(text.slice(5, 7)) / 3)}`,
  year: (text) => text.slice(0, 4),
};
function period_begin(key, kind) {
  if (kind === "hour") return `${key}:00:00+08:00`;
  if (kind === "day") return `${key}T00:00:00+08:00`;
  if (kind === "month") return `${key}-01T00:00:00+08:00`;
  if (kind === "year") return `${key}-01-01T00:00:00+08:00`;
  return `${key.slice(0, 4)}-${String(3 * Number(key.slice(-1)) - 2).padStart(2, "0")}-01T00:00:00+08:00`;
}
function rollups(found, query) {
  const kind = query.get("period");
  const from = moment(query.get("from"), false) ?? -Infinity;
  const until = moment(query.get("until"), true) ?? Infinity;
  const rows = new Map();
  const step = AVERAGINGS[found.about.averaging][1] || 30.4 * DAY;
  const first = Math.max(from, Date.parse(found.values[0].time));
  const last = Math.min(until - 1, Date.parse(found.values.at(-1).time));
  for (let time = first; time <= last; time += step) {
    const key = period_key[kind](iso(time));
    if (!rows.has(key)) rows.set(key, { expected: 0, all: [] });
    rows.get(key).expected += 1;
  }
  for (const one of found.values) {
    const time = Date.parse(one.time);
    if (time >= from && time < until) rows.get(period_key[kind](one.time))?.all.push(one);
  }
  return {
    about: { ...found.about, latest: null },
    kind,
    rows: [...rows].map(([period, { expected, all }]) => {
      const valid = all
        .filter((one) => one.value !== null && one.verdict === "valid")
        .map((one) => one.value);
      return {
        period,
        begin: period_begin(period, kind),
        expected,
        present: all.length,
        valid: valid.length,
        below: all.filter((one) => one.state === "below_limit").length,
        missing: all.filter((one) => one.value === null).length,
        mean: valid.length ? Number((valid.reduce((a, b) => a + b, 0) / valid.length).toFixed(2)) : null,
        minimum: valid.length ? Math.min(...valid) : null,
        maximum: valid.length ? Math.max(...valid) : null,
        completeness: Number(((100 * valid.length) / expected).toFixed(1)),
      };
    }),
  };
}
function point(found, query) {
  const time = moment(query.get("time"), false);
  const one = found.values.find((value) => Date.parse(value.time) === time);
  if (!one) return null;
  const { about } = found;
  const is_device = about.source === "simulated";
  const from = { batch_kind: is_device ? "ingest" : "import", is_withdrawn: false };
  const origin = is_device
    ? { batch_source: "frames", frame: 88241, import_id: "", row: 0 }
    : { batch_source: "断面月报2024年8月.xlsx / 8月", frame: 0, import_id: "i000004", row: 12 };
  const revisions = [{ ...from, ...origin, value: one, is_current: true, loaded: iso(time + 4000) }];
  if (one.revision)
    revisions.unshift({
      ...from,
      ...origin,
      value: { ...one, value: Number((one.value * 1.4).toFixed(2)), revision: 0 },
      is_current: false,
      loaded: iso(time + 20 * DAY),
      import_id: "i000003",
      is_withdrawn: true,
    });
  return {
    about: { ...about, latest: null },
    time: one.time,
    verdict: one.verdict,
    verdict_name: "",
    revisions,
    marks: marks.filter(
      (mark) => mark.about.series === about.series && mark.first <= one.time && mark.last >= one.time,
    ),
  };
}
function completeness(code, query) {
  const until = query.get("until") || day(NOW);
  const from = query.get("from") || day(Date.parse(`${until}T00:00:00+08:00`) - 89 * DAY);
  const begin = Date.parse(`${from}T00:00:00+08:00`);
  const days = Math.round((Date.parse(`${until}T00:00:00+08:00`) - begin) / DAY) + 1;
  const rows = [...store.values()]
    .filter((one) => one.about.home_site === code)
    .map(({ about, values }) => {
      const per_day = about.averaging === "hour" ? 24 : about.averaging === "minute" ? 1440 : 0;
      const start = Date.parse(values[0].time);
      const counts = (pass) => {
        const all = Array(days).fill(0);
        for (const one of values) {
          const n = Math.floor((Date.parse(one.time) - (about.label === "end" ? 1 : 0) - begin) / DAY);
          if (n >= 0 && n < days && pass(one)) all[n] += 1;
        }
        return all;
      };
      return {
        about: { ...about, latest: null },
        expected: Array.from({ length: days }, (_, n) => {
          const at = begin + n * DAY;
          return at + DAY > start && at < NOW
            ? at + DAY > NOW
              ? Math.floor(((NOW - at) / DAY) * per_day)
              : per_day
            : 0;
        }),
        present: counts(() => true),
        valid: counts((one) => one.value !== null && one.verdict === "valid"),
      };
    });
  return { from, until, rows };
}

/** [status, body] for a path of measured values; null for others. `body` reads the request's JSON. */
export function monitoring(method, path, query, body) {
  const name = path.replace("/api/v1/", "");
  const missing = [404, { error: { code: "not_found", message: "没有这个序列", where: "series" } }];
  const found = store.get(query.get("series") ?? "");
  if (name === "observed-sites") return [200, { sites }];
  if (name === "series") {
    const code = query.get("site");
    const all = [...store.values()].map((one) => one.about);
    return [200, { series: all.filter((one) => !code || one.home_site === code || one.site === code) }];
  }
  if (name === "series/values") return found ? [200, values(found, query)] : missing;
  if (name === "series/rollups") return found ? [200, rollups(found, query)] : missing;
  if (name === "series/point") {
    const got = found && point(found, query);
    return got ? [200, got] : missing;
  }
  if (name === "completeness") return [200, completeness(query.get("site"), query)];
  if (name === "import-ways") return [200, { ways }];
  if (name === "imports/preview") return [200, preview(body())];
  if (name === "imports/problems") return [200, "位置,问题\r\n"];
  if (name === "imports" && method === "GET") return [200, { imports: imports.map(view), next: "" }];
  if (name === "imports") {
    const request = body();
    const made = entry(5, { file_name: request.file_name, note: request.note });
    imports.unshift(made);
    return [201, { imported: view(made), read: preview(request) }];
  }
  const undo = /^imports\/(\w+)\/undo$/.exec(name);
  if (undo) {
    const one = imports.find((each) => each.import_id === undo[1]);
    Object.assign(one, {
      state: "withdrawn",
      withdrawn_name: "王芳",
      withdrawn_why: body().why,
      revision: 2,
    });
    return [200, view(one)];
  }
  if (name === "value-marks" && method === "GET") {
    const state = query.get("state");
    const code = query.get("site");
    const list = marks.filter(
      (one) => (!state || one.state === state) && (!code || one.about.home_site === code),
    );
    return [200, { marks: list, open: marks.filter((one) => one.state === "open").length, next: "" }];
  }
  if (name === "value-marks") {
    const wanted = body();
    const finding = marks.find((one) => one.mark_id === wanted.finding);
    if (finding) Object.assign(finding, { state: "answered", state_name: "已核实" });
    const about = finding?.about ?? series_of(wanted.series);
    const made = mark({
      mark_id: `y0000${marks.length + 10}`,
      kind: "judgement",
      about,
      verdict: wanted.verdict,
      by: "李明",
      rule: "",
      first: finding?.first ?? wanted.from,
      last: finding?.last ?? wanted.until,
      values: finding?.values ?? 1,
      text: { title: "", sentence: "", sentence_en: "", proof: [], beside: [] },
      answers: wanted.finding,
      state: "standing",
      state_name: "",
      reason: wanted.reason,
      marked_name: "李明",
    });
    marks.unshift(made);
    return [201, made];
  }
  const one_mark = /^value-marks\/(\w+)$/.exec(name);
  if (one_mark) {
    const one = marks.find((each) => each.mark_id === one_mark[1]);
    return one ? [200, one] : missing;
  }
  if (name === "quality-checks")
    return [
      200,
      {
        series: 26,
        values: 17_408,
        found: 2,
        taken_back: 1,
        not_run: ["emission_without_power：没有用电数据"],
      },
    ];
  return null;
}
