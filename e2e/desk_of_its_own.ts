// A server of its own on a fresh demonstration, whose clock a test sets day by day, with whoever is needed signed in.
// BIHUAN_BINARY names the program. For the stories, which need months and dozens of people.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "@playwright/test";

const home = resolve(__dirname, "..");
const binary = process.env.BIHUAN_BINARY ?? join(home, "build/dev/src/cli/bihuan");

export function python(script: string, ...words: string[]): string {
  return execFileSync("python3", [join(home, script), ...words], { encoding: "utf8" });
}

export class DeskOfItsOwn {
  readonly folder = mkdtempSync(join(tmpdir(), "bihuan_e2e_"));
  private readonly data = join(this.folder, "data");
  private server: ChildProcess | null = null;
  private site = "";
  private readonly pages = new Map<string, Page>();

  constructor(private readonly browser: Browser) {
    this.run("demo", "create", this.data, "--plan-only");
  }

  run(...words: string[]): string {
    return execFileSync(binary, ["--home", home, ...words], { encoding: "utf8" });
  }
  command(...words: string[]): string {
    return this.run(...words, "--data", this.data);
  }
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Stops the server and starts it on another day, with these further words for `serve`. */
  async on(day: string, ...more: string[]): Promise<void> {
    await this.stop();
    const settings = join(this.data, "desk.toml");
    writeFileSync(settings, readFileSync(settings, "utf8").replace(/\d{4}-\d\d-\d\dT/, `${day}T`));
    const server = spawn(
      binary,
      ["--home", home, "serve", "--data", this.data, "--port", "0", "--web", join(home, "web/dist"), ...more],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    this.server = server;
    this.site = await new Promise<string>((found, failed) => {
      let said = "";
      server.stdout.on("data", (part: Buffer) => {
        said += part.toString();
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
        if (address) found(address[0]);
      });
      server.on("exit", () => failed(new Error(`the server ended: ${said}`)));
    });
  }

  /** A page of this account, on this server. */
  async as(login: string): Promise<Page> {
    const known = this.pages.get(login);
    if (known) return known;
    const link = /\/enter#(\S+)/.exec(this.command("account", "link", login));
    if (!link) throw new Error(`no link for ${login}`);
    const context = await this.browser.newContext({
      baseURL: this.site,
      storageState: { cookies: [], origins: [] },
    });
    const answer = await context.request.post("/api/v1/session/link", { data: { token: link[1] } });
    if (!answer.ok()) throw new Error(`${login}: ${await answer.text()}`);
    const signed = (await answer.json()) as { csrf_token: string; must_change_password: boolean };
    if (signed.must_change_password) {
      const changed = await context.request.post("/api/v1/me/password", {
        data: { old_password: "", new_password: "Yu-Zhu-2024-Hu-Shui!" },
        headers: { "X-CSRF-Token": signed.csrf_token },
      });
      if (!changed.ok()) throw new Error(`${login}: ${await changed.text()}`);
    }
    const page = await context.newPage();
    this.pages.set(login, page);
    return page;
  }

  async stop(): Promise<void> {
    for (const page of this.pages.values()) await page.context().close();
    this.pages.clear();
    const server = this.server;
    this.server = null;
    if (!server) return;
    const ended = new Promise((done) => server.once("exit", done));
    server.removeAllListeners("exit");
    server.once("exit", () => undefined);
    server.kill("SIGTERM");
    await Promise.race([ended, new Promise((done) => setTimeout(done, 10_000))]);
  }
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
