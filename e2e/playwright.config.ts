// Browser tests against a running server: BIHUAN_URL names it (the runner starts one with the demonstration data).
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  ...(process.env.BIHUAN_LONG ? {} : { grepInvert: /@long/ }),
  outputDir: "test-results",
  globalSetup: "./sign_in.ts",
  fullyParallel: false,
  workers: 1, // the tests share one data folder, and later ones see what earlier ones stored
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  reporter: "list",
  use: {
    baseURL: process.env.BIHUAN_URL ?? "http://127.0.0.1:8710",
    storageState: join(__dirname, "test-results", "office.json"),
    locale: "zh-CN",
    timezoneId: "America/New_York", // pages must not read dates in the browser's zone
    viewport: { width: 1366, height: 768 },
    launchOptions: { executablePath: process.env.BIHUAN_CHROMIUM ?? "/usr/bin/chromium", args: flags },
    trace: "off",
  },
});
