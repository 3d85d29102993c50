// What changes the stored plan: a correction, its withdrawal, and a new version with its difference.
import { expect, test } from "@playwright/test";
import { measured_plan, row, type View } from "./pages";

let view: View;
let plan: string;

test.describe.configure({ mode: "serial" });
test.beforeEach(async ({ request }) => {
  view = await measured_plan(request);
  plan = `/plans/${encodeURIComponent(view.summary.id)}`;
});

test("a correction without a reason is not sent", async ({ page }) => {
  const one = view.plan.deliverables[0]!;
  await page.goto(`${plan}?at=${one.id}`);
  await page.locator("#card").getByRole("button", { name: "改正", exact: true }).last().click();
  await page.getByRole("button", { name: "改正责任单位" }).first().click();
  const form = page.locator("form.cf");
  await form.getByRole("button", { name: "改正", exact: true }).click();
  await expect(form.getByRole("alert")).toContainText("请写理由");
});

test("a deadline is corrected in its place, shown with both values, and withdrawn", async ({ page }) => {
  const one = view.plan.deliverables[0]!;
  await page.goto(`${plan}?at=${one.id}`);
  const card = page.locator("#card");
  await card.getByRole("button", { name: "改正", exact: true }).last().click();
  await card.getByRole("button", { name: "改正时限" }).click();
  const form = page.locator("form.cf");
  await form.locator(".el-date-editor input").fill("2024年10月20日");
  await form.locator(".el-date-editor input").press("Enter");
  await form.getByLabel("理由").fill("局长办公会定");
  await form.getByRole("button", { name: "改正", exact: true }).click();
  await expect(card).toContainText("已改正");
  await expect(card).toContainText("2024年10月20日");
  await expect(card).toContainText("局长办公会定");

  await page.reload();
  await expect(card).toContainText("已改正"); // stored, not only shown
  await card.getByRole("button", { name: "撤回" }).click();
  await card.getByPlaceholder("撤回理由").fill("误改");
  await card.locator("form.wf").getByRole("button", { name: "撤回" }).click();
  await expect(card).not.toContainText("已改正");

  await page.goto(`${plan}?view=corrections`);
  await expect(page.locator(".cl li.withdrawn").first()).toContainText("局长办公会定");
});

test("a new version shows its difference before it is accepted", async ({ page, request }) => {
  const before = view.summary.version;
  const target = view.plan.targets[0]!;
  const [head, ...rest] = view.text.split(target.text);
  expect(rest.length, "the first target's words stand in the text").toBeGreaterThan(0);
  const text = `${head}${target.text.replace(/\d+(\.\d+)?/g, (figure) => `${Number(figure) - 1}`)}${rest.join(target.text)}`;
  const file = { name: "新版.txt", mimeType: "text/plain", buffer: Buffer.from(text, "utf8") };

  await page.goto(`${plan}`);
  await page.getByRole("link", { name: "上传新版" }).click();
  await page.locator('input[type="file"]').setInputFiles(file);
  await expect(page.locator(".df li").first()).toBeVisible();
  await expect(page.getByText("还没有存")).toBeVisible();
  await page.getByRole("button", { name: "放弃" }).click();
  await expect(page.locator('input[type="file"]')).toBeAttached();
  expect((await measured_or(request, view.summary.id)).summary.version).toBe(before); // nothing was stored

  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("button", { name: "接受" }).click();
  await expect(page).toHaveURL(new RegExp(`${plan}$`));
  expect((await measured_or(request, view.summary.id)).summary.version).toBe(before + 1);

  await page.goto(`${plan}/difference?from=${before}&to=${before + 1}`);
  await expect(page.locator(".df li").first()).toBeVisible();
  await page.goto(`${plan}?version=${before}`);
  await expect(page.getByText(`这是第${before}版`)).toBeVisible();
  await expect(page.locator(".sheet")).toContainText(target.text);
  await expect(row(page, target.id).first()).toBeVisible();
});

test("a file that is no plan is refused with the reason, and nothing is stored", async ({
  page,
  request,
}) => {
  const before = ((await (await request.get("/api/v1/plans")).json()) as { plans: unknown[] }).plans.length;
  await page.goto("/upload");
  const junk = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0x2e, 0x37, 0x0a, 0x00, 0xff, 0xfe]);
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "计划.docx", mimeType: "application/pdf", buffer: junk });
  await expect(page.getByRole("alert")).toContainText("计划.docx 没有读成");
  expect(((await (await request.get("/api/v1/plans")).json()) as { plans: unknown[] }).plans.length).toBe(
    before,
  );
});

async function measured_or(request: import("@playwright/test").APIRequestContext, id: string): Promise<View> {
  return (await (await request.get(`/api/v1/plans/${encodeURIComponent(id)}`)).json()) as View;
}
