// Signs in once by the one-time links that `bihuan serve` prints for the demonstration, and keeps a session for each login.
// BIHUAN_LINKS holds them as JSON, by login name; BIHUAN_LINK alone is the office's.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { request } from "@playwright/test";

const folder = join(__dirname, "test-results");
/** Where the session of a login is kept. */
export const state_of = (login: string) => join(folder, `${login}.json`);

export default async function sign_in(): Promise<void> {
  const links = JSON.parse(process.env.BIHUAN_LINKS ?? "{}") as Record<string, string>;
  if (process.env.BIHUAN_LINK) links.office = process.env.BIHUAN_LINK;
  if (!links.office?.includes("#")) {
    throw new Error("BIHUAN_LINK must be a one-time link that `bihuan serve` has printed");
  }
  const site = process.env.BIHUAN_URL ?? "http://127.0.0.1:8710";
  mkdirSync(folder, { recursive: true });
  for (const [login, link] of Object.entries(links)) {
    const context = await request.newContext({ baseURL: site });
    const answer = await context.post("/api/v1/session/link", { data: { token: link.split("#")[1] } });
    if (!answer.ok()) throw new Error(`the link of ${login} was refused: ${await answer.text()}`);
    await context.storageState({ path: state_of(login) });
    await context.dispose();
  }
}
