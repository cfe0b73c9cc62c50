import assert from "node:assert/strict";
import type { ClientError } from "@mattermost/client";
import { testKeys } from "../../support/edition.js";
import { Mailbox } from "../../support/mailbox.js";
import { type OfficialClient, restClient } from "../../support/official-client.js";
import { startTestServer, type TestServer } from "../../support/server.js";

export const PASSWORD = "correct horse battery";
/** Clients send the id of their WebSocket connection with some calls; a client that has none sends nothing useful. */
export const NO_CONNECTION = "";

/** One server with a few people, each at their own copy of the published client. */
export interface Town {
  server: TestServer;
  mailbox: Mailbox;
  /** The methods that were called and answered, or that gave an address that was fetched. */
  called: Set<string>;
  /** The administrator, who is the first on the server. */
  ann: OfficialClient;
  bob: OfficialClient;
  annId: string;
  bobId: string;
  cleoId: string;
  team: { id: string; name: string; invite_id: string };
  square: { id: string };
  /** A client nobody has signed in with, noted in `called` too. */
  stranger(): OfficialClient;
  /** Signs in somebody new, a member of the team. */
  newcomer(name: string): Promise<{ client: OfficialClient; id: string }>;
}

/** A client that notes in `called` each method that gave an answer. Methods it calls by itself are not noted. */
export function noting(client: OfficialClient, called: Set<string>): OfficialClient {
  return new Proxy(client, {
    get(target, name, _proxy) {
      const member = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...words: unknown[]) => {
        const answer = member.apply(target, words);
        if (!(answer instanceof Promise)) {
          called.add(String(name));
          return answer;
        }
        return answer.then((given: unknown) => {
          called.add(String(name));
          return given;
        });
      };
    },
  });
}

/** Opens a server and brings its people into one team. */
export async function openTown(): Promise<Town> {
  const mailbox = await Mailbox.open();
  const environment = { ...mailbox.environment, MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1" };
  // Jobs and mails are part of a team's day; licences are those of this run, and no module of the other edition.
  const server = await startTestServer(environment, { background: true, licenseKeys: testKeys, module: null });
  const called = new Set<string>();
  const stranger = () => noting(restClient(server.url), called);
  const ann = stranger();
  const enter = async (client: OfficialClient, username: string) => {
    const email = `${username}@example.org`;
    const made = await client.createUser({ username, email, password: PASSWORD } as never, "", "");
    return made.id;
  };
  const annId = await enter(ann, "ann");
  await ann.login("ann", PASSWORD);
  const team = await ann.createTeam({ name: "garden", display_name: "Garden", type: "O" } as never);
  const newcomer = async (name: string) => {
    const client = stranger();
    const id = await enter(ann, name);
    await ann.addToTeam(team.id, id);
    await client.login(name, PASSWORD);
    return { client, id };
  };
  const bob = await newcomer("bob");
  const cleo = await newcomer("cleo");
  const square = await ann.getChannelByName(team.id, "town-square");
  return {
    server,
    mailbox,
    called,
    ann,
    annId,
    bob: bob.client,
    bobId: bob.id,
    cleoId: cleo.id,
    team,
    square,
    stranger,
    newcomer,
  };
}

export async function closeTown(town: Town | undefined): Promise<void> {
  await town?.server.stop();
  await town?.mailbox.close();
}

/** Waits for a refusal with this status and error id, as clients tell them apart. */
export async function refused(call: Promise<unknown>, status: number, id: string): Promise<void> {
  await assert.rejects(call, (error: ClientError) => {
    assert.deepEqual([error.status_code, error.server_error_id], [status, id], error.message);
    assert.ok(error.message);
    return true;
  });
}

/** Fetches an address the client made, as a browser with this client's session would. */
export function fetched(client: OfficialClient, url: string): Promise<Response> {
  return fetch(url, { headers: { Authorization: `Bearer ${client.getToken()}` } });
}

export const OK = { status: "OK" };

/** A file as browsers hand it to the client. */
export const aFile = (bytes: Uint8Array, name: string, type: string) =>
  new File([new Uint8Array(bytes)], name, { type }) as never;
