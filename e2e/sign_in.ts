// Signs in once by the one-time link of the office (BIHUAN_LINK) and keeps the session for all tests.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { request } from "@playwright/test";

export default async function sign_in(): Promise<void> {
  const link = process.env.BIHUAN_LINK ?? "";
  const token = link.split("#")[1];
  if (!token) throw new Error("BIHUAN_LINK must be a one-time link that `bihuan serve` has printed");
  const site = process.env.BIHUAN_URL ?? "http://127.0.0.1:8710";
  const context = await request.newContext({ baseURL: site });
  const answer = await context.post("/api/v1/session/link", { data: { token } });
  if (!answer.ok()) throw new Error(`the link was refused: ${await answer.text()}`);
  mkdirSync(join(__dirname, "test-results"), { recursive: true });
  await context.storageState({ path: join(__dirname, "test-results", "office.json") });
  await context.dispose();
}
