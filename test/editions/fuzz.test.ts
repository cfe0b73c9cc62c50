import { existsSync } from "node:fs";
import fc from "fast-check";
import type { Route } from "../../core/platform/http/route.js";
import { junk, text } from "../support/fuzz.js";
import { fuzzCalls, fuzzCases } from "../support/fuzz-suite.js";
import { enterprise, setLdap } from "../support/ldap.js";
import { slapdPath } from "../support/slapd.js";
import { nameOf } from "../support/world/calls.js";
import { anEnterpriseWorld, type EnterpriseWorld, goUp } from "../support/world/directory.js";

const suite = slapdPath && existsSync(enterprise.folder) ? describe : describe.skip;

const FILTERS = [
  "(uid=*)",
  "(uid=dirk)",
  "(&(",
  "(|(uid=a)(uid=b))",
  "(uid=\\",
  "(uid=\\zz)",
  "(uid=\u0000)",
  "uid=*",
  "()",
];
FILTERS.push(`${"(&".repeat(200)}(uid=a)${")".repeat(200)}`, "(&)", "(cn:dn:2.4.6.8.10:=x)", "(uid>=a)", "(!(uid=a))");
const ATTRIBUTES = [
  "uid",
  "mail",
  "cn",
  "entryUUID",
  "objectGUID",
  "employeeNumber",
  "userPassword",
  "1.2.840.1",
  "*",
  "+",
];
const BASES = [
  "dc=example,dc=org",
  "ou=people,dc=example,dc=org",
  "",
  "dc=nowhere",
  "no DN",
  "dc=\\",
  "dc=example,,dc=org",
];
const NAMES = ["dirk", "*", "dirk)(uid=*", "dirk\u0000", "\\2a", "(", "cn=admin,dc=example,dc=org"];

/** Values of the directory's settings: the server stays where it is, so that no call waits for one that is not there. */
const values: Record<string, fc.Arbitrary<unknown>> = {
  Enable: fc.boolean(),
  EnableSync: fc.boolean(),
  LdapServer: fc.constantFrom("127.0.0.1", "127.0.0.1", "", "[::1]", "127.0.0.1/x", "127.0.0.1:1", "a b", "\u0000"),
  LdapPort: fc.constantFrom<unknown>(1, 0, -1, 65_536, "389", null),
  ConnectionSecurity: fc.constantFrom("", "TLS", "STARTTLS", "tls"),
  BindUsername: fc.oneof(fc.constantFrom(...NAMES), text()),
  BindPassword: text(),
  BaseDN: fc.oneof(fc.constantFrom(...BASES), text()),
  MaxPageSize: fc.constantFrom<unknown>(0, 1, 2, -1, 1e9),
  QueryTimeout: fc.constantFrom<unknown>(1, 2, 0, -5),
};
for (const key of ["UserFilter", "GroupFilter", "AdminFilter", "GuestFilter"])
  values[key] = fc.oneof(fc.constantFrom(...FILTERS), text());
for (const name of ["Id", "LoginId", "Username", "Email", "FirstName", "Picture", "GroupDisplayName", "GroupId"])
  values[`${name}Attribute`] = fc.oneof(fc.constantFrom(...ATTRIBUTES), text(40));
for (const name of ["CACertificate", "PublicCertificate", "PrivateKey"])
  values[`${name}File`] = fc.constantFrom("", "/etc/passwd", "ldap-public.crt", "../x", "/no/such/file", "\u0000");

const settings = fc
  .array(
    fc
      .constantFrom(...Object.keys(values))
      .chain((key) =>
        fc.tuple(
          fc.constant(key),
          fc.oneof({ weight: 9, arbitrary: values[key] as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: junk }),
        ),
      ),
    { maxLength: 4 },
  )
  .map((pairs) => Object.fromEntries(pairs));

const login = fc.record({
  login_id: fc.oneof(fc.constantFrom(...NAMES), text()),
  password: fc.oneof(fc.constantFrom("dirk password", "directory secret", "", "\u0000"), text()),
});

/** Calls of the Team Edition that work with the directory while there is one. */
const touched = ["POST /users/login", "PUT /config/patch"];

const bodyOf = (route: Route): fc.Arbitrary<unknown> | undefined => {
  const name = nameOf(route);
  if (name === "POST /users/login") return login;
  if (name === "PUT /config/patch") return settings.map((LdapSettings) => ({ LdapSettings }));
  return /\/ldap\/test(_connection|_diagnostics)?$/.test(name) ? settings : undefined;
};

/** The settings as they were, also those that calls have added. */
async function restore({ cast, server, directory }: EnterpriseWorld): Promise<void> {
  const declared = server.app.platform.config.settings.filter(({ section }) => section === "LdapSettings");
  const plain = declared.filter(({ key }) => !/Server$|Port$|Password$/.test(key));
  await setLdap(cast.systemAdmin, Object.fromEntries(plain.map((setting) => [setting.key, setting.default])));
  await goUp({ cast }, directory.slapd);
}

suite("fuzz of the Enterprise Edition (slapd)", () => {
  fuzzCalls<EnterpriseWorld>({
    // It has a tenth of the calls of the other one, each slower for the directory behind it.
    cases: Math.ceil(fuzzCases(2_000) / 4),
    makeWorld: anEnterpriseWorld,
    routesOf: ({ added, server }) => [
      ...added,
      ...server.app.http.routes.filter((route) => touched.includes(nameOf(route))),
    ],
    bodyOf,
    restore,
    // What asks the directory may take as long as the administrator lets it, and a little more.
    longest: 15_000,
    // While the settings lead to no directory, nobody can tell a wrong password from a right one.
    mayFail: (route, { status, body }) =>
      nameOf(route) === "POST /users/login" && status === 503 && body.id === "api.context.unavailable.app_error",
  });
});
