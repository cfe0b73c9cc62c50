import { fileURLToPath } from "node:url";
import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";
import { serviceWorker } from "./service-worker-plugin.js";

const here = fileURLToPath(new URL(".", import.meta.url));
/** Where `npm run dev` of the server listens, for Vite's own development server. */
const server = process.env["COURTYARD_SERVER"] ?? "http://127.0.0.1:8065";

export default defineConfig({
  root: here,
  plugins: [
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    serviceWorker(fileURLToPath(new URL("src/service-worker/worker.ts", import.meta.url)), `${here}public`),
  ],
  build: {
    outDir: "../dist/webapp",
    assetsDir: "static",
    emptyOutDir: true,
    target: ["chrome123", "edge123", "firefox121", "safari17.5"],
    // A file of its own for everything: the content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: server, ws: true } },
  },
});
