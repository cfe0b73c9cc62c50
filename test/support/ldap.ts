import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { capabilitiesIn } from "../../core/server/build.mjs";
import type { ServerOptions } from "../../core/server/server.js";
import { aLicense, type BuiltModule, buildModule, testKeys, uploadLicense } from "./edition.js";
import { anAdmin, type Person } from "./people.js";
import { startTestServer, type TestServer } from "./server.js";
import { PEOPLE, ROOT_DN, ROOT_PASSWORD, type Slapd, SUFFIX } from "./slapd.js";
import { until } from "./until.js";

/** The licensed module as it is in the sources. */
export const enterprise = { folder: resolve(import.meta.dirname, "../../enterprise") };

/** The licensed module as a release holds it: with its list of contents, so that a server offers only what is in it. */
export function buildEnterprise(): Promise<BuiltModule> {
  const source = resolve(enterprise.folder, "index.ts");
  return buildModule(source, capabilitiesIn(readFileSync(source, "utf8")));
}

/** Some of the directories are large. */
const PATIENCE = { within: 90_000, every: 50 };

/** Settings that fit the directory of the tests: people by employeeNumber, which stays when somebody is renamed. */
export const ldapSettingsFor = (slapd: Slapd, more: Record<string, unknown> = {}) => ({
  Enable: true,
  LdapServer: "127.0.0.1",
  LdapPort: slapd.port,
  BindUsername: ROOT_DN,
  BindPassword: ROOT_PASSWORD,
  BaseDN: PEOPLE,
  IdAttribute: "employeeNumber",
  LoginIdAttribute: "uid",
  UsernameAttribute: "uid",
  EmailAttribute: "mail",
  FirstNameAttribute: "givenName",
  LastNameAttribute: "sn",
  PositionAttribute: "title",
  ...more,
});

/** Settings of groups, in addition. */
export const groupSettings = { BaseDN: SUFFIX, GroupIdAttribute: "entryUUID", GroupDisplayNameAttribute: "cn" };

/** A server with the Enterprise Edition up and the directory of `slapd` set. Its administrator has a password here. */
export async function startLdapServer(
  slapd: Slapd,
  more: Record<string, unknown> = {},
  { capabilities = ["ldap"], ...options }: Partial<ServerOptions> & { capabilities?: readonly string[] } = {},
): Promise<{ server: TestServer; ada: Person }> {
  const server = await startTestServer({}, { licenseKeys: testKeys, module: enterprise, background: true, ...options });
  const ada = await anAdmin(server);
  const applied = await uploadLicense(ada, aLicense(capabilities));
  if (applied.status !== 200) throw new Error(JSON.stringify(applied.body));
  await setLdap(ada, ldapSettingsFor(slapd, more));
  return { server, ada };
}

/** Changes settings of the directory. */
export const setLdap = (ada: Person, values: Record<string, unknown>) =>
  ada.put("/config/patch", { LdapSettings: values });

/** Runs a synchronisation to its end; returns its record. */
export async function synchronise(ada: Person): Promise<any> {
  const [before] = await ada.get("/courtyard/ldap/sync/runs?per_page=1");
  await ada.post("/ldap/sync");
  return nextRun(ada, before?.id);
}

/** Waits until no synchronisation is planned for now or under way: none that began earlier tells of later. */
export async function quiet(ada: Person): Promise<void> {
  await until(() => ada.get<{ status: string }[]>("/jobs/type/ldap_sync"), "the end of all synchronisations", {
    ...PATIENCE,
    passes: (jobs) => !jobs.some(({ status }) => status === "pending" || status === "in_progress"),
  });
}

/** Waits for the end of the synchronisation after the one given. */
export async function nextRun(ada: Person, before: string | undefined): Promise<any> {
  const [last] = await until(() => ada.get("/courtyard/ldap/sync/runs?per_page=1"), "the end of a synchronisation", {
    ...PATIENCE,
    passes: ([run]) => run && run.id !== before && run.state !== "running",
  });
  return last;
}
