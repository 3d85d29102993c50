// Field devices in the browser, on a server of its own whose simulated devices send: the list, a frame under the magnifier, a
// stranger who is registered and comes in without a restart, an order that wants a second person.
import { expect, test, type Page } from "@playwright/test";
import { DeskOfItsOwn } from "./desk_of_its_own";
import { expect_fits, picture, themes_of, watch_errors } from "./pages";

const STRANGER = "88888888000000000000000C";
const SIZES = [
  { name: "1366x768", width: 1366, height: 768 },
  { name: "1920x1080", width: 1920, height: 1080 },
  { name: "390x844", width: 390, height: 844 },
];

test.describe.configure({ mode: "serial" });
let desk: DeskOfItsOwn;
let station: Page;
let errors: string[];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  desk = new DeskOfItsOwn(browser);
  await desk.on("2024-09-30", "--simulated-devices", "13", "--speed", "60");
  station = await desk.as("station");
  errors = watch_errors(station);
});
test.afterAll(async () => {
  await desk.end();
});

test("the list tells who is there, and that they are simulated", async () => {
  await station.goto("/devices");
  await expect(station.getByRole("heading", { level: 1 })).toContainText("12台设备");
  await expect(station.locator("table tbody tr")).toHaveCount(12);
  await expect(station.locator("table tbody tr").first()).toContainText("模拟");
  await expect(station.getByText("全部是模拟设备")).toBeVisible();
  await expect(station.locator("header.bar")).toContainText("时钟60倍");
  await expect(station.getByRole("link", { name: /隔离区有1台/ })).toBeVisible({ timeout: 30_000 });
});

test("a frame as it comes, octet by octet", async () => {
  await station.goto("/devices?view=live");
  const rows = station.locator(".frames li");
  await expect(rows.first()).toBeVisible({ timeout: 30_000 });
  const count = await rows.count();
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBeGreaterThan(count);
  await rows.first().getByRole("button").click();
  const glass = station.getByRole("region", { name: "原文" });
  await expect(glass.locator(".octets")).toContainText("PW=******");
  const part = glass.locator("tbody tr", { hasText: "QN=" }).first();
  await expect(part).toContainText("请求编码");
  await expect(part).toContainText("HJ 212-2017 6.3.2");
  await part.click();
  await expect(glass.locator(".octets .marked")).toContainText("QN=");
  await expect(part).toContainText("精确到毫秒的时间");
});

test("a stranger is registered and comes in without a restart", async () => {
  await station.goto("/devices?view=quarantine");
  const stranger = station.locator("li", { hasText: STRANGER });
  await expect(stranger).toContainText("PW=******");
  await stranger.getByRole("button", { name: "登记", exact: true }).click();
  await stranger.getByLabel("名称").fill("柏庄雨水排口");
  await stranger.getByLabel("访问密码").fill("123456");
  await stranger.getByRole("button", { name: "登记", exact: true }).click();
  await expect(station.getByText("隔离区是空的")).toBeVisible();
  await station.goto(`/devices/${STRANGER}`);
  await expect(station.getByRole("heading", { level: 1 })).toContainText("柏庄雨水排口");
  await expect(station.locator(".above .state")).toContainText("在线", { timeout: 40_000 });
});

test("an order that changes the device wants a second person", async () => {
  await station.goto(`/devices/${STRANGER}?view=orders`);
  await station.getByLabel("命令").selectOption({ value: "1062" });
  await station.getByLabel("RtdInterval").fill("30");
  await station.getByLabel("理由").fill("加密监测");
  await station.getByRole("button", { name: "申请下达" }).click();
  await expect(station.locator("li", { hasText: "1062" })).toContainText("待另一人同意");
  await expect(station.getByRole("button", { name: "同意", exact: true })).toHaveCount(0);
  const other = await desk.as("enforcement");
  await other.goto("/devices?view=orders");
  const row = other.locator("li", { hasText: "1062" });
  await row.getByRole("button", { name: "同意", exact: true }).click();
  await row.getByRole("button", { name: "同意", exact: true }).click();
  await expect(row).not.toContainText("待另一人同意");
});

test("the pages fit", async () => {
  test.setTimeout(120_000);
  for (const size of SIZES) {
    await station.setViewportSize(size);
    for (const theme of themes_of(size.width)) {
      await station.emulateMedia({ colorScheme: theme });
      for (const [name, path] of [
        ["list", "/devices"],
        ["live", "/devices?view=live"],
        ["device", "/devices/888888880000000000000002"],
        ["gaps", "/devices/888888880000000000000002?view=gaps"],
        ["orders", `/devices/${STRANGER}?view=orders`],
      ] as const) {
        await station.goto(path);
        await station.waitForTimeout(800);
        await expect_fits(station);
        await picture(station, `devices-${name}-${size.name}-${theme}`);
      }
    }
  }
  expect(errors).toEqual([]);
});
