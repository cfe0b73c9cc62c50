import { connect } from "node:net";
import type { LdapStep } from "../../core/api/ldap.js";
import { type LdapOptions, missingSettings } from "./config.js";
import type { Connection } from "./connection.js";
import { adminFilter, type Directory, guestFilter } from "./directory.js";
import { DirectoryError, explain, type Step } from "./errors.js";
import { allOf, ldapts } from "./filters.js";
import { personAttributes } from "./person.js";
import { amount, groupAttributes, groupFilterOf, isNeeded, survey, surveyAttributes, userFilterOf } from "./survey.js";

const PATIENCE = 25_000;
const REACH = 5_000;

/** Steps that come before there is a conversation, in their order. */
const BEFORE: readonly [Step, string][] = [
  ["settings", "Settings"],
  ["reach", "Reaching the server"],
  ["encryption", "Encryption"],
  ["bind", "Bind name and password"],
];

/** Tests settings step by step; every step says in words what it found. Never throws for a fault of the directory. */
export async function testSteps(directory: Directory, options: LdapOptions): Promise<LdapStep[]> {
  const steps: LdapStep[] = [];
  try {
    await check(options);
    await directory.files.forTls(options);
    await probe(options);
    await directory.using(
      options,
      async (connection) => {
        for (const [step, title] of BEFORE) steps.push({ step, title, ...before(step, options) });
        await inside(connection, steps);
      },
      { within: PATIENCE, signal: directory.host.signal },
    );
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    fail(steps, error);
  }
  return steps;
}

/** Reads the people of the base DN, as the short test of the API does. @throws DirectoryError */
export async function testConnection(directory: Directory, options: LdapOptions): Promise<void> {
  await check(options);
  await directory.using(
    options,
    async (connection) => {
      const filter = userFilterOf(connection.kit, options);
      if ((await connection.find({ filter, ...personAttributes(options) }, 1)).length > 0) return;
      throw new DirectoryError("search", "The directory names nobody. Check the base DN and the user filter.");
    },
    { within: PATIENCE, signal: directory.host.signal },
  );
}

/** Finds what is wrong with settings by themselves. @throws DirectoryError */
async function check(options: LdapOptions): Promise<void> {
  const missing = missingSettings(options);
  if (missing.length > 0) throw new DirectoryError("settings", `Still empty: ${missing.join(", ")}.`);
  const kit = await ldapts();
  userFilterOf(kit, options);
  adminFilter(kit, options);
  guestFilter(kit, options);
  groupFilterOf(kit, options);
}

/** Opens a connection and closes it, so that a wrong address is told from a directory that refuses to talk. */
function probe(options: LdapOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const host = options.LdapServer.replace(/^\[|\]$/g, "");
    const socket = connect(options.LdapPort, host, () => {
      socket.destroy();
      resolve();
    });
    const fail = (error: unknown) => {
      socket.destroy();
      reject(explain("reach", error));
    };
    socket.setTimeout(REACH, () => fail(new Error("timed out")));
    socket.once("error", fail);
  });
}

function before(step: Step, options: LdapOptions): Pick<LdapStep, "state" | "message"> {
  if (step === "settings") return { state: "ok", message: "Everything that is needed is filled in." };
  if (step === "reach") return { state: "ok", message: `${options.LdapServer} answers at port ${options.LdapPort}.` };
  if (step === "bind")
    return options.BindUsername === ""
      ? { state: "warning", message: "No bind name: the directory is read anonymously." }
      : { state: "ok", message: "The directory accepts the bind name and password." };
  if (options.ConnectionSecurity === "")
    return { state: "warning", message: "None: passwords cross the network in the clear." };
  return options.SkipCertificateVerification
    ? { state: "warning", message: `${options.ConnectionSecurity}, but any certificate is accepted.` }
    : { state: "ok", message: `${options.ConnectionSecurity} with a certificate this server trusts.` };
}

function fail(steps: LdapStep[], error: DirectoryError) {
  const failed = BEFORE.findIndex(([step]) => step === error.step);
  if (steps.length > 0 || failed < 0) {
    const title = steps.length > 0 ? "Reading" : "Talking";
    steps.push({ step: error.step, title, state: "failed", message: error.message });
    return;
  }
  for (const [at, [step, title]] of BEFORE.entries()) {
    const state = at < failed ? "ok" : at === failed ? "failed" : "skipped";
    steps.push({ step, title, state, message: at === failed ? error.message : "" });
  }
}

/** What can be found once the directory talks. */
async function inside(connection: Connection, steps: LdapStep[]): Promise<void> {
  const { kit, options } = connection;
  const { people, counts } = await surveyAttributes(connection);
  steps.push({
    step: "people",
    title: "People",
    state: people.total > 0 ? "ok" : "failed",
    message: people.total > 0 ? `${amount(people)} found.` : "Nobody found. Check the base DN and the user filter.",
  });
  for (const { key, title, attribute, count } of people.total > 0 ? counts : []) {
    // People without one of the needed attributes cannot sign in.
    const state = count === people.total ? "ok" : count === 0 && isNeeded(key) ? "failed" : "warning";
    steps.push({ step: key, title, state, message: `${attribute}: ${count} of ${amount(people)} have a value.` });
  }
  const filters = [
    ["admins", "Administrators", adminFilter(kit, options)],
    ["guests", "Guests", guestFilter(kit, options)],
  ] as const;
  for (const [step, title, filter] of filters) {
    if (!filter) continue;
    const found = await survey(connection, allOf(kit, userFilterOf(kit, options), filter), ["1.1"]);
    const state = found.total > 0 ? "ok" : "warning";
    steps.push({ step, title, state, message: `The filter matches ${amount(found)} people.` });
  }
  if (options.GroupIdAttribute === "") return;
  const { attributes, binary } = groupAttributes(options);
  const groups = await survey(connection, groupFilterOf(kit, options), attributes, binary);
  const state = groups.total > 0 ? "ok" : "warning";
  steps.push({ step: "groups", title: "Groups", state, message: `${amount(groups)} found.` });
}
