// Measured values in the browser, on a server of its own: a site and its series, a sheet looked at, taken in and undone, where
// one value came from; classes and levels, published figures beside them; what is held and what is dropped.
import { writeFileSync } from "node:fs";
import { expect, test, type Page } from "@playwright/test";
import { DeskOfItsOwn } from "./desk_of_its_own";
import { expect_fits, picture, themes_of, watch_errors } from "./pages";

const SIZES = [
  { name: "1366x768", width: 1366, height: 768 },
  { name: "1920x1080", width: 1920, height: 1080 },
  { name: "390x844", width: 390, height: 844 },
];
/** What the province says of PM2.5 at the station. */
function publish(value: string, from: string, to: string, number: string): void {
  const plan = JSON.parse(desk.command("plan", "show", PLAN, "--json")) as {
    qualitative: { id: string; text: string }[];
  };
  const end = plan.qualitative.find((one) => one.text.includes("PM2.5年均浓度"))!;
  desk.command(
    ...[
      "official",
      "add",
      PLAN,
      end.id,
      "--quantity",
      "concentration",
      "--value",
      value,
      "--unit",
      "微克/立方米",
    ],
    ...["--from", from, "--to", to, "--term", "review=after", "--status", "provisional", "--site", "A01"],
    ...[
      "--factor",
      "a34004",
      "--issuer",
      "省生态环境厅",
      "--title",
      "空气质量月报",
      "--number",
      `第${number}期`,
    ],
    ...["--published", "2024-09-20", "--as", "office"],
  );
}
const sheet = (rows: string) => ({
  name: "月报.csv",
  mimeType: "text/csv",
  buffer: Buffer.from("断面,监测月份,氨氮(mg/L),总磷(mg/L)\n" + rows),
});

// Hours of an air station from May to September, as the national feed labels them: by their ends. In the afternoon of every
// sixth day much ozone; every ninth day lacks six hours.
function hours(): string {
  const rows = ["站点,时间,PM2.5,O3_24h"];
  const first = Date.UTC(2024, 4, 1);
  for (let hour = 1; hour <= 150 * 24; hour++) {
    const day = Math.floor((hour - 1) / 24);
    const of_day = (hour - 1) % 24;
    if (day % 9 === 4 && of_day < 6) continue;
    const clock = new Date(first + hour * 3_600_000).toISOString();
    const fine = 20 + ((day * 37) % 70) + (of_day % 5);
    const ozone = of_day > 10 && of_day < 20 ? (day % 6 === 5 ? 190 : 120) : 60;
    rows.push(`城东站,${clock.slice(0, 10)} ${clock.slice(11, 16)},${fine},${ozone}`);
  }
  return rows.join("\n") + "\n";
}
const PLAN = "p0001";
const AIR = "/monitoring/site/A01";

test.describe.configure({ mode: "serial" });
let desk: DeskOfItsOwn;
let station: Page;
let errors: string[];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  desk = new DeskOfItsOwn(browser);
  const by_station = ["--as", "station"];
  desk.command("site", "add", "A01", "--name", "城东站", "--kind", "air_station", ...by_station);
  desk.command("site", "add", "scheme", "--name", "方案河口", "--kind", "river_section", ...by_station);
  const files = {
    "小时值.csv": hours(),
    "旧表.csv": "断面,监测月份,氨氮(mg/L)\n方案河口,2015-01,0.52\n方案河口,2015-02,0.50\n",
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(desk.path(name), text);
    const way = name === "旧表.csv" ? "laboratory-month" : "national-air-hour";
    desk.command("import", "file", desk.path(name), "--way", way, ...by_station);
  }
  publish("31", "2024-01-01", "2024-08-31", "7");
  publish("9", "2024-01-01", "2024-06-30", "5");
  for (const [lead, title] of [
    ["水科", "方案河口水质异常"],
    ["监测站", "城东站数据核实"],
  ] as const) {
    const of = ["--source", "incoming_paper", "--reference", "鄂环函〔2024〕7号", "--demand", "查明原因"];
    const when = ["--due", "2024-10-20", "--as", "office"];
    desk.command("case", "open", ...of, "--title", title, "--lead", lead, ...when);
  }
  await desk.on("2024-09-30");
  station = await desk.as("station");
  errors = watch_errors(station);
});
test.afterAll(async () => {
  await desk.end();
});

test("a sheet is looked at, put right and taken in", async () => {
  test.setTimeout(180_000);
  await station.goto("/monitoring?view=import");
  await station.getByLabel("导入方式").selectOption("laboratory-month");
  await station
    .locator("input[type=file]")
    .setInputFiles(
      sheet("长港樊口,2024-07,0.52,0.08\n长港樊口,2024-08,<0.02,abc\n樊口闸,2024-08,0.61,0.09\n"),
    );
  await expect(station.getByText("1个点位不认识")).toBeVisible();
  await expect(station.getByText(/D3/).first()).toBeVisible();
  const field = station.getByLabel("“樊口闸”是哪个点位");
  await field.fill("演示-D04");
  await field.press("Tab");
  await station.getByRole("button", { name: "按改动再看" }).click();
  await station.getByRole("button", { name: "导入5个值" }).click();
  await expect(station.getByRole("row", { name: /月报\.csv/ })).toContainText("已存入");
});

