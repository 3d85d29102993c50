import { expect, test } from "@playwright/test";
import { expect_fits, measured_plan, measured_target, row, watch_errors, words, type View } from "./pages";

let view: View;
let target: ReturnType<typeof measured_target>;
let plan: string;

test.beforeAll(async ({ request }) => {
  view = await measured_plan(request);
  target = measured_target(view);
  plan = `/plans/${encodeURIComponent(view.summary.id)}`;
});

test("the list of plans leads to the plan", async ({ page }) => {
  const errors = watch_errors(page);
  await page.goto("/");
  await expect(page).toHaveURL(/\/plans$/);
  await page.getByRole("link", { name: view.summary.title }).click();
  await expect(page).toHaveURL(new RegExp(`${plan}$`));
  await expect(page.locator(".sheet")).toContainText(target.text);
  await expect_fits(page, { is_whole: true });
  expect(errors).toEqual([]);
});

test("the document shows every character of the text", async ({ page }) => {
  await page.goto(plan);
  const bare = (text: string) => text.replace(/[\s|]|-{3,}/g, "");
  await expect
    .poll(async () => bare(await page.locator(".sheet").evaluate((sheet) => sheet.textContent ?? "")))
    .toBe(bare(view.text));
});

test("pointing at one side lights up the other", async ({ page }) => {
  await page.goto(plan);
  await words(page, target.id).first().hover();
  await expect(row(page, target.id).first()).toHaveAttribute("data-hot", "");
  await page.mouse.move(5, 5);
  await expect(page.locator(".its [data-hot]")).toHaveCount(0);
  await row(page, target.id).first().hover();
  await expect(words(page, target.id).first()).toHaveAttribute("data-hot", "");
});

test("choosing a sentence opens its card with the reading and the thread", async ({ page }) => {
  await page.goto(plan);
  await words(page, target.id).first().click();
  await expect(page).toHaveURL(new RegExp(`at=${target.id}`));
  const card = page.locator("#card");
  await expect(card).toContainText(target.indicator);
  await expect(card).toContainText(view.readings[0]!.sentence);
  await expect(page.locator(".thread path")).toHaveAttribute("d", /^M/);
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
});

test("the address alone brings the card back", async ({ page }) => {
  await page.goto(`${plan}?at=${target.id}`);
  await expect(page.locator("#card")).toContainText(target.indicator);
  await expect(words(page, target.id).first()).toBeInViewport();
});

test("arrow keys walk through the sentences", async ({ page }) => {
  await page.goto(`${plan}?at=${target.id}`);
  await page.locator(".sheet").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page).not.toHaveURL(new RegExp(`at=${target.id}(&|$)`));
  await page.keyboard.press("ArrowUp");
  await expect(page).toHaveURL(new RegExp(`at=${target.id}(&|$)`));
});

test("filters sift both sides and stand in the address", async ({ page }) => {
  await page.goto(plan);
  await page.getByRole("button", { name: /^只看目标/ }).click();
  await expect(page).toHaveURL(/kind=target/);
  await expect(page.locator(".its .it .k-label.m-target")).toHaveCount(view.plan.targets.length);
  await expect(page.locator(".its .it .k-label:not(.m-target)")).toHaveCount(0);
  if (view.plan.deliverables.length) {
    await expect(words(page, view.plan.deliverables[0]!.id).first()).toHaveAttribute("data-off", "");
  }
  const unit = view.plan.targets.flatMap((one) => one.units)[0];
  if (unit) {
    await page.goto(`${plan}?kind=target&unit=${encodeURIComponent(unit.name)}`);
    const mine = view.plan.targets.filter((one) => one.units.some((each) => each.name === unit.name));
    await expect(page.locator(".its .it .k-label")).toHaveCount(mine.length);
  }
  await page.getByRole("button", { name: "清除" }).click();
  await expect(page).toHaveURL(new RegExp(`${plan}$`));
});

