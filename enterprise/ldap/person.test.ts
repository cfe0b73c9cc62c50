import assert from "node:assert/strict";
import { type LdapOptions, ldapSettings } from "./config.js";
import { DirectoryEntry } from "./entry.js";
import { equals, ldapts, parseFilter } from "./filters.js";
import { personOf, usernameFrom } from "./person.js";
import { limitOf } from "./plan.js";

const options = {
  ...Object.fromEntries(Object.entries(ldapSettings).map(([key, setting]) => [key, setting.default])),
  IdAttribute: "objectGUID",
  LoginIdAttribute: "uid",
  UsernameAttribute: "uid",
  EmailAttribute: "mail",
  FirstNameAttribute: "givenName",
} as LdapOptions;

describe("people of a directory", () => {
  it("get user names this server allows, the same ones each time", () => {
    const cases: Record<string, string> = {
      ada: "ada",
      "Ada.Lovelace": "ada.lovelace",
      "Jörg Groß": "jorg-gross",
      "ada@example.org": "ada-example.org",
      "0815": "u0815",
      _svc: "svc",
      jd: "jd_",
      all: "all_",
      static: "static_",
      "-": "",
      Иван: "",
      [`a${"b".repeat(100)}`]: `a${"b".repeat(63)}`,
    };
    for (const [name, expected] of Object.entries(cases)) assert.equal(usernameFrom(name), expected, name);
  });

  it("are read whatever the case of attributes, the number of values and the bytes in them", () => {
    const guid = Buffer.from("00ff10a2b3c4d5e6f708192a3b4c5d6e", "hex");
    const person = personOf(
      new DirectoryEntry({
        dn: "uid=ada,dc=x",
        objectguid: guid,
        UID: "Ada",
        mail: ["", "Ada@Example.org", "second@example.org"],
        GivenName: "A\u0000da\ud800\n",
      }),
      options,
    );
    assert.deepEqual(person, {
      dn: "uid=ada,dc=x",
      ids: ["00ff10a2b3c4d5e6f708192a3b4c5d6e"],
      login: "Ada",
      username: "ada",
      email: "ada@example.org",
      profile: { first_name: "A da\ufffd" },
    });
    assert.deepEqual(personOf(new DirectoryEntry({ dn: "x", mail: [] }), options).ids, []);
  });

  it("are asked for by value, never by text", async () => {
    const kit = await ldapts();
    const name = "*)(uid=*\\2a\0";
    const filter = equals(kit, "uid", name) as unknown as { value: string };
    assert.equal(filter.value, name);
    const id = equals(kit, "objectGUID", "00ff") as unknown as { value: Buffer };
    assert.deepEqual(id.value, Buffer.from([0, 255]));
    assert.equal(parseFilter(kit, "user filter", "  "), undefined);
    assert.throws(() => parseFilter(kit, "user filter", "(a=b"), /user filter is not written correctly/);
  });

  it("may be deactivated without asking up to a share, but always one", () => {
    const limit = (percent: number, active: number) => limitOf({ SyncDeactivationLimitPercent: percent }, active);
    assert.deepEqual([limit(10, 5), limit(10, 100), limit(0, 100), limit(100, 7), limit(10, 0)], [1, 10, 1, 7, 1]);
  });
});
