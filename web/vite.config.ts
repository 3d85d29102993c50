import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

// During development the pages come from Vite and the data from a running `bihuan serve` (or the address in BIHUAN_URL).
const server = process.env.BIHUAN_URL ?? "http://127.0.0.1:8710";

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  define: {
    __VUE_I18N_FULL_INSTALL__: true,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: { proxy: { "/api": server, "/healthz": server } },
  preview: { proxy: { "/api": server, "/healthz": server } },
  build: { target: "es2022", chunkSizeWarningLimit: 900, assetsInlineLimit: 0 },
  test: { environment: "node", include: ["src/**/*.test.ts"], restoreMocks: true },
});
