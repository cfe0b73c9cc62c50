import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import WebSocket from "ws";
import type { Route } from "../../core/platform/http/route.js";
import { Ears, happens, listeners, readAudiences, triggerOf, writeAudience } from "../support/world/audiences.js";
import { nameOf } from "../support/world/calls.js";
import { aWorld, type World } from "../support/world/world.js";

const FILE = "test/api/event-audiences.md";
const table = readAudiences(readFileSync(new URL("./event-audiences.md", import.meta.url), "utf8"));

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** Product sources that publish events. */
function publishers(): { path: string; text: string }[] {
  return ["core", "enterprise"]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)))
    .filter((path) => path.endsWith(".ts") && !/\.test\.ts$|node_modules|platform\/realtime/.test(path))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }))
    .filter(({ text }) => /\bhub\b/.test(text) && /\.publish\(\{/.test(text));
}

/** Names of events in a source: what is given as `event`, and to the helpers that pass it on. */
function eventsIn(text: string): string[] {
  const given = [...text.matchAll(/\bevent\s*[:=]\s*((?:[^,;()\n]|\n\s*[?:|])+)/gi)].flatMap(([, value = ""]) => [
    ...value.matchAll(/"([a-z]\w*)"/g),
  ]);
  const passed = [...text.matchAll(/(?:#?tell\w*|#told|#publish|\bsend)\(\s*(?:[\w.]+,\s*)*"([a-z_]+)"/g)];
  return [...new Set([...given, ...passed].map((match) => match[1] as string))];
}

describe("who hears of what", () => {
  let world: World;
  let ears: Ears;
  let routes: Map<string, Route>;
  before(async () => {
    world = await aWorld();
    ears = new Ears(world);
    routes = new Map(world.server.app.http.routes.map((route) => [nameOf(route), route]));
  });
  after(async () => {
    ears?.close();
    await world?.stop();
  });

  it("is written down for every event there is", () => {
    const sources = publishers();
    for (const { path, text } of sources) assert.ok(eventsIn(text).length > 0, `no name of an event found in ${path}`);
    const names = new Set(sources.flatMap(({ text }) => eventsIn(text)));
    assert.ok(names.size >= 61, "the patterns still find them");
    const known = new Set(table.map(({ event }) => event));
    const missing = [...names].filter((name) => !known.has(name));
    assert.deepEqual(missing, [], `${FILE} has no row for these events`);
    assert.deepEqual(
      [...known].filter((name) => !names.has(name)),
      [],
      `${FILE} has rows for events there are not`,
    );
  });

  it("has somebody who does not hear it, but for what is everybody's", () => {
    const byEvent = grouped(table, ({ event }) => event);
    const toAll = [...byEvent].filter(([, rows]) => rows.every(({ heard }) => heard.size === listeners.length));
    assert.deepEqual(toAll.map(([event]) => event).toSorted(), everybodys.toSorted());
  });

  it("is nothing for those without a session", async () => {
    for (const role of ["anonymous", "expired"] as const) {
      const { url, token } = world.cast[role];
      const socket = new WebSocket(`${url.replace("http", "ws")}/api/v4/websocket`, {
        headers: token ? { Authorization: `Bearer ${token}` } : {},
      });
      const heard: string[] = [];
      socket.on("message", (text) => heard.push(String(text)));
      await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
      world.server.app.platform.hub.publish({ event: "everybody", data: {}, audience: { everyone: true } });
      const code = await new Promise<number>((resolve) => socket.once("close", resolve));
      assert.deepEqual([role, code, heard], [role, 1008, []]);
    }
  });

  for (const [name, rows] of grouped(table, triggerOf)) {
    it(name, async () => {
      const [trigger] = rows;
      if (!trigger) return;
      const expected = rows.map(({ event }) => event);
      const { rows: found, leaks, status } = await happens(ears, routes, trigger, expected);
      assert.ok(status < 300, `${name} answered ${status}`);
      assert.deepEqual(leaks, [], "somebody hears what is not theirs");
      assert.deepEqual(found.map(writeAudience).toSorted(), rows.map(writeAudience).toSorted());
    });
  }
});

/** Events that everybody who is signed in hears, whoever they are. */
const everybodys = [
  "config_changed",
  "custom_profile_attributes_field_created",
  "custom_profile_attributes_field_deleted",
  "custom_profile_attributes_field_updated",
  "emoji_added",
  "license_changed",
  "user_activation_status_change",
];
