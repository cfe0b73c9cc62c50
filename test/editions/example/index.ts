import { Type } from "@sinclair/typebox";
import { endpoint } from "../../../core/api/endpoint.js";
import type { Capability, EditionModule, Host } from "../../../core/edition/contract.js";
import { clientConfigParts } from "../../../core/edition/ports/client-config.js";
import { loginProviders } from "../../../core/edition/ports/login-provider.js";
import { number, section, text } from "../../../core/platform/config/setting.js";
import { system } from "../../../core/platform/http/guards.js";
import { route } from "../../../core/platform/http/route.js";
import "../../../core/features/services.js";

// An example of a licensed module: small, and with one of everything a capability can give. It stands in for the real
// module in the tests of the editions. A real one is spread over files: `enterprise/<capability>/`.

/** What its endpoint answers. */
const getGreeting = endpoint({
  method: "GET",
  path: "/api/v4/ldap/greeting/{user_id}",
  reply: Type.Object({ greeting: Type.String(), runs: Type.Integer() }),
  summary: "Greets a person of the directory.",
});

/** Settings live in sections named as in the table of features, so that reports know whose they are. */
const settings = section("LdapSettings", {
  Enable: text({
    default: "",
    title: "Word",
    help: "A password everybody of the directory may use in this example.",
    secret: true,
  }),
  SyncIntervalMinutes: number({
    default: 60,
    min: 1,
    max: 10_000,
    title: "Minutes between runs",
    help: "How often the job runs.",
    client: "everyone",
    as: "LdapInterval",
  }),
});

/** State of one `up`: made anew every time, never kept in the module. */
class Directory {
  runs = 0;
  constructor(readonly host: Host) {}

  /** Signs in by the word of the settings; an account is made for whoever is unknown. */
  signIn = async (login: string, password: string) => {
    const { users } = this.host.services;
    if (password !== this.host.platform.config.get(settings.Enable) || password === "") return null;
    const [known] = await users.byUsernames([login]);
    return (
      known ??
      users.create({ username: login, email: `${login}@directory.example.org` }, "by-admin", {
        authService: "ldap",
        authData: login,
      })
    );
  };
}

const ldap: Capability = {
  up(host) {
    const directory = new Directory(host);
    host.settings(Object.values(settings));
    host.provide(loginProviders, { service: "ldap", signIn: directory.signIn });
    host.provide(clientConfigParts, () => ({ EnableLdap: "true" }));
    const job = host.job(
      "ldap_sync",
      {
        title: "Bring profiles up to date",
        schedule: () => ({ every: host.platform.config.get(settings.SyncIntervalMinutes) * 60_000 }),
      },
      async () => void directory.runs++,
    );
    host.route(
      route(getGreeting, system("manage_system"), async ({ params }) => {
        const user = await host.services.users.get(params.user_id);
        await job.enqueue({}, { singletonKey: "asked" });
        return { greeting: `Hello ${user.username}`, runs: directory.runs };
      }),
    );
    host.subscribe("user.created", ({ userId }) =>
      host.platform.log.debug({ userId }, "the example saw a new account"),
    );
    host.consolePage({
      id: "ldap",
      title: "AD/LDAP",
      group: "authentication",
      sections: ["LdapSettings"],
      api: "/api/v4/ldap",
    });
  },
  down() {
    // Nothing of its own to end: no connection, no timer.
  },
  async impact() {
    return [
      {
        kind: "policies",
        capability: "ldap",
        title: "Profiles stay as the directory last knew them.",
        advice: "",
        count: 0,
        items: [],
      },
    ];
  },
};

export const edition: EditionModule = { coreApi: 1, capabilities: { ldap } };
