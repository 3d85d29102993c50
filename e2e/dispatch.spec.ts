// A month of dispatch in the browser: the office opens the round, three people of 水科 take their steps, the office takes it.
import { expect, test, type Browser, type Page } from "@playwright/test";
import { expect_fits, picture, themes_of, watch_errors } from "./pages";
import { state_of } from "./sign_in";

const UNIT = "水科";
const SIZES = [
  { name: "1366x768", width: 1366, height: 768 },
  { name: "390x844", width: 390, height: 844 },
];

test.describe.configure({ mode: "serial" });
let round = "";

async function page_of(browser: Browser, login: string): Promise<Page> {
  const context = await browser.newContext({ storageState: state_of(login), locale: "zh-CN" });
  return context.newPage();
}
const entries = () => `/dispatch/${round}/units/${encodeURIComponent(UNIT)}`;

test("the office makes the tasks and opens the round", async ({ page }) => {
  const errors = watch_errors(page);
  await page.goto("/tasks");
  const issue = page.getByRole("button", { name: "分解任务", exact: true });
  const list = page.locator("table tbody tr");
  await issue.or(list.first()).first().waitFor();
  if (await issue.isVisible()) await issue.click();
  await list.first().waitFor();
  await page.goto("/dispatch");
  await page.getByLabel("月份").fill("2024-09");
  await page.getByLabel("截止日期").fill("2024-10-05");
  await page.getByRole("button", { name: "发起", exact: true }).click();
  await page.waitForURL(/\/dispatch\/r\d+/);
  round = page.url().split("/dispatch/")[1]!.split("?")[0]!;
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2024年9月调度");
  expect(errors).toEqual([]);
});

test("the clerk fills in, what is typed survives, and hands it to the head", async ({ browser }) => {
  test.setTimeout(180_000);
  const page = await page_of(browser, "clerk");
  const errors = watch_errors(page);
  await page.goto(entries());
  const cards = page.getByRole("article");
  await cards.first().waitFor();
  const count = await cards.count();
  await expect(page.getByRole("button", { name: "提交科长审核" })).toHaveCount(0);

  // Words where a number belongs are named at their place; the rest is saved.
  await cards.first().getByLabel("本月进展").fill("1—9月按计划推进");
  await page.reload();
  await expect(cards.first().getByLabel("本月进展")).toHaveValue("1—9月按计划推进");
  const counted = cards.filter({ has: page.getByLabel("累计完成数") }).first();
  await counted.getByLabel("本月进展").fill("正在办理");
  await counted.getByLabel("累计完成数").fill("已完成");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(counted.getByRole("alert")).toContainText("应为数字");
  await counted.getByLabel("累计完成数").fill("1");

  for (let at = 0; at < count; at++) {
    const progress = cards.nth(at).getByLabel("本月进展");
    if (!(await progress.inputValue())) await progress.fill("1—9月按计划推进");
  }
  await page.getByRole("button", { name: /^保存/ }).click();
  await page.getByRole("button", { name: "提交科长审核" }).click();
  await expect(cards.first()).toContainText("待科长审核");
  expect(errors).toEqual([]);
});

test("the head asks back, the clerk answers, three checks pass it to the office", async ({ browser }) => {
  test.setTimeout(180_000);
  const head = await page_of(browser, "section");
  await head.goto(entries());
  const first = head.getByRole("article").first();
  await first.getByRole("button", { name: "退回" }).click();
  await first.getByPlaceholder("要问的问题").fill("9月做了哪几处？");
  await first.getByRole("button", { name: "退回" }).click();
  await expect(first).toContainText("9月做了哪几处？");

  const clerk = await page_of(browser, "clerk");
  await clerk.goto(entries());
  const asked = clerk.getByRole("article").first();
  await expect(asked).toContainText("9月做了哪几处？");
  await asked.getByLabel("本月进展").fill("雨台山、凤凰台、泥矶均已巡查");
  await clerk.getByRole("button", { name: /^保存/ }).click();
  await clerk.getByRole("button", { name: "提交科长审核" }).click();
  await expect(asked).toContainText("待科长审核");

  await head.reload();
  await head.getByRole("button", { name: "审核通过" }).click();
  await expect(first).toContainText("待分管领导审核");
  const leader = await page_of(browser, "leader");
  await leader.goto(entries());
  await leader.getByRole("button", { name: "审定并报办公室" }).click();
  await expect(leader.getByRole("article").first()).toContainText("已报办公室");
});

