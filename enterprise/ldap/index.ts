import type { Capability, Host, ImpactSection } from "../../core/edition/contract.js";
import { clientConfigParts } from "../../core/edition/ports/client-config.js";
import { loginProviders } from "../../core/edition/ports/login-provider.js";
import { type OwnedField, type ProfileOwner, profileOwners } from "../../core/edition/ports/profile-owner.js";
import { Accounts } from "./accounts.js";
import { Adoptions } from "./adoption.js";
import { adoptionRoutes } from "./adoption-routes.js";
import { ldapSettingsList } from "./config.js";
import { Directory } from "./directory.js";
import { followerOf } from "./follower.js";
import { IdMigration } from "./id-migration.js";
import { LdapLogin } from "./login.js";
import { ownedFields } from "./person.js";
import { ldapRoutes } from "./routes.js";
import { directoryStore, SERVICE, syncStore } from "./store.js";
import { Sync } from "./sync.js";

const MINUTE = 60_000;

/** Sign-in with AD/LDAP, and accounts that follow the directory. */
export function makeLdap(): Capability {
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
  const { config, log } = host.platform;
  host.settings(ldapSettingsList);
  const directory = new Directory(host);
  const accounts = new Accounts(host);
  const owner: ProfileOwner = { service: SERVICE, fields: () => fieldsOf(directory) };
  const remember = () =>
    void host.services.users.locks
      .remember(owner)
      .catch((error: Error) => log.warn({ reason: error.message }, "fields of the directory not remembered"));
  host.provide(profileOwners, owner);
  host.onDown(config.onChange(remember));
  remember();
  const login = new LdapLogin(host, directory, accounts, () => followerOf(host.services)?.afterSignIn);
  host.provide(loginProviders, login);
  host.provide(clientConfigParts, (signedIn) => clientConfig(directory, signedIn));
  const sync = new Sync(host, directory, accounts, () => followerOf(host.services)?.afterSync);
  const job = host.job(
    "ldap_sync",
    {
      title: "Bring accounts up to date with the directory",
      schedule: () => scheduleOf(directory),
      // The next one by the clock is its second try: a directory that is away should not be asked again and again.
      retry: { limit: 0, delay: 0 },
      timeout: 3600,
      startable: true,
      permissions: { read: ["read_ldap_sync_job"], manage: ["create_ldap_sync_job", "manage_ldap_sync_job"] },
    },
    ({ signal }) => sync.run(signal),
  );
  for (const route of ldapRoutes(host, directory, sync, job)) host.route(route);
  const moves = adoptionRoutes(host, new Adoptions(host, directory), new IdMigration(host, directory));
  for (const route of moves) host.route(route);
  host.consolePage({
    id: "ldap",
    title: "AD/LDAP",
    group: "authentication",
    sections: ["LdapSettings"],
    api: "/api/v4/courtyard/ldap",
  });
}

function scheduleOf(directory: Directory) {
  const { EnableSync, SyncIntervalMinutes } = directory.options;
  return EnableSync ? { every: SyncIntervalMinutes * MINUTE } : undefined;
}

/** Names are always the directory's, or nobody could be found by them; the rest where an attribute is set. */
function fieldsOf(directory: Directory): OwnedField[] {
  const { options } = directory;
  if (!options.Enable && !options.EnableSync) return [];
  return ["username", "email", ...ownedFields(options), ...(options.PictureAttribute ? ["picture" as const] : [])];
}

function clientConfig(directory: Directory, signedIn: boolean): Record<string, string> {
  const { options } = directory;
  const isSet = (attribute: string) => String(attribute !== "");
  return {
    EnableLdap: String(options.Enable),
    ...(signedIn
      ? {
          LdapFirstNameAttributeSet: isSet(options.FirstNameAttribute),
          LdapLastNameAttributeSet: isSet(options.LastNameAttribute),
          LdapNicknameAttributeSet: isSet(options.NicknameAttribute),
          LdapPositionAttributeSet: isSet(options.PositionAttribute),
          LdapPictureAttributeSet: isSet(options.PictureAttribute),
        }
      : {}),
  };
}

/** What the server does not know by itself; who loses this way to sign in, and the job, it does. */
async function impact({ platform }: Host): Promise<ImpactSection[]> {
  const people = await directoryStore.countActive(platform.db);
  if (people === 0) return [];
  const [last] = await syncStore.list(platform.db, 1, 0);
  return [
    {
      kind: "policies",
      capability: "ldap",
      title: "Nobody is deactivated any more because they left the directory.",
      advice: "Deactivate people who leave the company by hand, or in time before.",
      count: people,
      items: last ? [{ id: last.id, name: "Last synchronisation", detail: last.state, at: last.started_at }] : [],
    },
    {
      kind: "data",
      capability: "ldap",
      title: "Profiles stay as the directory last knew them.",
      advice: "People still cannot change these fields themselves; administrators can.",
      count: people,
      items: [],
    },
  ];
}
