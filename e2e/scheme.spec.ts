// The monitoring scheme in the browser, on a server of its own: what is due and missing, a cell opened, a line ended, a sheet
// looked at and taken in.
import { expect, test, type Page } from "@playwright/test";
import { DeskOfItsOwn } from "./desk_of_its_own";
import { expect_fits, picture, watch_errors } from "./pages";

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

test("a group opens to its lines, a cell to what lacks in it", async () => {
  await station.goto("/monitoring/scheme");
  await expect(station.getByRole("heading", { level: 1 })).toContainText(
    /到期\d+个采样时段，已完成\d+个，缺测\d+个/,
  );
  await station.getByRole("button", { name: /噪声$/ }).click();
  const calendar = station.getByRole("region", { name: "采样日历" });
  await calendar.getByRole("button", { name: "1—3月 缺测" }).click();
  await expect(calendar.getByText("没有数据", { exact: true })).toBeVisible();
  await expect(calendar.getByText("全部2项")).toBeVisible();
  await expect_fits(station);
  await picture(station, "scheme-1366x768");
});

test("a line is ended with a reason, and nothing is due after it", async () => {
  await station.getByRole("button", { name: "终止这一行" }).click();
  await station.getByLabel("最后一天").fill("2024-06-30");
  await station.getByLabel("理由").fill("测点拆除");
  await station.getByRole("button", { name: "终止", exact: true }).click();
  await expect(station.getByText("执行到2024年6月30日")).toBeVisible();
  await expect(station.getByRole("button", { name: "7—9月" })).toHaveCount(0);
});

test("the next page of what is missing comes, or it is said why not", async () => {
  await station.goto("/monitoring?view=scheme&show=missing");
  const rows = station.locator(".gaps tbody tr");
  await expect(rows).toHaveCount(50);
  const left = async () => Number(/还有(\d+)条/.exec(await station.getByText(/还有\d+条/).innerText())?.[1]);
  const first = await left();
  await station.route(/cursor=./, (route) =>
    route.fulfill({ status: 503, json: { error: { code: "unavailable", message: "正忙", where: "" } } }),
  );
  await station.getByRole("button", { name: "再列一页" }).click();
  await expect(station.getByRole("alert")).toContainText("正忙");
  await expect(rows).toHaveCount(50);
  await station.unroute(/cursor=./);
  await station.getByRole("button", { name: "重试" }).click();
  await expect(rows).toHaveCount(100);
  expect(await left()).toBe(first - 50);
  expect(errors.splice(0)).toEqual([expect.stringContaining("503")]);
});

test("a sheet is looked at before it is taken in", async () => {
  await station.goto("/monitoring?view=scheme&show=import");
  await station.locator("input[type=file]").setInputFiles({
    name: "方案.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(
      "年份,组,点位,项目,频次\n2025,湖泊,演示-H01,氨氮,每月\n2025,湖泊,没有的湖,氨氮,每月\n",
    ),
  });
  await expect(station.getByText(/C3/)).toBeVisible();
  await station.getByRole("button", { name: "录入1行" }).click();
  await expect(station.getByText("新增1行")).toBeVisible();
  await station.setViewportSize({ width: 390, height: 844 });
  await station.goto("/monitoring?view=scheme&year=2025&group=" + encodeURIComponent("湖泊"));
  await expect(station.getByRole("heading", { level: 1 })).toContainText("计划12个采样时段");
  await expect_fits(station);
  await picture(station, "scheme-390x844");
  expect(errors).toEqual([]);
});
