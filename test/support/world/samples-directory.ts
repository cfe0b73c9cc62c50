import { readFileSync } from "node:fs";
import { newId } from "../../../core/platform/ids.js";
import type { Builder, Scene } from "./scene.js";
import type { DirectoryPlace } from "./world.js";

/** What there is of the directory. @throws Error in the world of the Team Edition */
function directoryOf({ world }: Scene): DirectoryPlace {
  if (!world.directory) throw new Error("This world has no directory.");
  return world.directory;
}

/** The group that belongs to the place of a call: to its channel, or else to the team. */
function placedIn(scene: Scene) {
  const { placed } = directoryOf(scene);
  return scene.place.name === "public" ? placed.public : placed.private;
}

/** Settings to be tested: those in force. */
const asTheyAre: Builder = () => ({ body: {} });

const onHidden =
  (body?: unknown): Builder =>
  (scene) => ({ params: { group_id: directoryOf(scene).hidden.id }, ...(body === undefined ? {} : { body }) });
const onRemote: Builder = (scene) => {
  const { hidden } = directoryOf(scene);
  const after = () => scene.cast.systemAdmin.send("POST", `/ldap/groups/${hidden.remote_id}/link`);
  return { params: { remote_key: hidden.remote_id }, after };
};

const linkOfTeam =
  (body?: unknown): Builder =>
  (scene) => {
    const { id } = directoryOf(scene).placed.team;
    const path = `/groups/${id}/teams/${scene.team.id}/link`;
    const after = () => scene.cast.systemAdmin.send("POST", path, { auto_add: false, scheme_admin: false });
    return { params: { group_id: id }, after, ...(body === undefined ? {} : { body }) };
  };
const linkOfChannel =
  (body?: unknown): Builder =>
  (scene) => {
    const { id } = placedIn(scene);
    const path = `/groups/${id}/channels/${scene.channel.id}/link`;
    const after = () => scene.cast.systemAdmin.send("POST", path, { auto_add: false, scheme_admin: false });
    return { params: { group_id: id }, after, ...(body === undefined ? {} : { body }) };
  };

const certificateForm = (scene: Scene, kind: "public" | "private") => {
  const form = new FormData();
  const name = kind === "public" ? "client.pem" : "client.key";
  form.append("certificate", new Blob([readFileSync(directoryOf(scene).slapd.file(name))]), name);
  return form;
};
const certificate =
  (kind: "public" | "private"): Builder =>
  (scene) => ({
    body: certificateForm(scene, kind),
    after: () => scene.cast.systemAdmin.send("DELETE", `/ldap/certificate/${kind}`),
  });
const anOldCertificate =
  (kind: "public" | "private"): Builder =>
  async (scene) => {
    await scene.cast.systemAdmin.send("POST", `/ldap/certificate/${kind}`, certificateForm(scene, kind));
    return { after: () => scene.cast.systemAdmin.send("DELETE", `/ldap/certificate/${kind}`) };
  };

/** A synchronisation that stopped to ask. */
const aStoppedRun: Builder = async ({ world }) => {
  const run_id = newId();
  const now = Date.now();
  await world.server.sql(
    "INSERT INTO directory_syncs (id, service, started_at, finished_at, state) VALUES ($1, 'ldap', $2, $2, 'stopped')",
    [run_id, now],
  );
  world.secrets.hide(run_id, "server");
  return { params: { run_id } };
};

/** Calls of the Enterprise Edition: the directory and its groups. */
export const directorySamples: Record<string, Builder> = {
  "POST /ldap/test_connection": asTheyAre,
  "POST /ldap/test_diagnostics": () => ({ body: {}, query: { test: "filters" } }),
  "POST /courtyard/ldap/test": asTheyAre,
  "POST /ldap/sync": asTheyAre,
  "POST /ldap/certificate/public": certificate("public"),
  "POST /ldap/certificate/private": certificate("private"),
  "DELETE /ldap/certificate/public": anOldCertificate("public"),
  "DELETE /ldap/certificate/private": anOldCertificate("private"),
  "POST /courtyard/ldap/sync/runs/{run_id}/confirm": aStoppedRun,
  "POST /courtyard/ldap/adopt": () => ({ body: { match: "username", dry_run: true } }),
  "POST /users/migrate_auth/ldap": () => ({ body: { from: "email", match_field: "username", force: false } }),
  "POST /ldap/migrateid": () => ({ body: { toAttribute: "employeeNumber" } }),
  "POST /ldap/groups/{remote_key}/link": onRemote,
  "DELETE /ldap/groups/{remote_key}/link": onRemote,
  "POST /groups/names": (scene) => ({ body: ["everyones", directoryOf(scene).hidden.display_name] }),
  "GET /groups/{group_id}": onHidden(),
  "PUT /groups/{group_id}/patch": onHidden({ description: "changed" }),
  "GET /groups/{group_id}/stats": onHidden(),
  "GET /groups/{group_id}/members": onHidden(),
  "GET /groups/{group_id}/teams": onHidden(),
  "GET /groups/{group_id}/channels": onHidden(),
  "GET /groups/{group_id}/teams/{team_id}": linkOfTeam(),
  "POST /groups/{group_id}/teams/{team_id}/link": linkOfTeam({ auto_add: false }),
  "PUT /groups/{group_id}/teams/{team_id}/patch": linkOfTeam({ scheme_admin: false }),
  "DELETE /groups/{group_id}/teams/{team_id}/link": linkOfTeam(),
  "GET /groups/{group_id}/channels/{channel_id}": linkOfChannel(),
  "POST /groups/{group_id}/channels/{channel_id}/link": linkOfChannel({ auto_add: false }),
  "PUT /groups/{group_id}/channels/{channel_id}/patch": linkOfChannel({ scheme_admin: false }),
  "DELETE /groups/{group_id}/channels/{channel_id}/link": linkOfChannel(),
};
