// A case from the office to its end: opened, signed for, reported, verified and closed by other accounts; and how the pages look.
import { join } from "node:path";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { expect_fits, picture, themes_of, watch_errors } from "./pages";
import { state_of } from "./sign_in";

const SIZES = [
  { name: "1366x768", width: 1366, height: 768, is_phone: false },
  { name: "1920x1080", width: 1920, height: 1080, is_phone: false },
  { name: "390x844", width: 390, height: 844, is_phone: true },
];

/** A page of somebody else, in a context of his own. */
async function enter(browser: Browser, login: string): Promise<Page> {
  const context = await browser.newContext({ storageState: state_of(login) });
  return context.newPage();
}
async function step(page: Page, name: string, fill: () => Promise<void> = async () => {}): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await fill();
  await page.getByRole("button", { name: `提交${name}` }).click();
  await expect(page.getByRole("button", { name: `提交${name}` })).toHaveCount(0);
}

let address = "";

test.describe.serial("cases", () => {
  test("open, sign, report, verify by another, close", async ({ page, browser }) => {
    test.setTimeout(300_000);
    const today = ((await (await page.request.get("/api/v1/desk")).json()) as { now: string }).now.slice(
      0,
      10,
    );
    const due = `${today.slice(0, 4)}-12-25`;
    await page.goto("/cases");
    await page.getByRole("link", { name: "交办", exact: true }).click();
    await page.getByRole("button", { name: "交办", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("来源");
    await page.getByLabel("来源", { exact: true }).selectOption({ label: "领导批示" });
    await page.getByLabel("标题").fill("甲港排口复查 <b>演示</b>");
    await page.getByLabel("要求").fill("逐个复查，说明去向");
    await page.getByLabel("牵头单位").selectOption({ label: "水科" });
    await page.getByLabel("期限").fill(due);
    await page.getByRole("button", { name: "交办", exact: true }).click();
    await expect(page.locator("h1")).toHaveText("甲港排口复查 <b>演示</b>");
    address = new URL(page.url()).pathname;

    const lead = await enter(browser, "section");
    await lead.goto(address);
    await step(lead, "签收");
    await step(lead, "办理", () => lead.getByLabel("说明").fill("分三段复查"));
    // Somebody else writes meanwhile: the form keeps its words and says so.
    await lead.getByRole("button", { name: "报进展", exact: true }).click();
    await lead.getByLabel("说明").fill("第一段已查");
    const other = await lead.context().newPage();
    await other.goto(address);
    await step(other, "报进展", () => other.getByLabel("说明").fill("第二段已查"));
    await lead.getByRole("button", { name: "提交报进展" }).click();
    await expect(lead.getByRole("alert").filter({ hasText: "已被别人改动" })).toBeVisible();
    await expect(lead.getByLabel("说明")).toHaveValue("第一段已查");
    await lead.getByRole("button", { name: "提交报进展" }).click();
    await expect(lead.getByText("第一段已查")).toBeVisible();
    await step(lead, "反馈", async () => {
      await lead.getByLabel("说明").fill("全部复查完毕");
      await lead.getByLabel("佐证材料").setInputFiles({
        name: "现场.txt",
        mimeType: "text/plain",
        buffer: Buffer.from("现场记录（演示）"),
      });
    });
    await expect(lead.getByText("现在没有要由本账户办的步骤")).toBeVisible();

    await page.reload();
    await step(page, "核查", async () => {
      await page.getByLabel("说明").fill("现场已看，属实");
      await page.getByLabel("办理日期").fill(today);
    });
    await step(page, "销号");
    await expect(page.locator("header .ln b")).toHaveText("已销号");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "现场.txt" }).click();
    expect((await download).suggestedFilename()).toBe("现场.txt");
  });

  for (const size of SIZES) {
    for (const theme of themes_of(size.width)) {
      test(`pages at ${size.name}, ${theme}`, async ({ browser }) => {
        test.setTimeout(180_000);
        const context = await browser.newContext({
          viewport: { width: size.width, height: size.height },
          colorScheme: theme,
          hasTouch: size.is_phone,
          isMobile: size.is_phone,
          locale: "zh-CN",
        });
        const page = await context.newPage();
        const errors = watch_errors(page);
        const pages = [
          { name: "cases", path: "/cases", wait: size.is_phone ? ".cards li" : ".list tbody tr" },
          { name: "case", path: address, wait: ".time li" },
          { name: "case-open", path: "/cases/new", wait: ".checks label" },
          { name: "case-import", path: "/cases/import", wait: ".drop" },
        ];
        for (const one of pages) {
          await page.goto(one.path);
          await page.locator(one.wait).first().waitFor();
          await expect_fits(page);
          await picture(page, `${one.name}-${size.name}-${theme}`);
        }
        await page
          .locator("input[type=file]")
          .setInputFiles(join(__dirname, "../examples/ezhou/rectification-2024.xlsx"));
        await page.locator(".wrong li").first().waitFor();
        await expect_fits(page);
        await picture(page, `case-import-read-${size.name}-${theme}`);
        expect(errors).toEqual([]);
        await context.close();
      });
    }
  }
});
