// The two stories of the office's year in the browser, whole: twelve units' month of dispatch, and a list of 24 issues from
// import to look-back. Long: run by `./test --long`. What the units write and what must come of it is in tests/story.py.
import { readFileSync } from "node:fs";
import { expect, test, type Page } from "@playwright/test";
import { DeskOfItsOwn, python } from "./desk_of_its_own";

test.use({ actionTimeout: 60_000 });
const CUT_OFF = "2024-09-28";
// unit: clerk, head, supervisor
const UNITS = JSON.parse(python("tests/story.py", "units")) as Record<string, [string, string, string]>;
const FAULTY = ["水科", "支队"];
const LATE = "监测站";

async function saved(page: Page, press: () => Promise<void>, path: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  await download.saveAs(path);
  return path;
}

test("twelve units' month: sheets out and back, three checks, lights, bulletin @long", async ({
  browser,
}) => {
  test.setTimeout(1_200_000);
  const desk = new DeskOfItsOwn(browser);
  try {
    await desk.on("2024-09-20");
    let office = await desk.as("office");
    await office.goto("/plans/p0001");
    await office.getByRole("button", { name: "任务分解表" }).click();
    const table = await saved(
      office,
      () => office.getByRole("menuitem", { name: "表格（xlsx）" }).click(),
      desk.path("table.xlsx"),
    );
    expect(readFileSync(table).subarray(0, 2).toString()).toBe("PK");
    await office.goto("/tasks");
    await office.getByRole("button", { name: "分解任务", exact: true }).click();
    await office.locator("table tbody tr").first().waitFor();
    await office.goto("/dispatch");
    await office.getByLabel("月份").fill("2024-09");
    await office.getByLabel("截止日期").fill(CUT_OFF);
    await office.getByRole("button", { name: "发起", exact: true }).click();
    await office.waitForURL(/\/dispatch\/r\d+/);
    const round = new URL(office.url()).pathname;
    const entries = (unit: string) => `${round}/units/${encodeURIComponent(unit)}`;

    const hand_in = async (unit: string): Promise<void> => {
      const [clerk_login, head_login, leader_login] = UNITS[unit]!;
      const clerk = await desk.as(clerk_login);
      await clerk.goto(entries(unit));
      const sheet = await saved(
        clerk,
        () => clerk.getByRole("link", { name: "下载填报表" }).click(),
        desk.path(`${unit}.xlsx`),
      );
      const back = clerk.locator('label:has-text("交回填报表") input');
      if (FAULTY.includes(unit)) {
        python("tests/story.py", "spoil", sheet, unit, desk.path(`${unit}-back.xlsx`));
        await back.setInputFiles(desk.path(`${unit}-back.xlsx`));
        await expect(clerk.getByText(/填报表收下\d+项，有误[1-9]\d*处/)).toBeVisible({ timeout: 60_000 });
        await clerk.getByRole("button", { name: "知道了" }).click();
      }
      python("tests/story.py", "fill", sheet, unit, desk.path(`${unit}-back.xlsx`));
      await back.setInputFiles(desk.path(`${unit}-back.xlsx`));
      await expect(clerk.getByText(/填报表收下\d+项，有误0处/)).toBeVisible({ timeout: 60_000 });
      await clerk.getByRole("button", { name: "提交科长审核" }).click();
      await expect(clerk.getByRole("article").first()).toContainText("待科长审核");
      const head = await desk.as(head_login);
      await head.goto(entries(unit));
      await head.getByRole("button", { name: "审核通过" }).click();
      await expect(head.getByRole("article").first()).toContainText("待分管领导审核");
      const leader = await desk.as(leader_login);
      await leader.goto(entries(unit));
      await leader.getByRole("button", { name: "审定并报办公室" }).click();
      await expect(leader.getByRole("article").first()).toContainText("已报办公室");
    };
    await desk.on("2024-09-27");
    for (const unit of Object.keys(UNITS)) if (unit !== LATE) await hand_in(unit);
    await desk.on("2024-09-30");
    await hand_in(LATE);

    office = await desk.as("office");
    await office.goto(round);
    for (const unit of Object.keys(UNITS)) {
      await office.getByRole("button", { name: `汇总 ${unit}` }).click();
      await expect(office.getByRole("button", { name: `汇总 ${unit}` })).toHaveCount(0);
    }
    await expect(office.getByRole("row", { name: new RegExp(LATE) })).toContainText("9月30日才报齐");
    await office.getByRole("button", { name: "明显落后" }).click();
    const behind = await office.locator(".behind li").allInnerTexts();
    expect(behind.length).toBeGreaterThanOrEqual(3);
    expect(behind.join("\n")).toContain("完成53.3%，序时进度74.9%，落后21.6个百分点");
    await office.getByRole("button", { name: "通报", exact: true }).click();
    const docx = await saved(
      office,
      () => office.getByRole("link", { name: "先看草稿" }).click(),
      desk.path("bulletin.docx"),
    );
    const words = python("tests/story.py", "words", docx);
    for (const part of ["关于2024年9月重点工作调度情况的通报", "草稿", LATE, "全年争取上级资金9000万元以上"])
      expect(words).toContain(part);
  } finally {
    await desk.end();
  }
});

const PEOPLE = [
  ["branch-head", "花星河", "branch"],
  ["branch-clerk", "方令仪", "branch"],
  ["water2", "谢致远", "section"],
  ["general", "曹若溪", "section"],
  ["office2", "江望舒", "office"],
] as const;

