import assert from "node:assert/strict";
import { DirectoryEntry } from "../ldap/entry.js";
import { sameDn } from "./dn.js";
import { GroupReader } from "./reader.js";

describe("names in a directory", () => {
  it("are one, however they are written", () => {
    const same = [
      ["CN=Ada Lovelace,OU=People,DC=example,DC=org", "cn=ada lovelace, ou=people , dc=example,dc=org"],
      ["cn=M\\C3\\BCller\\2C Jo,dc=x", "CN=Müller\\, Jo,DC=X"],
      ['cn=a\\"b,dc=x', "cn=a\\22b,dc=x"],
      ["cn=two  spaces,dc=x", "cn=two spaces,dc=x"],
    ];
    for (const [one, other] of same) assert.equal(sameDn(one as string), sameDn(other as string));
    assert.notEqual(sameDn("cn=a\\,dc=x"), sameDn("cn=a,dc=x"));
    assert.notEqual(sameDn("cn=ab,dc=x"), sameDn("cn=a,dc=x"));
  });
});

describe("long groups", () => {
  /** A directory that gives lists in pieces of three, as AD does with pieces of 1500. */
  const asking: string[] = [];
  const members = Array.from({ length: 8 }, (_, at) => `cn=p${at},dc=x`);
  const connection = {
    kit: { PresenceFilter: class {} },
    async find({ attributes }: { attributes: string[] }) {
      const asked = attributes.find((name) => name.startsWith("member")) ?? "";
      asking.push(asked);
      const from = Number(/range=(\d+)/.exec(asked)?.[1] ?? 0);
      const end = from + 3 >= members.length ? "*" : String(from + 2);
      return [
        new DirectoryEntry({
          dn: "cn=g,dc=x",
          member: [],
          [`member;range=${from}-${end}`]: members.slice(from, from + 3),
        }),
      ];
    },
  };

  it("are read piece by piece to their end", async () => {
    const reader = new GroupReader(connection as never);
    const group = { dn: "cn=g,dc=x", id: "g", title: "g" };
    const { dns } = await reader.members(group, new Map([["cn=g,dc=x", group]]));
    assert.deepEqual([...dns], members);
    assert.deepEqual(asking, ["member", "member;range=3-*", "member;range=6-*"]);
  });
});
