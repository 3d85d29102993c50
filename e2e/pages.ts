// What the browser tests share: the demonstration plan as the server tells it, and pictures for a person to look at.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, type APIRequestContext, type Page } from "@playwright/test";

export interface Commitment {
  id: string;
  text: string;
  units: { name: string; role: string; origin: string }[];
}
export interface View {
  version: number;
  text: string;
  summary: { id: string; title: string; version: number };
  plan: { targets: (Commitment & { indicator: string })[]; deliverables: Commitment[]; duties: Commitment[] };
  readings: { target_id: string; sentence: string; members: { name: string }[] }[];
}

/** The plan that has a reading: what `bihuan demo create` makes. */
export async function measured_plan(request: APIRequestContext): Promise<View> {
  const list = (await (await request.get("/api/v1/plans")).json()) as { plans: { id: string }[] };
  for (const { id } of list.plans) {
    const view = (await (await request.get(`/api/v1/plans/${encodeURIComponent(id)}`)).json()) as View;
    if (view.readings.length) return view;
  }
  throw new Error(
    "the server holds no plan with a reading: start it on a folder made by `bihuan demo create`",
  );
}

export const measured_target = (view: View) =>
  view.plan.targets.find((one) => one.id === view.readings[0]!.target_id)!;

export const words = (page: Page, id: string) => page.locator(`.sheet [data-c~="${id}"]`);
export const row = (page: Page, id: string) => page.locator(`.its [data-c~="${id}"]`);

/** Opens a page and fails on any script error or refused resource (the content security policy is the server's). */
export function watch_errors(page: Page): string[] {
  const seen: string[] = [];
  page.on("pageerror", (error) => seen.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") seen.push(message.text());
  });
  return seen;
}

/** Pages never scroll sideways; on a desk the panes scroll and the page does not. */
export async function expect_fits(page: Page, options: { is_whole?: boolean } = {}): Promise<void> {
  const over = await page.evaluate(() => ({
    x: document.documentElement.scrollWidth - window.innerWidth,
    y: document.documentElement.scrollHeight - window.innerHeight,
  }));
  expect(over.x, "the page scrolls sideways").toBeLessThanOrEqual(0);
  if (options.is_whole) expect(over.y, "the page scrolls").toBeLessThanOrEqual(0);
}

const folder = join(__dirname, "shots");
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300); // transitions of 220 ms
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** The theme in which a size is looked at: each page is seen in both, and no size twice. */
export function themes_of(width: number): ("light" | "dark")[] {
  return width > 1500 ? ["dark"] : ["light"];
}
