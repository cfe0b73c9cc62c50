import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, anAdmin, aPost, aTeam, aUser, join, Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What axe finds against WCAG 2.1 A and AA, one line each. */
async function problems(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const axe = (
      globalThis as unknown as { axe: { run(node: Document, options: object): Promise<{ violations: unknown[] }> } }
    ).axe;
    return (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })).violations;
  });
  return (found as Violation[]).flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.split("\n")[1] ?? ""}`),
  );
}

describe("the admin console", () => {
  let server: TestServer;
  let browser: Browser;
  let ada: Person;
  let bob: Person;
  let team: { id: string };

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer({ MM_TEAMSETTINGS_CUSTOMDESCRIPTIONTEXT: "From the machine" });
    ada = await anAdmin(server);
    bob = await aUser(ada, "boris", { first_name: "Boris", last_name: "Baker" });
    team = await aTeam(ada, "bakery");
    await join(ada, team, bob);
    const channel = await aChannel(ada, team, "ovens");
    await aPost(ada, channel, "The oven is hot.");
    await ada.put("/config/patch", { TeamSettings: { MaxUsersPerTeam: 99 } });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  let page: WatchedPage;
  afterEach(async () => {
    const complaints = page?.complaints ?? [];
    await page?.context().close();
    assert.deepEqual(complaints, []);
  });

  /** Opens a page of the console and waits until its heading is there. */
  async function open(path: string, person: Person | undefined = ada, options: object = {}): Promise<WatchedPage> {
    page = await openPage(browser, server, person, options);
    await page.goto(`/admin_console${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    return page;
  }
  const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();

  describe("lets in", () => {
    it("nobody without a session; after sign-in it goes on here", async () => {
      page = await openPage(browser, server);
      await page.goto("/admin_console/users");
      await heading("Sign in first");
      await page.getByRole("link", { name: "Go to sign-in" }).click();
      await page.getByRole("textbox", { name: /user name|e-mail/i }).fill("ada");
      await page.getByRole("textbox", { name: /password/i }).fill(ada.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await heading("People");
    });

    it("no member, and says so plainly", async () => {
      await open("", bob);
      await heading("You may not see the console");
      assert.equal(await page.getByRole("navigation").count(), 0);
    });

    it("somebody with one right, to what it is for", async () => {
      const role = await ada.get("/roles/name/system_post_all");
      await ada.put(`/roles/${role.id}/patch`, { permissions: ["sysconsole_write_site_customization"] });
      const vera = await aUser(ada, "vera");
      await ada.put(`/users/${vera.id}/roles`, { roles: "system_user system_post_all" });
      await open("/settings/site_customization", await signIn(server, "vera"));
      await heading("Name and links");
      const links = await page.getByRole("navigation", { name: "Console" }).getByRole("link").allInnerTexts();
      // The guide is for everybody.
      assert.deepEqual(
        links.filter((link) => link !== "Guide"),
        ["Name and links", "Changes of settings"],
      );
      await page.goto("/admin_console/users");
      await page.getByText("You do not have the right to see this page.").waitFor();
    });
  });

  describe("helps people in three clicks", () => {
    const toBoris = async () => {
      await open("");
      await page.getByRole("link", { name: "People", exact: true }).click();
      await page.getByRole("link", { name: "boris", exact: true }).click();
    };

    it("to a new password", async () => {
      await toBoris();
      await page.getByRole("button", { name: "Reset password" }).click();
      await page.getByLabel("Or set a password").fill("fresh bread daily");
      await page.getByRole("button", { name: "Set this password" }).click();
      await page.getByText("is set; they are signed out everywhere").waitFor();
      bob = await signIn(server, "boris", "fresh bread daily");
    });

    it("out of a locked account", async () => {
      for (let attempt = 0; attempt < 10; attempt++) {
        await stranger(server).send("POST", "/users/login", { login_id: "boris", password: "wrong" });
      }
      await toBoris();
      await page.getByRole("button", { name: "Unlock" }).click();
      await page.getByText("@boris can sign in again.").waitFor();
      bob = await signIn(server, "boris", "fresh bread daily");
    });

    it("out of every session", async () => {
      await toBoris();
      await page.getByRole("button", { name: "Sign out everywhere" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
      await page.getByText("@boris is signed out everywhere.").waitFor();
      assert.equal((await bob.send("GET", "/users/me")).status, 401);
    });

    it("out of their account and in again", async () => {
      await toBoris();
      await page.getByRole("button", { name: "Deactivate" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
      await page.getByRole("button", { name: "Reactivate" }).click();
      await page.getByText("@boris can sign in again.").waitFor();
      assert.equal((await ada.get("/users/username/boris")).delete_at, 0);
    });
  });

  describe("draws settings", () => {
    it("with their bounds, saves them with a reason, and takes a change back", async () => {
      await open("/settings/authentication_password");
      const length = page.getByLabel("Minimum password length");
      await length.fill("500");
      await page.getByText("At most 72.").waitFor();
      assert.equal(await page.getByRole("button", { name: "Save" }).isDisabled(), true);
      await length.fill("11");
      await page.getByLabel("Why (for the history)").fill("Audit finding");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("1 setting saved.").waitFor();
      assert.equal((await ada.get("/config")).PasswordSettings.MinimumLength, 11);

      await page.getByRole("link", { name: "Changes of settings" }).click();
      await page.getByText("Audit finding").waitFor();
      await page
        .getByRole("button", { name: /Show the change/ })
        .first()
        .click();
      await page.getByRole("button", { name: "Undo this change" }).click();
      await page.getByText("The change is taken back.").waitFor();
      assert.equal((await ada.get("/config")).PasswordSettings.MinimumLength, 8);
    });

    it("read-only where the environment sets them", async () => {
      await open("/settings/site_customization");
      await page.getByText("set by MM_TEAMSETTINGS_CUSTOMDESCRIPTIONTEXT").waitFor();
      assert.equal(await page.getByLabel("Description").isDisabled(), true);
    });

    it("keeps what was edited while another page is looked at", async () => {
      await open("/settings/site_customization");
      await page.getByLabel("Name of this server").fill("Bread");
      await page.getByRole("link", { name: "Emoji" }).click();
      await heading("Emoji");
      await page.getByRole("link", { name: /Name and links/ }).click();
      assert.equal(await page.getByLabel("Name of this server").inputValue(), "Bread");
      await page.getByRole("button", { name: "Discard" }).click();
      assert.equal(await page.getByLabel("Name of this server").inputValue(), "Courtyard");
    });

    it("tells the second of two who edit at the same moment", async () => {
      await open("/settings/site_customization");
      await page.getByLabel("Name of this server").fill("Mine");
      await ada.put("/config/patch", { TeamSettings: { MaxChannelsPerTeam: 77 } });
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Somebody else saved settings in between.").waitFor();
      await page.getByRole("button", { name: "Load theirs" }).click();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("1 setting saved.").waitFor();
      await ada.put("/courtyard/config", { changes: { "TeamSettings.SiteName": null } });
    });

    it("says which secret another host does not get", async () => {
      await ada.put("/config/patch", { FileSettings: { AmazonS3SecretAccessKey: "canary" } });
      await open("/settings/environment_file_storage");
      await page.getByLabel("S3 endpoint").fill("s3.example.org");
      await page.getByText("Saving this clears “S3 secret key”").waitFor();
      assert.ok(!(await page.content()).includes("canary"));
      await page.getByRole("button", { name: "Discard" }).click();
      await page.getByRole("button", { name: "Test the storage" }).click();
      await page.getByText("It works.").waitFor();
    });
  });

  it("finds settings and people from one box, by keyboard", async () => {
    await open("/jobs");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("minimum password");
    await page.getByRole("option", { name: /Minimum password length/ }).waitFor();
    await page.keyboard.press("Enter");
    await heading("Passwords");
    await page.locator(".setting--found").getByLabel("Minimum password length").waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("baker");
    await page.getByRole("option", { name: /@boris/ }).waitFor();
    await page.keyboard.press("Enter");
    await heading("@boris");
  });

  it("makes a bot, gives it a token, hands it over and stops it", async () => {
    await open("/bots");
    await page.getByText("There are none yet.").waitFor();
    await page.getByRole("button", { name: "Add a bot" }).click();
    await page.getByLabel("User name").fill("oven-watch");
    await page.getByLabel("What it is for").fill("Says when the oven is hot.");
    await page.getByRole("button", { name: "Save" }).click();
    const row = page.getByRole("row", { name: /@oven-watch/ });
    await row.getByText("Says when the oven is hot.").waitFor();

    await row.getByRole("button", { name: "Tokens" }).click();
    await page.getByLabel("What the new token is for").fill("The thermometer");
    await page.getByRole("button", { name: "Make a token" }).click();
    const token = await page.getByLabel("Token", { exact: true }).inputValue();
    const bot = new Person(server.url, token);
    assert.equal((await bot.get("/users/me")).username, "oven-watch");
    await page.getByRole("button", { name: "Close" }).last().click();

    await row.getByRole("button", { name: "Hand over" }).click();
    await page.getByLabel("User name of who answers for it").fill("nobody-here");
    await page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("User name of who answers for it").fill("@boris");
    await page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
    await row.getByText("@boris").waitFor();

    await row.getByRole("button", { name: "Disable" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await row.getByText("disabled").waitFor();
    assert.equal((await bot.fails("GET", "/users/me")).status_code, 401);
    await row.getByRole("button", { name: "Enable" }).click();
    await row.getByText("works").waitFor();
    assert.equal((await bot.get("/users/me")).username, "oven-watch");
    page.complaints.length = 0; // the unknown name above was answered 404
  });

  it("shows what a switch of editions means before it happens, and its receipt after", async () => {
    await open("/edition");
    await page.getByRole("button", { name: /Try the Enterprise Edition/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/Becomes active/).waitFor();
    await dialog.getByRole("button", { name: "Start the evaluation" }).click();
    await page.getByText("evaluation", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Go back to the Team Edition" }).click();
    await dialog.getByRole("button", { name: "Go back to the Team Edition" }).click();
    await page.getByRole("heading", { name: "Team Edition", exact: true }).waitFor();
    await page
      .getByRole("button", { name: /Receipt/ })
      .first()
      .click();
    await dialog.getByText("Migrations run").waitFor();
    assert.deepEqual(await problems(page), []);
  });

  it("refuses a file that is no licence and says why", async () => {
    await open("/edition");
    await page
      .getByLabel("Choose a file")
      .setInputFiles({ name: "x.txt", mimeType: "text/plain", buffer: Buffer.from("nonsense") });
    await page.getByText(/The licence is refused/).waitFor();
  });

  it("names in the audit log what was changed", async () => {
    const cellar = await aChannel(ada, team, "cellar", "P");
    await ada.post(`/channels/${cellar.id}/members`, { user_id: bob.id });
    await ada.delete(`/channels/${cellar.id}`);
    await open("/audit");
    const row = (action: string) => page.getByRole("row").filter({ hasText: action }).first();
    await row("channels.archive").getByText("cellar", { exact: true }).waitFor();
    const added = await row("channels.add_member").innerText();
    assert.match(added, /cellar[\s\S]*user ids: boris/);
    assert.match(await row("teams.create").innerText(), /bakery/);
  });

  it("follows the log", async () => {
    await open("/logs");
    server.app.platform.log.error({ request_id: "r1" }, "the flour is wet");
    await page.getByText("the flour is wet").waitFor();
    await page.getByLabel("Text, such as a request id").fill("r1");
    await page.getByText("the flour is wet").waitFor();
  });

  describe("is usable by everybody:", () => {
    const pages = [
      "",
      "/edition",
      "/users",
      "/teams",
      "/channels",
      "/bots",
      "/roles",
      "/settings/environment_file_storage",
      "/settings/environment_smtp",
      "/history",
      "/audit",
      "/jobs",
      "/mails",
      "/logs",
    ];

    for (const colorScheme of ["light", "dark"] as const) {
      it(`axe finds nothing, ${colorScheme}`, async () => {
        await open("", ada, { colorScheme, viewport: { width: 1440, height: 900 } });
        const found: string[] = [];
        for (const path of [...pages, `/users/${bob.id}`, `/teams/${team.id}`]) {
          await page.goto(`/admin_console${path}`);
          await page.getByRole("heading", { level: 1 }).waitFor();
          await page.waitForLoadState("networkidle");
          found.push(...(await problems(page)).map((problem) => `${path} ${problem}`));
        }
        assert.deepEqual(found, []);
      });
    }

    it("nothing is wider than a phone", async () => {
      await open("", ada, { viewport: { width: 390, height: 844 } });
      for (const path of [...pages, `/users/${bob.id}`, `/teams/${team.id}`]) {
        await page.goto(`/admin_console${path}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.waitForLoadState("networkidle");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
      }
      const menu = page.getByRole("button", { name: "Navigation" });
      await menu.click();
      await page.getByRole("link", { name: "Emoji" }).click();
      await heading("Emoji");
      assert.equal(await menu.getAttribute("aria-expanded"), "false");
    });
  });
});
