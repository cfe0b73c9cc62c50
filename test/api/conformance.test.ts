import assert from "node:assert/strict";
import { Ajv } from "ajv";
import type { Route } from "../../core/platform/http/route.js";
import type { Answer } from "../support/people.js";
import { type Optional, reference, referenceCheck } from "../support/reference.js";
import { nameOf, placesOf, prepare, send } from "../support/world/calls.js";
import { refused } from "../support/world/refused.js";
import { Scene } from "../support/world/scene.js";
import { aWorld, type World } from "../support/world/world.js";

/** Operations whose status of success differs from the reference, and why. */
const otherStatus: Record<string, string> = {
  "POST /users/login": "servers answer 200; drivers take any 2xx",
  "POST /users/logout": "servers answer 200",
  "POST /users/{}/tokens": "servers answer 200",
  "POST /teams/{}/channels/search_archived": "a search makes nothing: servers answer 200",
  "POST /teams/{}/channels/search": "a search makes nothing: servers answer 200",
  "POST /reactions": "servers answer 200",
  "POST /license": "servers answer 200",
};

/** Operations whose body the reference gets wrong; clients take what is said here. */
const otherBody: Record<string, string> = {
  "POST /teams/search": "a list; an object only when the body asks for a page",
  "POST /channels/search": "a list; an object only when the body asks for a page",
  "POST /users/group_channels": "people by channel id; the reference names a property <CHANNEL_ID>",
  "GET /users/{}/teams/{}/channels/categories": "one object of categories and their order, no list of such",
  "PUT /users/{}/teams/{}/channels/categories": "the list that was sent",
  "DELETE /users/{}/teams/{}/channels/categories/{}": "the status alone",
  "GET /emoji": "a list",
  "GET /emoji/autocomplete": "a list",
  "DELETE /emoji/{}": "the status alone",
  "GET /users/{}/posts/flagged": "one list of messages, no list of lists",
  "GET /users/{}/teams/{}/threads": "participants are people, no messages",
  "POST /license": "the licence that is in force now",
};

/** Calls that need what this world has not. */
const elsewhere: Record<string, string> = {
  "POST /users/login/switch": "needs a service to go to; test/editions/ldap-adoption.test.ts has one",
  "DELETE /users": "works through the local socket only; test/api/command-line.test.ts goes there",
};

/** Properties that answers may leave out, by shape. */
const absent: Record<string, { readonly names: readonly string[]; readonly why: string }> = {
  User: { names: ["email_verified", "failed_attempts"], why: "shown to the person and administrators, or to nobody" },
  UserNotifyProps: {
    names: ["email", "push", "desktop", "desktop_sound", "mention_keys", "channel", "first_name"],
    why: "nobody's business but the person's: those of others are empty",
  },
  UserAutocomplete: { names: ["out_of_channel"], why: "only when a channel was named" },
  SystemStatusResponse: {
    names: [
      "database_status",
      "filestore_status",
      "CanReceiveNotifications",
      "DesktopLatestVersion",
      "DesktopMinVersion",
    ],
    why: "only when they were asked for, or are set",
  },
  Post: { names: ["hashtag"], why: "clients know it as hashtags" },
  PostMetadata: { names: ["priority", "acknowledgements"], why: "only with messages that have some" },
  OpenGraph: {
    names: ["determiner", "locale", "locales_alternate", "videos", "audios", "article", "book", "profile"],
    why: "what a page does not say is left out",
  },
  FileInfoList: { names: ["next_file_id", "prev_file_id"], why: "clients know them as next_file_info_id" },
};

/** Types the reference gets wrong; clients take what is said here. */
const otherType: Record<string, string> = {
  "Timezone.useAutomaticTimezone must be boolean": "the text true or false",
  "Team.policy_id must be string": "null without a policy",
  "ChannelWithTeamData.policy_id must be string": "null without a policy",
};

/** A server has settings of its own. */
const isSettings = (shape: string) => /^(Config|EnvironmentConfig)(\.|$)/.test(shape);
const optional: Optional = (shape, property) => isSettings(shape) || (absent[shape]?.names.includes(property) ?? false);

const inShort = (route: Route) => nameOf(route).replace(/\{[^}]*\}/g, "{}");

describe("the public reference", () => {
  let world: World;
  /** Faults by the calls that show them. */
  const found = new Map<string, Set<string>>();
  /** Operations of `otherBody` that do depart. */
  const departed = new Set<string>();
  const untried: string[] = [];

  before(async function () {
    // It calls every route there is.
    this.timeout(900_000);
    world = await aWorld();
    for (const route of world.server.app.http.routes) await tryRoute(route);
  });
  after(() => world.stop());

  const fault = (what: string, route: Route) => found.set(what, (found.get(what) ?? new Set()).add(nameOf(route)));

  /** Calls a route as its owner and as an administrator, in every kind of channel, and looks at what comes back. */
  async function tryRoute(route: Route): Promise<void> {
    let tried = false;
    for (const place of placesOf(route)) {
      for (const role of ["member", "systemAdmin"] as const) {
        const call = await prepare(route, new Scene(world, world.places[place], role));
        const answer = await send(call);
        await call.after?.();
        if (answer.status >= 300) continue;
        tried = true;
        look(route, answer);
      }
    }
    if (!tried) untried.push(nameOf(route));
  }

  function look(route: Route, answer: Answer): void {
    const operation = inShort(route);
    const status = reference.operations[operation]?.[0];
    if (status && answer.status !== status) fault(`${operation} answers ${answer.status}, not ${status}`, route);
    const wrong = referenceCheck(operation, optional)(answer.body);
    if (operation in otherBody) {
      if (wrong.length > 0) departed.add(operation);
    } else for (const what of wrong) fault(what, route);
    if (Buffer.isBuffer(answer.body)) return;
    const own = new Ajv({ strict: false, allErrors: true });
    if (!own.validate(route.endpoint.reply, answer.body))
      fault(`${nameOf(route)} breaks its own declaration: ${own.errorsText()}`, route);
  }

  it("is tried on every route", () => {
    assert.deepEqual(
      untried.sort(),
      [...Object.keys(elsewhere), ...Object.keys(refused)].sort(),
      "no call of these routes succeeds: see test/support/world/samples-*.ts",
    );
  });

  const statusFault = (operation: string) => `${operation} answers 200, not ${reference.operations[operation]?.[0]}`;

  it("holds for every answer, but for what is written here", () => {
    const known = new Set([...Object.keys(otherType), ...Object.keys(otherStatus).map(statusFault)]);
    const faults = [...found]
      .filter(([what]) => !known.has(what))
      .map(([what, by]) => `${what} (${[...by].join(", ")})`);
    assert.deepEqual(faults, []);
  });

  it("is departed from only where it is said", () => {
    const idle = [
      ...Object.keys(otherType).filter((what) => !found.has(what)),
      ...Object.keys(otherStatus).filter((operation) => !found.has(statusFault(operation))),
      ...Object.keys(otherBody).filter((operation) => !departed.has(operation)),
    ];
    assert.deepEqual(idle, [], "these agree with the reference by now: take them out");
  });
});
