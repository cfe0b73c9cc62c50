// Makes the pictures of the administrators' guide, admin-console/help/*.png:
// `npm run build && node --import=tsx test/browser/guide-screenshots.ts`. Needs Chromium and slapd.
import { resolve } from "node:path";
import { chromium, type Locator, type Page } from "playwright-core";
import sharp from "sharp";
import { chromiumPath } from "../support/browser.js";
import { aLicense, testKeys } from "../support/edition.js";
import { buildEnterprise, ldapSettingsFor, setLdap } from "../support/ldap.js";
import { anAdmin, aUser, signIn } from "../support/people.js";
import { startTestPostgres } from "../support/postgres.js";
import { startTestServer } from "../support/server.js";
import { aPerson, Slapd } from "../support/slapd.js";

const folder = resolve(import.meta.dirname, "../../admin-console/help");
const postgres = await startTestPostgres();
process.env.COURTYARD_TEST_DATABASE = JSON.stringify(postgres.connection);
const slapd = await Slapd.start();
const module = await buildEnterprise();
const server = await startTestServer({}, { licenseKeys: testKeys, module });
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox", "--disable-gpu"] });

async function shoot(target: Page | Locator, name: string): Promise<void> {
  const raw = await target.screenshot({ animations: "disabled" });
  await sharp(raw)
    .png({ palette: true, colours: 64, effort: 10 })
    .toFile(resolve(folder, `${name}.png`));
  process.stdout.write(`${name}.png\n`);
}

try {
  await slapd.load([
    aPerson("dora", { givenName: "Dora", sn: "Brandt" }),
    aPerson("emil", { givenName: "Emil", sn: "Sand" }),
    aPerson("nora", { givenName: "Nora", sn: "Lund" }),
  ]);
  const ada = await anAdmin(server, "maria");
  for (const [username, first_name, last_name] of [
    ["jonas", "Jonas", "Lind"],
    ["aiko", "Aiko", "Tanaka"],
  ] as const)
    await aUser(ada, username, { first_name, last_name });

  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1180, height: 760 },
    deviceScaleFactor: 1.5,
    colorScheme: "light",
    locale: "en-GB",
  });
  await context.request.post("/api/v4/users/login", {
    headers: { "X-Requested-With": "XMLHttpRequest" },
    data: { login_id: "maria", password: ada.password },
  });
  const page = await context.newPage();
  const dialog = page.getByRole("dialog");
  const close = () => dialog.locator(".dialog__foot").getByRole("button", { name: "Close" }).click();
  const quiet = async () => {
    for (const toast of await page.locator(".toast").all()) await toast.waitFor({ state: "detached", timeout: 20_000 });
  };

  await page.goto("/admin_console/edition");
  await page.getByRole("heading", { name: "Team Edition", exact: true }).waitFor();
  await shoot(page, "edition-team");
  await page.getByRole("button", { name: /^Try the Enterprise Edition/ }).click();
  await dialog.getByText("Becomes active:").waitFor();
  await shoot(dialog, "edition-evaluation");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.getByLabel("Choose a file").setInputFiles({
    name: "courtyard.licence",
    mimeType: "text/plain",
    buffer: Buffer.from(aLicense(["ldap"], { seats: 50 })),
  });
  await dialog.getByText("Becomes active:").waitFor();
  await shoot(dialog, "edition-licence");
  await dialog.getByRole("button", { name: "Apply this licence" }).click();
  await page.getByRole("heading", { name: "Enterprise Edition", exact: true }).waitFor();

  const { Enable: _, ...connection } = ldapSettingsFor(slapd);
  await setLdap(ada, connection);
  await page.goto("/admin_console/settings/authentication_ldap");
  await page.locator('[id="value-LdapSettings.LdapServer"]').waitFor();
  await shoot(page, "ldap-settings");
  await page.locator('[id="value-LdapSettings.BindPassword"]').fill("not the password");
  await page.getByRole("button", { name: "Test the directory" }).click();
  await dialog.getByText("It does not work yet.").waitFor();
  await shoot(dialog, "ldap-test");
  await close();
  await page.getByRole("button", { name: "Discard" }).click();
  await setLdap(ada, { Enable: true });
  for (const uid of ["dora", "emil", "nora"]) await signIn(server, uid, `${uid} password`);

  await page.goto("/admin_console/edition");
  await page.getByRole("button", { name: "Go back to the Team Edition" }).click();
  await dialog.getByText("dora").first().waitFor();
  await shoot(dialog, "edition-down");
  await dialog.getByRole("button", { name: "Go back to the Team Edition" }).click();
  await page.getByRole("heading", { name: "Team Edition", exact: true }).waitFor();
  await page
    .getByRole("button", { name: /^Receipt/ })
    .first()
    .click();
  await dialog.getByText("Migrations run").waitFor();
  await quiet();
  await shoot(dialog, "edition-receipt");
  await close();

  await page.goto("/admin_console/users");
  await page.getByRole("link", { name: /dora/ }).first().click();
  await page.getByRole("button", { name: "Reset password" }).click();
  await dialog.getByRole("button", { name: "Make a link to hand over" }).click();
  await dialog.getByLabel("Link").waitFor();
  await shoot(dialog, "sign-in-link");
  await close();

  await ada.put("/config/patch", { TeamSettings: { SiteName: "Botanic Garden" } });
  await page.goto("/admin_console/history");
  await page.getByRole("button", { name: /^Show/ }).first().click();
  await dialog.getByText("Botanic Garden").first().waitFor();
  await shoot(dialog, "settings-history");
} finally {
  await browser.close();
  await server.stop();
  await slapd.stop();
  await postgres.stop();
  module.remove();
}
// Libraries of the server keep timers.
process.exit(0);
