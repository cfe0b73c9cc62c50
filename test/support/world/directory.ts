import type { Route } from "../../../core/platform/http/route.js";
import { aLicense, uploadLicense } from "../edition.js";
import { enterprise, groupSettings, ldapSettingsFor, setLdap } from "../ldap.js";
import { aGroup, aPerson, dnOf, Slapd } from "../slapd.js";
import { nameOf } from "./calls.js";
import type { Level } from "./secrets.js";
import { aWorld, type DirectoryPlace, type LinkedGroup, type World } from "./world.js";

/** The world with the Enterprise Edition up, a real directory behind it, and the routes that came with it. */
export interface EnterpriseWorld extends World {
  readonly directory: DirectoryPlace;
  /** The calls there are beside those of the Team Edition. */
  readonly added: readonly Route[];
}

/** A world whose licence allows everything the module has. */
export async function anEnterpriseWorld(): Promise<EnterpriseWorld> {
  const slapd = await Slapd.start();
  const world = await aWorld({}, { module: enterprise });
  const stop = async () => {
    await world.stop();
    await slapd.stop();
  };
  try {
    const before = new Set(world.server.app.http.routes.map(nameOf));
    await goUp(world, slapd);
    const added = world.server.app.http.routes.filter((route) => !before.has(nameOf(route)));
    return { ...world, directory: await linkGroups(world, slapd), added, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Brings the edition up and sets the directory; also puts the settings back after somebody played with them. */
export async function goUp({ cast }: Pick<World, "cast">, slapd: Slapd): Promise<void> {
  const applied = await uploadLicense(cast.systemAdmin, aLicense(["ldap", "groups"]));
  if (applied.status !== 200) throw new Error(JSON.stringify(applied.body));
  await setLdap(cast.systemAdmin, ldapSettingsFor(slapd, groupSettings));
}

async function linkGroups({ cast, secrets, team, places }: World, slapd: Slapd): Promise<DirectoryPlace> {
  const admin = cast.systemAdmin;
  const names = (["server", "team", "private", "public"] as Level[]).map((level) => secrets.word(level));
  const [hiddenName, teamName, privateName, publicName] = names as [string, string, string, string];
  await slapd.load([aPerson("dirk"), ...[...names, "everyones"].map((name) => aGroup(name, [dnOf("dirk")]))]);
  const remote = await admin.get<{ groups: { primary_key: string; name: string }[] }>("/ldap/groups");
  const link = async (name: string): Promise<LinkedGroup> => {
    const key = remote.groups.find((group) => group.name === name)?.primary_key ?? "";
    return admin.post<LinkedGroup>(`/ldap/groups/${key}/link`);
  };
  const hidden = await link(hiddenName);
  const named = await link("everyones");
  await admin.put(`/groups/${named.id}/patch`, { name: "everyones", allow_reference: true });
  const placed = { team: await link(teamName), private: await link(privateName), public: await link(publicName) };
  await admin.post(`/groups/${placed.team.id}/teams/${team.id}/link`, { auto_add: false });
  for (const name of ["private", "public"] as const)
    await admin.post(`/groups/${placed[name].id}/channels/${places[name].channel.id}/link`, { auto_add: false });
  secrets.hide(hidden.id, "server");
  secrets.hide(hidden.remote_id, "server");
  for (const [level, group] of Object.entries(placed)) secrets.hide(group.id, level as Level);
  return { slapd, hidden, named, placed };
}
