import assert from "node:assert/strict";
import { anAdmin, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const MASK = "*".repeat(32);

describe("settings", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;

  before(async () => {
    server = await startTestServer({ MM_TEAMSETTINGS_CUSTOMDESCRIPTIONTEXT: "From the machine" });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
  });
  after(() => server.stop());
  afterEach(async () => {
    await server.sql("DELETE FROM configurations");
    await ada.post("/config/reload");
  });

  /** Somebody whose only rights in the system are these. */
  async function aDelegate(username: string, ...permissions: string[]): Promise<Person> {
    const role = await ada.get("/roles/name/system_post_all");
    await ada.put(`/roles/${role.id}/patch`, { permissions });
    await aUser(ada, username);
    const { id } = await ada.get(`/users/username/${username}`);
    await ada.put(`/users/${id}/roles`, { roles: "system_user system_post_all" });
    return signIn(server, username);
  }
  const stored = async () =>
    (await server.sql("SELECT value FROM configurations ORDER BY create_at DESC LIMIT 1"))[0]?.value as any;

  describe("in sections", () => {
    it("hold every value in force, with its source beside it", async () => {
      const config = await ada.get("/config");
      assert.equal(config.PasswordSettings.MinimumLength, 8);
      assert.equal(config.TeamSettings.CustomDescriptionText, "From the machine");
      assert.deepEqual(await ada.get("/config/environment"), { TeamSettings: { CustomDescriptionText: true } });
    });

    it("are changed in part and as a whole; only what was chosen is stored", async () => {
      const answer = await ada.put("/config/patch", { TeamSettings: { SiteName: "Yard" } });
      assert.equal(answer.TeamSettings.SiteName, "Yard");
      assert.deepEqual(await stored(), { TeamSettings: { SiteName: "Yard" } });
      const whole = await ada.get("/config");
      whole.PasswordSettings.MinimumLength = 12;
      await ada.put("/config", whole);
      assert.deepEqual(await stored(), { TeamSettings: { SiteName: "Yard" }, PasswordSettings: { MinimumLength: 12 } });
      assert.equal((await stranger(server).get("/config/client?format=old")).PasswordMinimumLength, "12");
      assert.deepEqual(await ada.get("/config?remove_defaults=true"), {
        TeamSettings: { SiteName: "Yard", CustomDescriptionText: "From the machine" },
        PasswordSettings: { MinimumLength: 12 },
      });
    });

    it("take null as not given", async () => {
      await ada.put("/config/patch", { TeamSettings: { SiteName: null, MaxUsersPerTeam: 9 }, SqlSettings: null });
      assert.deepEqual(await stored(), { TeamSettings: { MaxUsersPerTeam: 9 } });
    });

    it("refuse values out of bounds by name, and change nothing then", async () => {
      for (const [value, words] of [
        [
          { PasswordSettings: { MinimumLength: 500 }, TeamSettings: { SiteName: "X" } },
          "PasswordSettings.MinimumLength must be at most 72",
        ],
        [{ PasswordSettings: { Number: "yes" } }, "PasswordSettings.Number must be true or false"],
        [
          { TeamSettings: { RestrictDirectMessage: "none" } },
          "TeamSettings.RestrictDirectMessage must be one of: any, team",
        ],
        [{ ServiceSettings: { SiteURL: "chat" } }, "ServiceSettings.SiteURL does not have the right form"],
        [{ ServiceSettings: "text" }, "ServiceSettings"],
        [{ "a b": { c: 1 } }, "a b"],
        [{ ServiceSettings: { "a.b": 1 } }, "ServiceSettings.a.b"],
      ] as const) {
        const error = await ada.fails("PUT", "/config/patch", value);
        assert.equal(error.status_code, 400);
        assert.ok(error.message.includes(words), `${error.message} names ${words}`);
      }
      assert.equal(await stored(), undefined);
    });

    it("that come from the environment are read-only", async () => {
      const error = await ada.fails("PUT", "/config/patch", { TeamSettings: { CustomDescriptionText: "Mine" } });
      assert.equal(error.status_code, 400);
      assert.match(error.message, /TeamSettings\.CustomDescriptionText .*MM_TEAMSETTINGS_CUSTOMDESCRIPTIONTEXT/);
      await ada.put("/config/patch", { TeamSettings: { CustomDescriptionText: "From the machine", SiteName: "Yard" } });
      assert.deepEqual(await stored(), { TeamSettings: { SiteName: "Yard" } });
    });

    it("of unknown sections are kept word for word, and their secrets are masked", async () => {
      const section = { Enable: true, BindPassword: "hunter2", Deep: { a: [1, "two"] } };
      await ada.put("/config/patch", { OtherSettings: section });
      const config = await ada.get("/config");
      assert.deepEqual(config.OtherSettings, { ...section, BindPassword: MASK });
      await ada.put("/config", config);
      assert.deepEqual((await stored()).OtherSettings, section);
      assert.ok(!server.log().includes("hunter2"));
    });

    it("reach open clients at once", async () => {
      const { SiteName } = await ada.get("/config/client?format=old");
      await ada.put("/config/patch", { TeamSettings: { SiteName: `${SiteName}!` } });
      assert.equal((await bob.get("/config/client?format=old")).SiteName, `${SiteName}!`);
    });
  });

  describe("that are secret", () => {
    const secret = "canary-4711";
    const patch = (values: Record<string, unknown>) => ada.put("/config/patch", { FileSettings: values });

    beforeEach(() => patch({ AmazonS3SecretAccessKey: secret, AmazonS3AccessKeyId: "id" }));

    it("are never answered, and stay when the stars come back", async () => {
      const answers = [
        await ada.get("/config"),
        await ada.get("/courtyard/config/settings"),
        await ada.get("/courtyard/config/history"),
        await patch({ AmazonS3SecretAccessKey: MASK, AmazonS3AccessKeyId: "id2" }),
        await ada.get("/audits"),
      ];
      const [{ id }] = answers[2];
      answers.push(await ada.get(`/courtyard/config/history/${id}`));
      assert.ok(!JSON.stringify(answers).includes(secret));
      assert.ok(!server.log().includes(secret));
      assert.equal(answers[0].FileSettings.AmazonS3SecretAccessKey, MASK);
      assert.equal((await ada.get("/config?remove_masked=true")).FileSettings.AmazonS3SecretAccessKey, undefined);
      assert.equal((await stored()).FileSettings.AmazonS3SecretAccessKey, secret);
    });

    it("do not follow to another host", async () => {
      await patch({ AmazonS3Endpoint: "evil.example.org", AmazonS3SecretAccessKey: MASK });
      assert.deepEqual((await stored()).FileSettings, {
        AmazonS3AccessKeyId: "id",
        AmazonS3Endpoint: "evil.example.org",
      });
    });

    it("may be given new together with the host", async () => {
      await patch({ AmazonS3Endpoint: "s3.example.org", AmazonS3SecretAccessKey: "other" });
      assert.equal((await stored()).FileSettings.AmazonS3SecretAccessKey, "other");
    });

    it("come back by undo only to the host they were meant for", async () => {
      await patch({ AmazonS3SecretAccessKey: "" });
      const [removal] = await ada.get("/courtyard/config/history");
      await patch({ AmazonS3Endpoint: "evil.example.org" });
      const { changed } = await ada.post(`/courtyard/config/history/${removal.id}/undo`);
      assert.deepEqual(changed, []);
      assert.equal((await stored()).FileSettings.AmazonS3SecretAccessKey, undefined);
    });

    it("come back by undo together with their host", async () => {
      await patch({ AmazonS3Endpoint: "new.example.org" });
      const [move] = await ada.get("/courtyard/config/history");
      assert.deepEqual(move.paths, ["FileSettings.AmazonS3Endpoint", "FileSettings.AmazonS3SecretAccessKey"]);
      await ada.post(`/courtyard/config/history/${move.id}/undo`);
      assert.deepEqual((await stored()).FileSettings, { AmazonS3AccessKeyId: "id", AmazonS3SecretAccessKey: secret });
    });
  });

  it("that are secret and meant for another host are forgotten when that host changes", () => {
    const { settings } = server.app.platform.config;
    const forgotten = new Set(
      settings.flatMap(({ section, forgets = [] }) => forgets.map((key) => `${section}.${key}`)),
    );
    const kept = settings.filter(({ secret, section, key }) => secret && !forgotten.has(`${section}.${key}`));
    // These are checked by this server itself and sent to nobody.
    assert.deepEqual(kept.map(({ section, key }) => `${section}.${key}`).sort(), [
      "FileSettings.PublicLinkSalt",
      "MetricsSettings.AccessToken",
    ]);
    const secrets = new Set(settings.filter(({ secret }) => secret).map(({ section, key }) => `${section}.${key}`));
    assert.deepEqual(
      [...forgotten].filter((path) => !secrets.has(path)),
      [],
    );
  });

  describe("page by page", () => {
    it("are closed to everybody without a right", async () => {
      for (const path of [
        "/config",
        "/config/environment",
        "/courtyard/config/settings",
        "/courtyard/config/history",
      ]) {
        assert.equal((await bob.send("GET", path)).status, 403, path);
        assert.equal((await stranger(server).send("GET", path)).status, 401, path);
      }
      assert.equal((await bob.send("PUT", "/config", {})).status, 403);
      assert.equal((await bob.send("PUT", "/config/patch", {})).status, 403);
      assert.equal((await bob.send("PUT", "/courtyard/config", { changes: {} })).status, 403);
      assert.equal((await bob.send("POST", "/config/reload")).status, 403);
      assert.equal((await bob.send("POST", "/file/test", {})).status, 403);
    });

    it("show only the settings of pages somebody may read", async () => {
      const reader = await aDelegate("reader", "sysconsole_read_site_customization");
      const config = await reader.get("/config");
      assert.deepEqual(Object.keys(config), ["TeamSettings"]);
      assert.deepEqual(Object.keys(config.TeamSettings).sort(), [
        "CustomBrandText",
        "CustomDescriptionText",
        "EnableCustomBrand",
        "SiteName",
      ]);
      const { pages, settings } = await reader.get("/courtyard/config/settings");
      assert.deepEqual(pages, [{ id: "site_customization", group: "Site", title: "Name and links", writable: false }]);
      assert.ok(settings.every((setting: any) => setting.page === "site_customization" && !setting.writable));
      assert.equal((await reader.send("PUT", "/config/patch", { TeamSettings: { SiteName: "Mine" } })).status, 403);
      assert.equal(
        (await reader.send("PUT", "/config/patch", { TeamSettings: { SiteName: "Courtyard" } })).status,
        200,
      );
    });

    it("write only the settings of pages somebody may write, not others in the same request or section", async () => {
      const writer = await aDelegate(
        "writer",
        "sysconsole_write_site_customization",
        "sysconsole_read_site_users_and_teams",
      );
      await writer.put("/config/patch", { TeamSettings: { SiteName: "Theirs" } });
      for (const body of [
        { TeamSettings: { SiteName: "Again", MaxUsersPerTeam: 5 } },
        { TeamSettings: { EnableOpenServer: true } },
        { TeamSettings: { EnableOpenServer: false } },
        { ServiceSettings: { SiteURL: "https://evil.example.org" } },
        { OtherSettings: { Anything: 1 } },
      ]) {
        const error = await writer.fails("PUT", "/config/patch", body);
        assert.equal(error.status_code, 403, JSON.stringify(body));
      }
      const byPath = { changes: { "TeamSettings.EnableOpenServer": true } };
      assert.equal((await writer.send("PUT", "/courtyard/config", byPath)).status, 403);
      assert.deepEqual(await stored(), { TeamSettings: { SiteName: "Theirs" } });
      const whole = await writer.get("/config");
      assert.equal((await writer.send("PUT", "/config", whole)).status, 200);
    });

    it("hide the history of what somebody may not read, and do not let them undo it", async () => {
      await ada.put("/config/patch", { ServiceSettings: { SiteURL: "https://a.example.org" } });
      await ada.put("/config/patch", { TeamSettings: { SiteName: "Yard", MaxUsersPerTeam: 7 } });
      const writer = await aDelegate("historian", "sysconsole_write_site_customization");
      const history = await writer.get("/courtyard/config/history");
      assert.deepEqual(
        history.map((entry: any) => entry.paths),
        [["TeamSettings.SiteName"]],
      );
      const all = await ada.get("/courtyard/config/history");
      assert.equal((await writer.send("GET", `/courtyard/config/history/${all[1].id}`)).status, 404);
      assert.equal((await writer.send("POST", `/courtyard/config/history/${all[1].id}/undo`)).status, 404);
      assert.equal((await writer.send("POST", `/courtyard/config/history/${all[0].id}/undo`)).status, 403);
      assert.equal((await writer.send("GET", `/courtyard/config/history/${"z".repeat(26)}`)).status, 404);
    });
  });

  describe("by path", () => {
    const change = (person: Person, changes: Record<string, unknown>, more: object = {}) =>
      person.put("/courtyard/config", { changes, ...more });

    it("tell what the form needs", async () => {
      await change(ada, { "PasswordSettings.MinimumLength": 10 });
      const { settings } = await ada.get("/courtyard/config/settings");
      const of = (path: string) => settings.find((setting: any) => setting.path === path);
      assert.deepEqual(
        { ...of("PasswordSettings.MinimumLength"), title: "", help: "" },
        {
          path: "PasswordSettings.MinimumLength",
          page: "authentication_password",
          type: "number",
          title: "",
          help: "",
          value: 10,
          default: 8,
          source: "console",
          variable: "MM_PASSWORDSETTINGS_MINIMUMLENGTH",
          secret: false,
          restart: false,
          writable: true,
          forgets: [],
          min: 5,
          max: 72,
          unit: "characters",
        },
      );
      assert.equal(of("TeamSettings.CustomDescriptionText").source, "environment");
      assert.equal(of("TeamSettings.CustomDescriptionText").writable, false);
      assert.deepEqual(of("FileSettings.AmazonS3Endpoint").forgets, ["FileSettings.AmazonS3SecretAccessKey"]);
      assert.ok(settings.every((setting: any) => setting.title && setting.help && setting.page));
    });

    it("go back to the default with null", async () => {
      await change(ada, { "TeamSettings.SiteName": "Yard" });
      await change(ada, { "TeamSettings.SiteName": null });
      assert.deepEqual(await stored(), {});
    });

    it("refuse a path that is none", async () => {
      for (const path of ["SiteName", "a.b.c", "constructor.prototype.x", "TeamSettings."]) {
        assert.equal((await ada.send("PUT", "/courtyard/config", { changes: { [path]: 1 } })).status, 400, path);
      }
    });

    it("save for the first of two who edited the same state; the second is told", async () => {
      const { version } = await ada.get("/courtyard/config/settings");
      const answers = await Promise.all(
        ["One", "Two", "Three"].map((name) =>
          ada.send("PUT", "/courtyard/config", { version, changes: { "TeamSettings.SiteName": name } }),
        ),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
      const saved = answers.find(({ status }) => status === 200);
      assert.equal((await ada.get("/courtyard/config/settings")).version, saved?.body.version);
    });

    it("are remembered with who, when and why, and taken back one by one", async () => {
      await change(ada, { "TeamSettings.SiteName": "Yard" }, { comment: "New name" });
      await change(ada, { "PasswordSettings.MinimumLength": 12 });
      const [second, first] = await ada.get("/courtyard/config/history");
      assert.deepEqual([first.username, first.comment, first.paths], ["ada", "New name", ["TeamSettings.SiteName"]]);
      const { differences } = await ada.get(`/courtyard/config/history/${first.id}`);
      assert.deepEqual(differences, [
        { path: "TeamSettings.SiteName", title: "Name of this server", before: "Courtyard", after: "Yard" },
      ]);
      await ada.post(`/courtyard/config/history/${first.id}/undo`);
      assert.deepEqual(await stored(), { PasswordSettings: { MinimumLength: 12 } });
      assert.equal((await ada.send("POST", `/courtyard/config/history/${first.id}/undo`)).status, 409);
      await ada.post(`/courtyard/config/history/${second.id}/undo`);
      assert.deepEqual(await stored(), {});
    });

    it("leave an entry in the audit log, without values", async () => {
      await change(ada, { "TeamSettings.SiteName": "Audited name" });
      const entry = (await ada.get("/audits")).find((one: any) => one.action === "config.change");
      assert.equal(entry.user_id, ada.id);
      assert.deepEqual(entry.extra.paths, ["TeamSettings.SiteName"]);
      assert.ok(!JSON.stringify(entry).includes("Audited name"));
    });
  });

  describe("of the file storage", () => {
    it("are tried without being saved", async () => {
      assert.deepEqual(await ada.post("/file/s3_test", { FileSettings: { DriverName: "local" } }), { status: "OK" });
      const error = await ada.fails("POST", "/file/test", {
        FileSettings: { DriverName: "local", Directory: "/dev/null/files" },
      });
      assert.equal(error.status_code, 400);
      assert.equal(await stored(), undefined);
    });

    it("do not send a stored secret to a host that was not saved with it", async () => {
      await ada.put("/config/patch", { FileSettings: { AmazonS3SecretAccessKey: "canary-99" } });
      const { createServer } = await import("node:http");
      const heard: string[] = [];
      const listener = createServer((request, response) => {
        heard.push(JSON.stringify(request.headers));
        response.writeHead(403).end();
      });
      await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
      const { port } = listener.address() as { port: number };
      const error = await ada.fails("POST", "/file/test", {
        FileSettings: {
          DriverName: "amazons3",
          AmazonS3Endpoint: `127.0.0.1:${port}`,
          AmazonS3SSL: false,
          AmazonS3Bucket: "files",
          AmazonS3AccessKeyId: "id",
          AmazonS3SecretAccessKey: MASK,
        },
      });
      listener.close();
      assert.equal(error.status_code, 400);
      // A request signed with the secret would carry a signature.
      assert.ok(!heard.join().includes("Signature="), heard.join());
    });
  });
});
