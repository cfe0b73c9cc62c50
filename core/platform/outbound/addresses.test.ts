import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { INSIDE, OUTSIDE, URLS } from "./addresses.fixture.js";
import { AllowList, isPublic } from "./addresses.js";
import { Outbound } from "./client.js";
import { OutboundError } from "./errors.js";

describe("addresses the server does not go to", () => {
  it("are told from public ones", () => {
    assert.ok(INSIDE.length >= 120);
    assert.deepEqual(INSIDE.filter(isPublic), []);
    assert.deepEqual(
      OUTSIDE.filter((address) => !isPublic(address)),
      [],
    );
  });

  it("are allowed by name, by address and by range, and nothing beside", () => {
    const list = new AllowList("build.corp, 10.1.2.3 10.2.0.0/16\nfd00::/8 [fc00::7]  nonsense/99");
    assert.deepEqual(
      ["build.corp", "BUILD.corp", "build.corp.", "build.corp.evil", "x.build.corp", "10.1.2.3"].map((host) =>
        list.host(host),
      ),
      [true, true, true, false, false, false],
    );
    assert.deepEqual(
      [
        "10.1.2.3",
        "10.1.2.4",
        "10.2.255.1",
        "10.3.0.1",
        "fd12::1",
        "fc00::7",
        "fc00:0::7",
        "fc00::8",
        "::ffff:10.1.2.3",
        "nonsense",
      ].map((address) => list.address(address)),
      [true, false, true, false, true, true, true, false, false, false],
    );
  });

  describe("with a listener on loopback", () => {
    let server: Server;
    let connections = 0;
    let port: number;
    before(async () => {
      server = createServer((socket) => {
        connections++;
        socket.on("error", () => {}).end("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret");
      });
      await new Promise<void>((resolve) => server.listen(0, "::", resolve));
      port = (server.address() as AddressInfo).port;
    });
    after(() => void server.close());

    const refusal = async (outbound: Outbound, url: string) => {
      const error = await outbound.request(url, { timeoutMs: 5_000 }).then(
        (answer) => new Error(`answered ${answer.status}`),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof OutboundError, `${url}: ${error}`);
      assert.ok(["bad_url", "forbidden", "unresolved"].includes(error.code), `${url}: ${error.code}`);
    };

    it(`are not reached by ${URLS.length} ways to write them`, async () => {
      const loopback = new Outbound({ resolve: async () => ["127.0.0.1", "::1"] });
      for (const url of URLS) await refusal(loopback, url.replaceAll("PORT", String(port)));
      assert.equal(connections, 0);
    });

    it(`are not reached through a name with any of ${INSIDE.length} of them`, async () => {
      for (const address of INSIDE)
        await refusal(new Outbound({ resolve: async () => [address] }), `http://rebind.example:${port}/`);
      assert.equal(connections, 0);
    });

    it("are left out where a name has public ones too", async () => {
      const outbound = new Outbound({ resolve: async () => ["127.0.0.1", "93.184.216.34", "::1", "10.0.0.1"] });
      assert.deepEqual(await outbound.check(`http://mixed.example:${port}/`), ["93.184.216.34"]);
      assert.equal(connections, 0);
    });

    it("include the machine's own public ones", async () => {
      const own = () => new Set(["93.184.216.34"]);
      await refusal(new Outbound({ own, resolve: async () => ["93.184.216.34"] }), "http://self.example/");
      assert.deepEqual(
        await new Outbound({ own, allowed: () => "93.184.216.34", resolve: async () => ["93.184.216.34"] }).check(
          "http://self.example/",
        ),
        ["93.184.216.34"],
      );
    });

    it("are reached when an administrator allowed the host, the address or the range", async () => {
      for (const allowed of ["inside.example", "127.0.0.1", "127.0.0.0/8"]) {
        const outbound = new Outbound({ allowed: () => allowed, resolve: async () => ["127.0.0.1"] });
        assert.equal((await outbound.request(`http://inside.example:${port}/`)).body.toString(), "secret");
      }
      connections = 0;
      await refusal(
        new Outbound({ allowed: () => "other.example 127.0.0.2 10.0.0.0/8", resolve: async () => ["127.0.0.1"] }),
        `http://inside.example:${port}/`,
      );
      assert.equal(connections, 0);
    });
  });
});
