import type { Host } from "../../core/edition/contract.js";
import type { LdapOptions } from "../ldap/config.js";
import type { Connection } from "../ldap/connection.js";
import type { Directory } from "../ldap/directory.js";
import { type Person, usernameFrom } from "../ldap/person.js";
import { limitOf } from "../ldap/plan.js";
import { name, type SyncResult } from "../ldap/result.js";
import { type Account, directoryStore } from "../ldap/store.js";
import { sameDn } from "./dn.js";
import type { GroupPlaces } from "./places.js";
import { GroupReader, type RemoteGroup } from "./reader.js";
import { type GroupRow, groupStore, type Pair } from "./store.js";

/** Groups work once their id attribute is set. */
export const groupsConfigured = (options: LdapOptions) => options.GroupIdAttribute !== "";

/** What the directory says about linked groups, compared with what is kept here. */
interface Difference {
  readonly added: Pair[];
  readonly removed: Pair[];
  /** Members before. */
  readonly before: number;
}

/** Keeps the people of linked groups as the directory has them, and them in the places of their groups. */
export class GroupSync {
  constructor(
    readonly host: Host,
    readonly directory: Directory,
    readonly places: GroupPlaces,
  ) {}

  get #db() {
    return this.host.platform.db;
  }

  /** After accounts were brought up to date: all linked groups. */
  afterSync = async (signal: AbortSignal, result: SyncResult): Promise<void> => {
    const { options } = this.directory;
    const linked = groupsConfigured(options) ? await groupStore.linked(this.#db) : [];
    if (linked.length === 0) return;
    const { added, removed, before } = await this.directory.using(
      options,
      (connection) => this.#compare(connection, linked, result),
      { signal },
    );
    result.members_added = added.length;
    const limit = Math.max(limitOf(options, before), result.agreed_removals);
    if (removed.length > limit) {
      // Nobody loses a place because somebody emptied a group by mistake; who is new gets theirs.
      result.members_to_remove = removed.length;
      const words = `${removed.length} of ${before} group memberships would end, more than ${limit}.`;
      result.question = `${words} Nobody was taken out of a group.`;
    } else {
      result.members_removed = removed.length;
      await groupStore.removeMembers(this.#db, removed);
    }
    await groupStore.addMembers(this.#db, added);
    for (const group of linked) await groupStore.synced(this.#db, group.id);
    const moves = await this.places.apply("", options.ReAddRemovedMembers, signal);
    result.places_joined = moves.joined;
    result.places_left = moves.left;
    for (const problem of moves.problems) name(result.problems, "groups", problem);
  };

  async #compare(connection: Connection, linked: readonly GroupRow[], result: SyncResult): Promise<Difference> {
    const reader = new GroupReader(connection);
    const groups = await reader.all();
    const byId = new Map([...groups.values()].map((group) => [group.id, group]));
    const accounts = await directoryStore.accounts(this.#db);
    const byDn = new Map(accounts.filter((account) => account.dn).map((account) => [sameDn(account.dn), account.id]));
    const byLogin = new Map(accounts.map((account) => [account.username, account.id]));
    const difference: Difference & { before: number } = { added: [], removed: [], before: 0 };
    for (const group of linked) {
      const remote = byId.get(group.remote_id ?? "");
      if (!remote) name(result.problems, group.display_name, "This group is not in the directory any more.");
      const wanted = remote ? await this.#people(reader, remote, groups, byDn, byLogin) : new Set<string>();
      const current = new Set(await groupStore.memberIds(this.#db, group.id));
      difference.before += current.size;
      for (const userId of wanted) if (!current.has(userId)) difference.added.push({ groupId: group.id, userId });
      for (const userId of current) if (!wanted.has(userId)) difference.removed.push({ groupId: group.id, userId });
    }
    return difference;
  }

  async #people(
    reader: GroupReader,
    remote: RemoteGroup,
    groups: ReadonlyMap<string, RemoteGroup>,
    byDn: ReadonlyMap<string, string>,
    byLogin: ReadonlyMap<string, string>,
  ): Promise<Set<string>> {
    const { dns, logins } = await reader.members(remote, groups);
    const ids = [...dns].map((dn) => byDn.get(dn));
    ids.push(...[...logins].map((login) => byLogin.get(usernameFrom(login))));
    return new Set(ids.filter((id) => id !== undefined));
  }

  /** After somebody signed in: their own groups and places. A fault here keeps nobody out. */
  afterSignIn = async (account: Account, person: Person, connection: Connection): Promise<void> => {
    const { options } = connection;
    if (!groupsConfigured(options)) return;
    try {
      const linked = await groupStore.linked(this.#db);
      if (linked.length === 0) return;
      const remote = await new GroupReader(connection).idsOf(person.dn, person.login);
      const wanted = new Set(linked.filter((group) => remote.has(group.remote_id ?? "")).map(({ id }) => id));
      const current = new Set(await groupStore.groupIdsOf(this.#db, account.id));
      const pair = (groupId: string): Pair => ({ groupId, userId: account.id });
      const known = new Set(linked.map(({ id }) => id));
      const gone = [...current].filter((id) => known.has(id) && !wanted.has(id));
      await groupStore.addMembers(this.#db, [...wanted].filter((id) => !current.has(id)).map(pair));
      await groupStore.removeMembers(this.#db, gone.map(pair));
      const { problems } = await this.places.apply(account.id, options.ReAddRemovedMembers, this.host.signal);
      if (problems.length > 0) this.host.platform.log.warn({ userId: account.id, problems }, "groups not followed");
    } catch (error) {
      const reason = (error as Error).message;
      this.host.platform.log.warn({ userId: account.id, reason }, "the groups of somebody were not brought up to date");
    }
  };
}
