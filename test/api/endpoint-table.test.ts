import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { ENDPOINTS_FILE, endpointTable, WRITE_COMMAND } from "../support/endpoint-table.js";
import { startTestServer } from "../support/server.js";

describe("the table of calls", () => {
  it("is that of the server", async () => {
    const server = await startTestServer({}, { module: null });
    const now = endpointTable(server.app.http.routes);
    await server.stop();
    const written = existsSync(ENDPOINTS_FILE) ? readFileSync(ENDPOINTS_FILE, "utf8") : "";
    const lines = new Set(written.split("\n"));
    const news = now.split("\n").filter((line) => !lines.has(line));
    assert.ok(now === written, `core/api/ENDPOINTS.md is not up to date: run ${WRITE_COMMAND}\n${news.join("\n")}`);
  });
});
