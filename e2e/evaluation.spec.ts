// The page 评价: a file is dropped, its tables are read, one figure is walked into, the workbook is taken.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { expect_fits, picture, themes_of, watch_errors } from "./pages";

const EXAMPLE = join(__dirname, "../examples/ezhou/sections-2024.xlsx");
const SIZES = [
  { name: "1366x768", width: 1366, height: 768 },
  { name: "1920x1080", width: 1920, height: 1080 },
  { name: "390x844", width: 390, height: 844 },
];

test("a workbook of sections: classes, the basis of one, the workbook with all of them", async ({ page }) => {
  const errors = watch_errors(page);
  await page.goto("/evaluation");
  await page.locator("input[type=file]").setInputFiles(EXAMPLE);
  const row = page.getByRole("row", { name: /三山湖鄂州水域/ }).first();
  await expect(row).toContainText("不达标");
  await expect(row).toContainText("总磷(0.3)");
  await row.getByRole("button").click();
  await expect(page.getByText("应有45，有45，用45")).toBeVisible();
  await expect(page.getByText(/GB 3838-2002 表1/).first()).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "下载工作簿（含依据）" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("sections-2024-评价.xlsx");
  expect(
    readFileSync(await download.path())
      .subarray(0, 2)
      .toString(),
  ).toBe("PK");

  await page.getByLabel("时段").selectOption("month");
  await page.getByRole("button", { name: "重新评价" }).click();
  await expect(page.getByRole("heading", { name: /断面水质.*63行/ })).toBeVisible();
  await page.getByLabel("年份", { exact: true }).fill("24");
  await page.getByRole("button", { name: "重新评价" }).click();
  await expect(page.getByRole("alert")).toContainText("应为2024这样的四位数");
});

test("a file with faults: the good rows go on, the others are named with their place", async ({ page }) => {
  await page.goto("/evaluation?kind=lake");
  await page.locator("input[type=file]").setInputFiles({
    name: "湖库.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(
      "湖泊名称,月份,总磷(mg/L),总氮(mg/L),叶绿素a(mg/m3),透明度(m),高锰酸盐指数(mg/L)\n" +
        "梁子湖,2024年5月,0.05,1.0,10,1.0,4\n三山湖,2024年5月,ND,1.0,10,1.0,4\n",
    ),
  });
  await expect(page.getByRole("row", { name: /梁子湖/ }).first()).toContainText("中营养");
  await expect(page.locator(".wrong li")).toContainText(["C3"]);
});

test("what a file says of the plan's targets is looked at, stored, and stands at the target", async ({
  page,
}) => {
  const errors = watch_errors(page);
  const villages = (rows: string) => ({
    name: "农村污水.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("区,行政村总数（个）,已治理行政村数（个）,管控行政村数（个）\n" + rows),
  });
  await page.goto("/evaluation?kind=rural");
  await page.locator("input[type=file]").setInputFiles(villages("鄂城区,119,90,6\n华容区,88,89,0\n"));
  const answer = page.locator(".answers li").filter({ hasText: "农村生活污水治理率" });
  await expect(answer).toContainText(
    "119个行政村中90个已治理，占75.63%，要求不低于78.02%（即93个）：不达标。还差3个行政村。",
  );
  await expect(answer).toContainText("风险");
  const store = page.getByRole("button", { name: "存为读数（1条）" });
  await expect(store).toBeDisabled();
  await expect(page.getByLabel("文件有1处不能用，确认不影响这些读数")).not.toBeChecked();
  // The corrected file.
  await page.locator("input[type=file]").setInputFiles(villages("鄂城区,119,90,6\n华容区,88,80,0\n"));
  await expect(answer).toContainText("207个行政村中170个已治理，占82.13%");
  await picture(page, "evaluation-answers");
  await store.click();
  await expect(page.getByText("已存1条读数。")).toBeVisible();
  await answer.getByRole("link").click();
  await expect(page.getByText("采用207个行政村")).toBeVisible();
  await expect(page.getByRole("row", { name: /合计/ })).toContainText("82.13");
  await expect(page.getByText("农村污水.csv").first()).toBeVisible();
  expect(errors).toEqual([]);
});

test("an end of several quantities shows each of them", async ({ page }) => {
  await page.goto("/targets");
  await expect(page.getByRole("row", { name: /细颗粒物（PM2.5）年均浓度/ })).toContainText(/没有定数.*33/);
  await page.getByRole("link", { name: "重污染天数" }).click();
  await expect(page.getByText(/273个有效日中1个重度及以上污染/)).toBeVisible();
  await expect(page.getByText(/各自的计算值列在下面/)).toBeVisible();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of themes_of(size.width)) {
      await page.emulateMedia({ colorScheme: theme });
      await expect_fits(page);
      await picture(page, `target-end-${size.name}-${theme}`);
    }
  }
});

test("a register of villages: the rate of each district, and the villages that do not count", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/evaluation?kind=rural");
  await expect(page.locator(".tabs [aria-current]")).toBeInViewport({
    ratio: 1,
  });
  await page.locator("input[type=file]").setInputFiles({
    name: "名册.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(
      "区县,行政村,治理状态\n甲县,一村,已治理\n甲县,二村,未治理\n乙县,三村,管控\n乙县,四村,快好了\n",
    ),
  });
  const all = page.getByRole("row", { name: /合计/ });
  await expect(all).toContainText("25.00");
  await all.getByRole("button").click();
  await expect(page.getByRole("row", { name: /三村/ })).toContainText("管控");
  await expect(page.locator(".wrong li")).toContainText(["C5"]);
});

for (const size of SIZES) {
  test(`the page at ${size.name}`, async ({ page }) => {
    await page.setViewportSize(size);
    for (const theme of themes_of(size.width)) {
      await page.emulateMedia({ colorScheme: theme });
      await page.goto("/evaluation");
      await page.locator("input[type=file]").setInputFiles(EXAMPLE);
      await page.getByRole("button", { name: "三山湖鄂州水域" }).first().click();
      await expect(page.getByText("应有45，有45，用45")).toBeVisible();
      await expect_fits(page);
      await picture(page, `evaluation-${size.name}-${theme}`);
    }
  });
}