test("the office takes what was handed in and sees how it stands", async ({ page }) => {
  await page.goto(`/dispatch/${round}`);
  await page.getByRole("button", { name: `汇总 ${UNIT}` }).click();
  await expect(page.getByRole("button", { name: `汇总 ${UNIT}` })).toHaveCount(0);
  await page.getByRole("button", { name: "明显落后" }).click();
  await expect(page.locator(".behind li").first()).toContainText("为明显落后");
  await page.getByRole("button", { name: "通报", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "先看草稿" }).click(),
  ]);
  expect(download.suggestedFilename()).toContain("通报");
});

test("the bulletin is drafted by the office and issued by a leader", async ({ page, browser }) => {
  await page.goto(`/dispatch/${round}?part=papers`);
  await page.getByRole("button", { name: "拟调度通报送审批" }).click();
  await expect(page.locator(".paper")).toContainText("待审批");
  const leader = await page_of(browser, "leader");
  await leader.goto("/approvals");
  const paper = leader.locator(".paper").filter({ hasText: "调度通报" }).first();
  await paper.getByRole("button", { name: "签发" }).click();
  await paper.getByRole("textbox").fill(`鄂环办〔2024〕${Date.now() % 100000}号`);
  await paper.getByRole("button", { name: "签发" }).click();
  await expect(paper).toContainText("已印发");
  await expect(paper).toContainText("日志摘要");
  await page.reload();
  await expect(page.locator(".paper")).toContainText("已印发");
});

test("a request about a task is asked by its unit and decided by the office", async ({ page, browser }) => {
  const unit = await page_of(browser, "station");
  await unit.goto(`/tasks?unit=${encodeURIComponent("监测站")}`);
  await unit.locator("tbody tr a").first().click();
  await unit.getByRole("button", { name: "申请调整" }).click();
  await unit.locator(".requests input[type=date]").fill("2024-12-30");
  await unit.getByLabel("理由").fill("汛期不能施工");
  await unit.getByRole("button", { name: "申请调整" }).click();
  await expect(unit.locator(".request")).toContainText("待决定");
  await page.goto("/approvals?view=requests");
  const request = page.locator(".request").filter({ hasText: "汛期不能施工" }).first();
  await request.getByRole("button", { name: "同意", exact: true }).click();
  await request.getByRole("button", { name: "同意", exact: true }).click();
  await expect(page.locator(".request").filter({ hasText: "汛期不能施工" })).toHaveCount(0);
  await page.getByRole("button", { name: "已同意" }).click();
  await expect(page.locator(".request").first()).toContainText("2024-12-30");
});

for (const size of SIZES) {
  for (const theme of themes_of(size.width)) {
    test(`pages of the desk at ${size.name}, ${theme}`, async ({ browser }) => {
      test.setTimeout(180_000);
      const is_phone = size.width < 640;
      const pages = [
        { name: "rounds", login: "office", path: "/dispatch", wait: "tbody tr" },
        { name: "round", login: "office", path: `/dispatch/${round}`, wait: "tbody tr" },
        { name: "round-items", login: "office", path: `/dispatch/${round}?part=items`, wait: "tbody tr" },
        { name: "round-behind", login: "office", path: `/dispatch/${round}?part=behind`, wait: ".behind li" },
        { name: "round-figures", login: "office", path: `/dispatch/${round}?part=figures`, wait: "tbody tr" },
        { name: "approvals", login: "leader", path: "/approvals", wait: ".paper" },
        {
          name: "requests",
          login: "office",
          path: "/approvals?view=requests&state=granted",
          wait: ".request",
        },
        { name: "entries", login: "leader", path: entries(), wait: "article" },
        {
          name: "entries-fill",
          login: "station",
          path: entries().replace(/units\/.*/, "units/" + encodeURIComponent("监测站")),
          wait: "article",
        },
        { name: "tasks", login: "office", path: "/tasks", wait: "tbody tr" },
        { name: "coverage", login: "office", path: "/plans/p0001/coverage", wait: ".part" },
        { name: "duties", login: "clerk", path: "/duties", wait: ".events li" },
      ];
      for (const one of pages) {
        const context = await browser.newContext({
          storageState: state_of(one.login),
          viewport: { width: size.width, height: size.height },
          colorScheme: theme,
          hasTouch: is_phone,
          isMobile: is_phone,
          locale: "zh-CN",
        });
        const page = await context.newPage();
        const errors = watch_errors(page);
        await page.goto(one.path);
        await page.locator(one.wait).first().waitFor();
        await expect_fits(page);
        await picture(page, `desk-${one.name}-${size.name}-${theme}`);
        expect(errors).toEqual([]);
        await context.close();
      }
    });
  }
}