test("a site shows its series, and where a value came from", async () => {
  await station.goto("/monitoring");
  await expect(station.getByRole("heading", { level: 1 })).toContainText("个点位有监测数据");
  await station.getByRole("link", { name: "长港樊口" }).click();
  await expect(station.getByRole("heading", { level: 1 })).toContainText("长港樊口");
  await station.getByRole("button", { name: "表", exact: true }).click();
  const row = station.getByRole("row", { name: /2024年8月|8月/ }).first();
  await expect(row).toBeVisible();
  await row.getByRole("button").first().click();
  await expect(station.getByText("第3行").first()).toBeVisible();
});

test("an import is undone with a reason", async () => {
  await station.goto("/monitoring?view=import");
  const row = station.getByRole("row", { name: /月报\.csv/ });
  await row.getByRole("button", { name: "撤销" }).click();
  await station.getByLabel("理由").fill("发错了表");
  await station.locator("form").getByRole("button", { name: "撤销", exact: true }).click();
  await expect(station.getByRole("row", { name: /月报\.csv/ })).toContainText("已撤销");
});

test("a site whose code is a word of the address has its page, and old links lead on", async () => {
  await station.goto("/monitoring/site/scheme");
  await expect(station.getByRole("heading", { level: 1 })).toContainText("方案河口");
  await station.goto("/monitoring/A01?by=day");
  await expect(station.getByRole("heading", { level: 1 })).toContainText("城东站");
  expect(new URL(station.url()).pathname + new URL(station.url()).search).toBe("/monitoring/site/A01?by=day");
});

test("days have a level where they are valid; what was published is a mark, or is told", async () => {
  await station.goto(`${AIR}?factor=a34004&by=day&span=month`);
  await expect(station.getByText(/HJ 633-2012 表3/)).toBeVisible();
  await expect(station.getByText(/个时段不判：有效的小时值18个，至少要20个/)).toBeVisible();
  await expect(station.locator("svg .official")).toHaveCount(1);
  await expect(station.locator("svg .official title")).toHaveText(
    "官方公布 2024年1—8月 31 μg/m³（审核后，初步）",
  );
  const plot = station.getByRole("slider");
  await plot.focus();
  await plot.press("Home");
  await expect(station.locator(".readout")).toContainText("官方公布 2024年1—8月 31 μg/m³");
  await station.getByRole("button", { name: "表", exact: true }).click();
  await expect(station.getByRole("columnheader", { name: "类别、级别" })).toBeVisible();
  await expect(station.getByRole("row", { name: /2024-09-20/ })).toContainText(/优|良|轻度污染/);
  await station.goto(`${AIR}?factor=a34004&by=month&span=quarter`);
  await expect(station.getByText(/不判类别：月、季、年没有空气质量分指数/)).toBeVisible();
  // The scale is made for the measured values: the figure of the half year lies below it in a week of June.
  await station.goto(`${AIR}?factor=a34004&from=2024-06-10&until=2024-06-10`);
  await expect(station.getByText(/超出图的范围，没有画：官方公布 2024年1—6月 9 μg\/m³/)).toBeVisible();
  await expect(station.getByRole("heading", { name: /公布值/ })).toBeVisible();
});

test("of too many values the days have the colours", async () => {
  await station.goto(`${AIR}?factor=a34004&span=year`);
  await expect(station.getByText(/值太多，色带按日判：HJ 633-2012/)).toBeVisible();
});

test("ozone goes by its largest 8-hour mean", async () => {
  await station.goto(`${AIR}?factor=a05024&by=day&span=month&show=table`);
  await expect(station.getByText(/日最大8小时平均/)).toBeVisible();
  // Eleven to nineteen o'clock at 190: above 160.
  await expect(station.getByText("轻度污染").first()).toBeVisible();
});

