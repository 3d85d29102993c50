// Measured values in the browser, on a server of its own: a site and its series, a sheet looked at, taken in and undone, where
// one value came from.
import { expect, test, type Page } from "@playwright/test";
import { DeskOfItsOwn } from "./desk_of_its_own";
import { expect_fits, picture, themes_of, watch_errors } from "./pages";

const SIZES = [
  { name: "1366x768", width: 1366, height: 768 },
  { name: "1920x1080", width: 1920, height: 1080 },
  { name: "390x844", width: 390, height: 844 },
];
const sheet = (rows: string) => ({
  name: "月报.csv",
  mimeType: "text/csv",
  buffer: Buffer.from("断面,监测月份,氨氮(mg/L),总磷(mg/L)\n" + rows),
});

test.describe.configure({ mode: "serial" });
let desk: DeskOfItsOwn;
let station: Page;
let errors: string[];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  desk = new DeskOfItsOwn(browser);
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
  await station.getByRole("button", { name: "撤销", exact: true }).last().click();
  await expect(station.getByRole("row", { name: /月报\.csv/ })).toContainText("已撤销");
});

test("each pane fits in every size and theme", async () => {
  test.setTimeout(120_000);
  for (const size of SIZES) {
    await station.setViewportSize(size);
    for (const theme of themes_of(size.width)) {
      await station.emulateMedia({ colorScheme: theme });
      for (const [name, path] of [
        ["sites", "/monitoring"],
        ["site", "/monitoring/" + encodeURIComponent("演示-D03")],
        ["completeness", "/monitoring?view=completeness"],
        ["import", "/monitoring?view=import"],
        ["quality", "/monitoring?view=quality"],
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
