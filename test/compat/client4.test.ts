import assert from "node:assert/strict";
import { administrationCalls } from "./client4/administration.js";
import { channelCalls } from "./client4/channels.js";
import { fileCalls } from "./client4/files.js";
import { local, namesNotHere } from "./client4/not-here.js";
import { peopleCalls } from "./client4/people.js";
import { postCalls } from "./client4/posts.js";
import { signInCalls } from "./client4/signing-in.js";
import { teamCalls } from "./client4/teams.js";
import { closeTown, openTown, PASSWORD, type Town } from "./client4/town.js";

describe("every method of the published client", () => {
  let town: Town;
  before(async () => {
    town = await openTown();
  });
  after(() => closeTown(town));

  describe("of people can", () => peopleCalls(() => town));
  describe("of signing in can", () => signInCalls(() => town));
  describe("of teams can", () => teamCalls(() => town));
  describe("of channels can", () => channelCalls(() => town));
  describe("of messages can", () => postCalls(() => town));
  describe("of files and emoji can", () => fileCalls(() => town));
  describe("of administration can", () => administrationCalls(() => town));

  describe("that is left", () => {
    it("gets a refusal a client can live with", async () => {
      const { ann } = town;
      const id = "y".repeat(26);
      for (const [name, area] of namesNotHere()) {
        const method = Reflect.get(ann, name) as (...words: unknown[]) => Promise<unknown>;
        assert.equal(typeof method, "function", `${name} (${area}) is no method of the client any more`);
        const answers = await answersTo(() => refusalOf(method, name, id));
        assert.ok(answers.length > 0, `${name} asked nothing`);
        for (const { status, type, body } of answers) {
          // A job of a type that is not there is bad input.
          const expected = name === "createAccessControlSyncJob" ? [400] : [404, 501];
          assert.ok(expected.includes(status), `${name}: ${status} ${JSON.stringify(body)}`);
          assert.equal(type, "application/json", name);
          assert.equal(body.status_code, status, name);
          for (const field of ["id", "message", "detailed_error", "request_id"])
            assert.equal(typeof body[field], "string", `${name}: ${field}`);
          assert.ok(body.id && body.message && body.request_id, name);
        }
      }
    });

    it("is named with its reason", () => {
      const { ann, called } = town;
      const known = namesNotHere();
      const prototype = Object.getOwnPropertyNames(Object.getPrototypeOf(ann)).filter((name) => name !== "constructor");
      const methods = [...Object.keys(ann), ...prototype].filter(
        (name) => typeof Reflect.get(ann, name) === "function",
      );
      const left = methods.filter(
        (name) => !called.has(name) && !known.has(name) && !local.some((one) => one.test(name)),
      );
      assert.deepEqual(left, []);
      assert.deepEqual(
        [...known.keys()].filter((name) => called.has(name)),
        [],
        "named as not served, but answered",
      );
      assert.ok(called.size > 270, String(called.size));
    });
  });
});

/** The arguments of methods that take no ids. */
const given: Record<string, unknown[]> = {
  generateFlaggedPostReport: ["y".repeat(26), "no", "keep"],
  getProfilesMatchingTeamPolicy: ["y".repeat(26), 10],
  getProfilesMatchingChannelPolicy: ["y".repeat(26), "y".repeat(26), false, 10],
  getProfilesInGroup: ["y".repeat(26), 0, 10],
  createAccessControlSyncJob: [{ policy_id: "y".repeat(26) }],
  switchEmailToLdap: ["bob@example.org", PASSWORD, "bob", "x"],
  switchLdapToEmail: ["x", "bob@example.org", PASSWORD],
  switchEmailToOAuth: ["gitlab", "bob@example.org", PASSWORD],
  switchOAuthToEmail: ["gitlab", "bob@example.org", PASSWORD],
};

/** Calls a method in the two ways its arguments may be meant, as some take ids and others an object. */
async function refusalOf(method: (...words: unknown[]) => Promise<unknown>, name: string, id: string): Promise<void> {
  const refusal = async (...words: unknown[]) => {
    try {
      await method(...words);
    } catch (error) {
      return error as Error & { status_code?: number };
    }
    throw new Error(`${name} succeeded`);
  };
  const text = await refusal(...(given[name] ?? [id, id, false, 0, id]));
  if (text.status_code !== undefined) return;
  const object = await refusal({ id, user_id: id, channel_id: id, type: "x" }, [id], { id }, 0);
  assert.ok(object.status_code !== undefined, `${name}: ${text.message}; ${object.message}`);
}

interface RawAnswer {
  status: number;
  type: string | null;
  body: Record<string, unknown>;
}

/** What the server answered while something ran, as it came. */
async function answersTo(work: () => Promise<void>): Promise<RawAnswer[]> {
  const answers: RawAnswer[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = async (...words) => {
    const response = await real(...words);
    const body = await response
      .clone()
      .json()
      .catch(() => ({}));
    answers.push({ status: response.status, type: response.headers.get("content-type"), body });
    return response;
  };
  try {
    await work();
  } finally {
    globalThis.fetch = real;
  }
  return answers;
}