test("what is due is looked at, held for a case, asked for, and dropped by another", async () => {
  test.setTimeout(120_000);
  // The office sees every case of the desk.
  const office = await desk.as("office");
  await office.goto("/monitoring?view=keeping");
  await expect(office.getByRole("heading", { level: 1 })).toContainText("没有待同意的清理申请");
  await office.getByRole("button", { name: "留存数据" }).click();
  const field = office.getByLabel("督办编号或标题中的词");
  await field.fill("方案河口");
  await expect(office.locator('datalist option[value="k000001　方案河口水质异常"]')).toBeAttached();
  await field.fill("k000001　方案河口水质异常");
  await office.getByLabel("点位", { exact: true }).fill("方案河口　scheme");
  await office.getByLabel("点位", { exact: true }).press("Tab");
  await office.getByLabel("时段").fill("2015-02-01");
  await office.getByLabel("止", { exact: true }).fill("2015-02-28");
  await office.getByLabel("理由").fill("查处证据");
  await office.getByRole("button", { name: "留存数据" }).last().click();
  const held = office.getByRole("row", { name: /督办k000001/ });
  await expect(held).toContainText("2015-02-01 — 2015-02-28");
  await station.goto("/monitoring?view=keeping");
  const due = station.getByRole("row", { name: /手工监测 manual/ }).getByRole("button", { name: "看到期的" });
  await due.click();
  await expect(station.getByText("会清理2行")).toBeVisible();
  await expect(station.getByText("有留存e000001（督办k000001）：点位scheme（方案河口）")).toBeVisible();
  await expect(station.getByRole("button", { name: "申请清理" })).toHaveCount(0);
  await picture(station, "monitoring-keeping-held");
  await held.getByRole("button", { name: "解除" }).click();
  await office.getByLabel("解除的理由").fill("督办销号");
  await held.getByRole("button", { name: "解除", exact: true }).click();
  await expect(office.getByText("没有留存的数据。")).toBeVisible();
  await station.getByRole("button", { name: "再看", exact: true }).click();
  await station.getByLabel("理由").fill("超过保存期限");
  await station.getByRole("button", { name: "申请清理" }).click();
  await expect(station.getByRole("heading", { level: 1 })).toContainText("1项清理申请待同意");
  await expect(station.getByRole("button", { name: "同意", exact: true })).toHaveCount(0);
  const leader = await desk.as("leader");
  await leader.goto("/monitoring?view=keeping");
  await leader.getByRole("button", { name: "同意", exact: true }).click();
  await leader.getByRole("button", { name: "同意", exact: true }).click();
  await expect(leader.getByText("清理了2行")).toBeVisible();
});

test("a case that the list does not show is held for by its number; one that is not the station's is refused", async () => {
  await station.goto("/monitoring?view=keeping");
  // As where there are more cases than a list shows.
  await station.route(/\/api\/v1\/cases\?/, (route) => route.fulfill({ json: { cases: [], next: "" } }));
  await station.getByRole("button", { name: "留存数据" }).click();
  const field = station.getByLabel("督办编号或标题中的词");
  const save = station.getByRole("button", { name: "留存数据" }).last();
  await station.getByLabel("点位", { exact: true }).fill("方案河口　scheme");
  await station.getByLabel("点位", { exact: true }).press("Tab");
  await station.getByLabel("时段").fill("2015-01-01");
  await station.getByLabel("止", { exact: true }).fill("2015-01-31");
  await station.getByLabel("理由").fill("核实异常");
  await field.fill("方案河口");
  await expect(save).toBeDisabled();
  // The office's case, in which the station has no part: the server does not tell that there is one.
  for (const number of ["k000001", "k000099"]) {
    await field.fill(number);
    await save.click();
    await expect(field).toHaveAccessibleDescription(`没有编号为“${number}”的督办事项`);
    await expect(station.getByRole("alert")).toHaveCount(1);
  }
  await picture(station, "monitoring-keeping-refused");
  await field.fill("k000002");
  await expect(station.getByRole("alert")).toHaveCount(0);
  await save.click();
  await expect(station.getByRole("row", { name: /督办k000002/ })).toContainText("2015-01-01 — 2015-01-31");
  await station.unroute(/\/api\/v1\/cases\?/);
  const told = "Failed to load resource: the server responded with a status of 404 (Not Found)";
  expect(errors.splice(0)).toEqual([told, told]);
});

test("each pane fits in every size and theme", async () => {
  test.setTimeout(240_000);
  for (const size of SIZES) {
    await station.setViewportSize(size);
    for (const theme of themes_of(size.width)) {
      await station.emulateMedia({ colorScheme: theme });
      for (const [name, path] of [
        ["sites", "/monitoring"],
        ["site", "/monitoring/site/" + encodeURIComponent("演示-D03")],
        ["completeness", "/monitoring?view=completeness"],
        ["import", "/monitoring?view=import"],
        ["quality", "/monitoring?view=quality"],
        ["keeping", "/monitoring?view=keeping&holds=all"],
        ["air-hours", `${AIR}?factor=a34004`],
        ["air-days", `${AIR}?factor=a34004&by=day&span=quarter`],
        ["air-thinned", `${AIR}?factor=a34004&span=year`],
        ["air-table", `${AIR}?factor=a05024&by=day&span=month&show=table`],
      ] as const) {
        await station.goto(path);
        await station.waitForTimeout(800);
        await expect_fits(station);
        await picture(station, `monitoring-${name}-${size.name}-${theme}`);
      }
    }
  }
  expect(errors).toEqual([]);
});
