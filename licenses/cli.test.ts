import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

describe("the licence command line", () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import=tsx", "licenses/cli.ts", ...words], {
      cwd: root,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
  const issue = (...more: string[]) =>
    run("issue", "--key", at("private.pem"), "--customer", "Example Ltd", "--seats", "25", ...more);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "courtyard-licence-"));
    assert.equal(run("keypair", folder).status, 0);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("makes a key pair once, and keeps the private key to its owner", () => {
    assert.equal(statSync(at("private.pem")).mode & 0o777, 0o600);
    const before = readFileSync(at("private.pem"), "utf8");
    assert.equal(run("keypair", folder).status, 64);
    assert.equal(readFileSync(at("private.pem"), "utf8"), before);
  });

  it("issues, inspects and verifies", () => {
    assert.equal(
      issue(
        "--capabilities",
        "saml,ldap",
        "--days",
        "30",
        "--trial",
        "--email",
        "it@example.org",
        "--out",
        at("a.licence"),
      ).status,
      0,
    );
    const shown = run("inspect", at("a.licence")).stdout;
    assert.match(shown, /\(trial\)[\s\S]*Example Ltd, it@example\.org[\s\S]*25[\s\S]*ldap, saml/);
    const verified = run("verify", at("a.licence"), "--keys", folder);
    assert.deepEqual(
      [verified.status, /State today: valid/.test(verified.stdout)],
      [0, true],
      verified.stdout + verified.stderr,
    );
    assert.equal(run("verify", at("a.licence")).status, 1, "the keys of the product do not know it");
    writeFileSync(at("b.licence"), readFileSync(at("a.licence"), "utf8").replace('"seats": 25', '"seats": 99'));
    assert.deepEqual([run("verify", at("b.licence"), "--keys", folder).status], [1]);
    assert.equal(issue("--starts", "2020-01-01", "--expires", "2021-01-01", "--out", at("old.licence")).status, 0);
    assert.equal(run("verify", at("old.licence"), "--keys", folder).status, 2);
  });

  it("refuses what makes no sense", () => {
    for (const [words, reason] of [
      [["--seats", "0"], /--seats/],
      [["--days", "soon"], /--days/],
      [["--expires", "31.1.2027"], /--expires/],
      [["--capabilities", "ldap,magic"], /magic/],
      [["--starts", "2027-01-02", "--expires", "2027-01-01"], /expires_at/],
    ] as const) {
      const { status, stderr } = issue(...words, "--out", at("never.licence"));
      assert.equal(status, 64);
      assert.match(stderr, reason);
    }
    assert.equal(existsSync(at("never.licence")), false);
    assert.equal(run("dance").status, 64);
  });
});