async function step(page: Page, name: string, fill: () => Promise<void> = async () => {}): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await fill();
  await page.getByRole("button", { name: `提交${name}` }).click();
  await expect(page.getByRole("button", { name: `提交${name}` })).toHaveCount(0);
}

test("24 issues: imported, signed for, late and climbing, returned, verified, closed, reopened @long", async ({
  browser,
}) => {
  test.setTimeout(600_000);
  const desk = new DeskOfItsOwn(browser);
  try {
    for (const [login, person, role] of PEOPLE) {
      desk.command("account", "add", login, "--person", person, "--roles", role);
    }
    python("examples/ezhou/make_rectification.py", desk.path("faulty.xlsx"));
    python("examples/ezhou/make_rectification.py", "--corrected", desk.path("corrected.xlsx"));
    await desk.on("2024-09-30");
    let office = await desk.as("office");
    await office.goto("/cases/import");
    await office.getByLabel("来源").first().selectOption("inspection");
    await office.locator("input[type=file]").setInputFiles(desk.path("faulty.xlsx"));
    await expect(office.locator(".wrong li")).toHaveCount(2);
    await office.getByRole("button", { name: /导入22/ }).click();
    await office.goto("/cases/import");
    await office.getByLabel("来源").first().selectOption("inspection");
    await office.locator("input[type=file]").setInputFiles(desk.path("corrected.xlsx"));
    await office.getByRole("button", { name: /导入2/ }).click();
    const board = async (page: Page): Promise<Record<string, number>> => {
      const answer = await page.request.get("/api/v1/cases/board");
      const { stages } = (await answer.json()) as { stages: { state: { id: string }; count: number }[] };
      return Object.fromEntries(stages.filter((one) => one.count).map((one) => [one.state.id, one.count]));
    };
    await expect.poll(() => board(office)).toEqual({ assigned: 24 });

    const listed = (await (await office.request.get("/api/v1/cases?order=due&limit=50")).json()) as {
      cases: { case_id: string; title: string }[];
    };
    const one = listed.cases.find((row) => row.title === "甲湖北侧围栏破损，岸线有垃圾堆放")!.case_id;
    const late = listed.cases[0]!.case_id;
    const clerk = await desk.as("branch-clerk");
    await clerk.goto(`/cases/${one}`);
    await step(clerk, "签收");
    await step(clerk, "办理", () => clerk.getByLabel("说明").fill("逐段修复"));
    const water = await desk.as("water2");
    await water.goto(`/cases/${late}`);
    await step(water, "签收");
    await water.goto(`/cases/${one}`);
    await step(water, "协办答复", () => water.getByLabel("说明").fill("水质正常"));

    await desk.on("2024-10-09");
    const photo = {
      name: "现场.jpg",
      mimeType: "image/jpeg",
      buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2]),
    };
    const report = async (words: string): Promise<void> => {
      const head = await desk.as("branch-head");
      await head.goto(`/cases/${one}`);
      await step(head, "反馈", async () => {
        await head.getByLabel("说明").fill(words);
        await head.getByLabel("佐证材料").setInputFiles(photo);
      });
    };
    await report("已修复");
    const verifier = await desk.as("general");
    await verifier.goto(`/cases/${one}`);
    await step(verifier, "退回", () => verifier.getByLabel("说明").fill("南段尚有缺口"));
    await report("南段已补");
    await verifier.reload();
    await step(verifier, "核查", async () => {
      await verifier.getByLabel("说明").fill("已完好");
      await verifier.getByLabel("办理日期").fill("2024-10-09");
    });
    office = await desk.as("office2");
    await office.goto(`/cases/${one}`);
    await step(office, "销号");
    await expect(office.locator("header .ln b")).toHaveText("已销号");

    // The late one climbs from day to day.
    for (const [day, level] of [
      ["2024-10-10", "提醒"],
      ["2024-10-14", "黄灯"],
      ["2024-10-18", "红灯"],
      ["2024-10-21", "拟通报"],
    ] as const) {
      await desk.on(day);
      office = await desk.as("office2");
      await office.goto(`/cases/${late}`);
      await expect(office.locator(".time li").last()).toContainText(level);
    }
    await office.getByRole("button", { name: "拟督办情况通报送审批" }).click();
    await expect(office.locator(".paper")).toContainText("待审批");
    const leader = await desk.as("leader");
    await leader.goto("/approvals");
    await leader.locator(".paper").getByRole("button", { name: "签发" }).click();
    await leader.locator(".paper").getByRole("textbox").fill("鄂环督〔2024〕3号");
    await leader.locator(".paper").getByRole("button", { name: "签发" }).click();
    await expect(leader.locator(".paper")).toContainText("已印发");

    await desk.on("2024-12-02");
    const looker = await desk.as("general");
    await looker.goto(`/cases/${one}`);
    await step(looker, "回头看", async () => {
      await looker.getByLabel("说明").fill("北段又有破损");
      await looker.getByLabel("办理日期").fill("2024-12-02");
    });
    office = await desk.as("office2");
    await office.goto(`/cases/${one}`);
    await step(office, "重开", async () => {
      await office.getByLabel("说明").fill("回头看发现反弹");
      await office.getByLabel("期限").fill("2024-12-20");
    });
    await expect(office.locator("header .ln b")).toHaveText("待签收");
    expect(await board(office)).toEqual({ assigned: 23, signed: 1 });
  } finally {
    await desk.end();
  }
});
