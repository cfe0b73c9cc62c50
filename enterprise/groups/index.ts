import type { Capability, Host, ImpactSection } from "../../core/edition/contract.js";
import { collectiveNames } from "../../core/edition/ports/collective-names.js";
import { Directory } from "../ldap/directory.js";
import { follow } from "../ldap/follower.js";
import { GroupDesk } from "./desk.js";
import { GroupMentions } from "./mentions.js";
import { GroupPlaces } from "./places.js";
import { groupRoutes } from "./routes.js";
import { groupStore } from "./store.js";
import { GroupSync } from "./sync.js";

/** Groups of the directory that decide who is in which team and channel. They follow the sign-in with AD/LDAP. */
export function makeGroups(): Capability {
  let host: Host | undefined;
  return {
    up(given) {
      host = given;
      bringUp(given);
    },
    down() {
      host = undefined;
    },
    impact: async () => (host ? impact(host) : []),
  };
}

function bringUp(host: Host): void {
  const directory = new Directory(host);
  const places = new GroupPlaces(host);
  const sync = new GroupSync(host, directory, places);
  host.onDown(follow(host.services, sync));
  // The job is the other capability's and may not be there.
  const mentions = new GroupMentions(host);
  host.provide(collectiveNames, mentions);
  const changed = async () => {
    mentions.forget();
    const { jobs } = host.platform;
    if (jobs.types.has("ldap_sync")) await jobs.enqueue("ldap_sync", {}, { singletonKey: "asked" });
  };
  for (const route of groupRoutes(host, new GroupDesk(host, directory), places, changed)) host.route(route);
  host.consolePage({ id: "groups", title: "Groups", group: "user_management", api: "/api/v4/groups" });
}

async function impact({ platform }: Host): Promise<ImpactSection[]> {
  const linked = await groupStore.linked(platform.db);
  if (linked.length === 0) return [];
  return [
    {
      kind: "policies",
      capability: "groups",
      title: `${linked.length === 1 ? "One group does" : `${linked.length} groups do`} not follow the directory any more.`,
      advice:
        "People stay in their teams and channels. Places that are for groups only stay so: lift that in their settings to add others.",
      count: linked.length,
      items: linked
        .slice(0, 1000)
        .map(({ id, display_name, synced_at }) => ({ id, name: display_name, at: synced_at })),
    },
  ];
}
