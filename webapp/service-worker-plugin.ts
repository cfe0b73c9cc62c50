import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { FOREIGN } from "./src/lib/routes.js";

/** Large parts that few people need at a time: they are loaded when they are wanted. */
const RARE = /highlight\.js|rows\.generated/;

/** Adds the service worker to a build, and tells it the files of that build. */
export function serviceWorker(source: string, publicFolder: string): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id: source, fileName: "service-worker.js" });
    },
    // Last: parts that hold nothing but styles are taken out before.
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const outputs = Object.values(bundle);
        const rare = (moduleIds: readonly string[]) => moduleIds.some((id) => RARE.test(id));
        const built = outputs
          .filter((output) => output.fileName.startsWith("static/"))
          .filter((output) => output.type === "asset" || !rare(output.moduleIds))
          .map((output) => `/${output.fileName}`);
        const fixed = readdirSync(join(publicFolder, "static")).map((name) => `/static/${name}`);
        const files = [...built, ...fixed].sort();
        const digest = createHash("sha256").update(files.join("\n"));
        for (const name of readdirSync(join(publicFolder, "static")))
          digest.update(readFileSync(join(publicFolder, "static", name)));
        const page = bundle["index.html"];
        if (page?.type === "asset") digest.update(page.source);
        const shell = { version: digest.digest("hex").slice(0, 16), files, foreign: FOREIGN.source };
        const worker = bundle["service-worker.js"];
        if (worker?.type !== "chunk") throw new Error("the service worker was not built");
        worker.code = `const SHELL = ${JSON.stringify(shell)};\n${worker.code}`;
      },
    },
  };
}
