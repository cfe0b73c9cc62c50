import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commands } from "../../core/server/cli/main.js";
import { aLicense, testKeys, uploadLicense } from "../support/edition.js";
import { enterprise } from "../support/ldap.js";
import { anAdmin } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const folder = join(import.meta.dirname, "../../admin-console/help");
const pages = readdirSync(folder)
  .filter((file) => file.endsWith(".md"))
  .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));

/** What the guide names must be there, or it misleads. */
describe("what the administrators' guide names", () => {
  let server: TestServer;
  let paths: string[];
  let settingsPages: string[];

  before(async () => {
    server = await startTestServer({}, { licenseKeys: testKeys, module: enterprise });
    const ada = await anAdmin(server);
    await uploadLicense(ada, aLicense(["ldap"]));
    const listed = await ada.get("/courtyard/config/settings");
    paths = listed.settings.map(({ path }: { path: string }) => path);
    settingsPages = listed.pages.map(({ id }: { id: string }) => id);
  });
  after(() => server?.stop());

  it("are settings of this server", () => {
    let named = 0;
    for (const { file, text } of pages) {
      // Where the Enterprise Edition's folder is not there, neither are its settings.
      if (file === "ldap.md" && !existsSync("enterprise")) continue;
      for (const [, path = ""] of text.matchAll(/`([A-Z]\w+Settings\.\w+)`/g)) {
        assert.ok(paths.includes(path), `${file}: ${path}`);
        named++;
      }
      for (const [, page = ""] of text.matchAll(/\/admin_console\/settings\/(\w+)/g))
        assert.ok(settingsPages.includes(page), `${file}: ${page}`);
    }
    assert.ok(named > 10, "the pattern still finds them");
  });

  it("are commands of the command line", () => {
    let named = 0;
    for (const { file, text } of pages) {
      for (const [, words = ""] of text.matchAll(/`(?:npm run -s courtyard --|courtyard) ([a-z][^`]*)`/g)) {
        named++;
        if (words.startsWith("help")) continue;
        assert.ok(
          commands.some(({ name }) => words === name || words.startsWith(`${name} `)),
          `${file}: courtyard ${words}`,
        );
      }
    }
    assert.ok(named > 30, "the pattern still finds them");
  });
});
