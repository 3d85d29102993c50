// The way in: without an account nothing is shown; a wrong password is refused; signing out ends the session.
import { expect, test } from "@playwright/test";
import { expect_fits, picture } from "./pages";

test.use({ storageState: { cookies: [], origins: [] } });

for (const scheme of ["light", "dark"] as const) {
  for (const [width, height] of [
    [1366, 768],
    [390, 844],
  ] as const) {
    test(`the page at ${width} in ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await page.goto("/plans");
      await expect(page).toHaveURL(/\/enter\?back=\/plans/);
      await expect(page.getByLabel("登录名")).toBeFocused();
      await expect_fits(page, { is_whole: true });
      await picture(page, `enter-${width}-${scheme}`);
    });
  }
}

test("a wrong password is refused without telling what was wrong", async ({ page }) => {
  await page.goto("/enter");
  await page.getByLabel("登录名").fill("nobody");
  await page.getByLabel("口令", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("alert")).toContainText("登录名、口令或链接不正确");
});

test("a link that was used leads nowhere and leaves the address", async ({ page }) => {
  await page.goto("/enter#used-up");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page).toHaveURL(/\/enter$/);
});
