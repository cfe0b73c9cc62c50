import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { anchorOf } from "../../../guide-plugin.js";
import { pages } from "../../pages.js";
import { guideFor, guidePages } from "./guide.js";

const folder = join(import.meta.dirname, "../../../help");
const textOf = (id: string) => readFileSync(join(folder, `${id}.md`), "utf8");
const anchors = (id: string) => [...textOf(id).matchAll(/^#{2,3} (.+)$/gm)].map(([, title]) => anchorOf(title ?? ""));

describe("the guide", () => {
  it("lists each of its files, with the title the file has", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".md"));
    assert.deepEqual(guidePages.map(({ id }) => `${id}.md`).toSorted(), files.toSorted());
    for (const { id, title } of guidePages) assert.ok(textOf(id).startsWith(`# ${title}\n`), id);
  });

  it("leads with its links to pages and headings that are there", () => {
    const known = new Set(pages.map(({ id }) => (id ? `/admin_console/${id}` : "/admin_console")));
    for (const { id } of guidePages) {
      for (const [, text, href = ""] of textOf(id).matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)) {
        const where = `${id}: [${text}](${href})`;
        if (href.endsWith(".png")) assert.ok(existsSync(join(folder, href)), where);
        else if (href.startsWith("/admin_console/settings/")) continue;
        else if (href.startsWith("/")) assert.ok(known.has(href), where);
        else {
          const [, page = "", anchor = ""] = /^([\w-]+)\.md(?:#([\w-]+))?$/.exec(href) ?? assert.fail(where);
          assert.ok(
            guidePages.some((other) => other.id === page) && (!anchor || anchors(page).includes(anchor)),
            where,
          );
        }
      }
    }
  });

  it("shows every picture that was made for it", () => {
    const all = guidePages.map(({ id }) => textOf(id)).join("\n");
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".png")))
      assert.ok(all.includes(`(${file})`), file);
  });

  it("has a page for each page of the console", () => {
    for (const { id } of pages.filter((page) => page.id !== "help"))
      assert.ok(
        guidePages.some((page) => page.id === guideFor(id, "")),
        id,
      );
    assert.equal(guideFor("settings", "authentication_ldap"), "ldap");
    assert.equal(guideFor("settings", "authentication_saml"), "security");
    assert.equal(guideFor("help", "start"), "");
  });
});