test("rows are arranged by unit and by deadline", async ({ page }) => {
  await page.goto(plan);
  await page.getByRole("button", { name: "按单位" }).click();
  await expect(page).toHaveURL(/group=unit/);
  await expect(page.locator('[data-group^="unit:"]').first()).toBeVisible();
  await page.getByRole("button", { name: "按时限" }).click();
  await expect(page.locator('[data-group^="due:"]').first()).toBeVisible();
});

test("who answers for what leads back to the rows of a unit", async ({ page }) => {
  await page.goto(`${plan}/units`);
  const first = page.locator("tbody tr").first();
  await expect(first).toBeVisible();
  await first.getByRole("link", { name: "看条目" }).click();
  await expect(page).toHaveURL(/unit=/);
  await expect(page.locator(".its .it").first()).toBeVisible();
});

test("evidence is walked from the sentence to the cells of the workbook", async ({ page }) => {
  await page.goto(`${plan}?at=${target.id}`);
  await page.locator("#card").getByRole("link", { name: "看读数" }).click();
  await expect(page).toHaveURL(/targets\//);
  const members = view.readings[0]!.members;
  await expect(page.locator(".m tbody tr")).toHaveCount(members.length);
  await page.getByRole("button", { name: members[0]!.name }).click();
  await expect(page).toHaveURL(new RegExp(`section=${encodeURIComponent(members[0]!.name)}`));
  await expect(page.locator(".p tbody tr").first()).toBeVisible();
  await expect(page.locator(".chain li").last()).toContainText("工作表");
  await expect(page.locator(".basis")).toContainText("GB 3838");
  await expect_fits(page);
});

test("the targets page lists what has a reading first", async ({ page }) => {
  await page.goto("/targets");
  // Targets, and ends without a number once for each of their figures.
  const of_ends = view.readings.filter((one) => one.target_id.startsWith("q-")).length;
  await expect(page.locator("tbody tr")).toHaveCount(view.plan.targets.length + of_ends);
  await expect(page.locator("tbody tr").first()).toContainText(target.indicator);
});

test("the task sheet and the original can be taken", async ({ page, request }) => {
  await page.goto(plan);
  await page.getByRole("button", { name: "任务分解表" }).click();
  const link = page.locator('a[href$="task-sheet.xlsx"]');
  await expect(link).toBeVisible();
  for (const kind of ["xlsx", "docx"]) {
    const answer = await request.get(`/api/v1${plan}/task-sheet.${kind}`);
    expect(answer.status()).toBe(200);
    expect((await answer.body()).subarray(0, 2).toString()).toBe("PK");
  }
});

test("the language is switched and remembered", async ({ page }) => {
  await page.goto(plan);
  await page.getByRole("button", { name: "Switch to English" }).click();
  await expect(page.getByRole("button", { name: "By unit" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "By unit" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a plan that is not there says so and offers to try again", async ({ page }) => {
  await page.goto("/plans/no-such-plan");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("没有取到");
  await expect(alert.getByRole("button", { name: "重试" })).toBeVisible();
});

test("a lost connection is a line under the bar, and the page stays", async ({ page }) => {
  await page.goto(plan);
  await expect(page.locator(".sheet")).toContainText(target.text);
  await page.route("**/api/**", (route) => route.abort());
  await words(page, target.id).first().click();
  await page.locator("#card").getByRole("button", { name: "改正", exact: true }).last().click();
  await page.getByRole("button", { name: "改正时限" }).click();
  await fill_correction(page);
  await expect(page.getByText("未连接")).toBeVisible();
  await expect(page.locator(".cf input").nth(1)).toHaveValue("会议纪要"); // what was typed remains
  await page.unroute("**/api/**");
  await page.getByRole("status").getByRole("button", { name: "重试" }).click();
  await expect(page.getByText("未连接")).toHaveCount(0);
});

async function fill_correction(page: import("@playwright/test").Page): Promise<void> {
  const form = page.locator("form.cf");
  await form.getByLabel("理由").fill("会议纪要");
  await form.getByRole("button", { name: "改正", exact: true }).click();
}
