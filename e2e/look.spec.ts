// Pictures in the three sizes, light and dark, for a person to look at; and what can be checked about them by machine.
import { expect, test } from "@playwright/test";
import {
  expect_fits,
  measured_plan,
  measured_target,
  picture,
  themes_of,
  watch_errors,
  words,
} from "./pages";

const SIZES = [
  { name: "1366x768", width: 1366, height: 768, is_phone: false },
  { name: "1920x1080", width: 1920, height: 1080, is_phone: false },
  { name: "390x844", width: 390, height: 844, is_phone: true },
];

for (const size of SIZES) {
  for (const theme of themes_of(size.width)) {
    test(`pages at ${size.name}, ${theme}`, async ({ browser, request }) => {
      test.setTimeout(180_000);
      const view = await measured_plan(request);
      const target = measured_target(view);
      const plan = `/plans/${encodeURIComponent(view.summary.id)}`;
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
        { name: "plans", path: "/plans", wait: "tbody tr" },
        { name: "plan", path: `${plan}?at=${target.id}`, wait: "#card" },
        { name: "plan-diagnostics", path: `${plan}?view=diagnostics`, wait: ".sheet p" },
        { name: "units", path: `${plan}/units`, wait: "tbody tr" },
        { name: "targets", path: "/targets", wait: "tbody tr" },
        { name: "target", path: `${plan}/targets/${target.id}`, wait: ".m tbody tr" },
        { name: "upload", path: "/upload", wait: ".drop" },
      ];
      for (const one of pages) {
        await page.goto(one.path);
        await page.locator(one.wait).first().waitFor();
        await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
        await expect_fits(page, { is_whole: !size.is_phone && one.name.startsWith("plan-") });
        await picture(page, `${one.name}-${size.name}-${theme}`);
      }
      expect(errors).toEqual([]);
      await context.close();
    });
  }
}

test("on the phone the sentence stays above and its card rises as a sheet", async ({ browser, request }) => {
  const view = await measured_plan(request);
  const target = measured_target(view);
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: "zh-CN",
  });
  const page = await context.newPage();
  await page.goto(`/plans/${encodeURIComponent(view.summary.id)}`);
  await words(page, target.id).first().tap();
  const sheet = page.locator(".bottom-sheet");
  await expect(sheet).toContainText(target.indicator);
  await page.waitForTimeout(400);
  const sentence = (await words(page, target.id).first().boundingBox())!;
  const card = (await sheet.boundingBox())!;
  expect(sentence.y + sentence.height).toBeLessThan(card.y);
  expect(card.y + card.height).toBeLessThanOrEqual(844 - 50); // the words at the bottom stay in reach
  await sheet.getByRole("button", { name: "收起", exact: true }).last().tap();
  await expect(sheet).toHaveCount(0);
  await page.getByRole("button", { name: "条目", exact: true }).tap();
  await expect(page.locator(".its .it").first()).toBeVisible();
  await expect_fits(page);
  await context.close();
});

test("motion rests where the system asks for it", async ({ browser, request }) => {
  const view = await measured_plan(request);
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`/plans/${encodeURIComponent(view.summary.id)}`);
  const time = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue("--calm").trim(),
  );
  expect(Number.parseFloat(time)).toBe(0);
  await context.close();
});
