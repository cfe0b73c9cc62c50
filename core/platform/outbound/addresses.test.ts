import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { AllowList, isPublic } from "./addresses.js";
import { Outbound } from "./client.js";
import { OutboundError } from "./errors.js";

/** Addresses inside, special or reserved: as they stand in DNS answers. */
const INSIDE = [
  // this host, private, shared, link-local, loopback
  "0.0.0.0",
  "0.1.2.3",
  "0.255.255.255",
  "10.0.0.0",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.0",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.0",
  "127.0.0.1",
  "127.1.2.3",
  "127.255.255.254",
  "127.255.255.255",
  "169.254.0.0",
  "169.254.0.1",
  "169.254.169.254",
  "169.254.170.2",
  "169.254.255.255",
  "172.16.0.0",
  "172.16.0.1",
  "172.20.10.5",
  "172.31.255.255",
  "192.168.0.0",
  "192.168.0.1",
  "192.168.1.1",
  "192.168.255.255",
  // protocol assignments, documentation, relays, benchmarking
  "192.0.0.0",
  "192.0.0.1",
  "192.0.0.8",
  "192.0.0.170",
  "192.0.0.192",
  "192.0.0.255",
  "192.0.2.0",
  "192.0.2.55",
  "192.31.196.1",
  "192.52.193.1",
  "192.88.99.0",
  "192.88.99.1",
  "192.175.48.1",
  "198.18.0.0",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.7",
  "203.0.113.9",
  // multicast, reserved, broadcast
  "224.0.0.0",
  "224.0.0.1",
  "239.255.255.250",
  "239.255.255.255",
  "240.0.0.0",
  "240.0.0.1",
  "250.1.2.3",
  "255.255.255.254",
  "255.255.255.255",
  // IPv6: unspecified, loopback, compatible, mapped, translated
  "::",
  "::1",
  "0:0:0:0:0:0:0:1",
  "::127.0.0.1",
  "::10.0.0.1",
  "::8.8.8.8",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:10.0.0.1",
  "::ffff:169.254.169.254",
  "::ffff:8.8.8.8",
  "0:0:0:0:0:ffff:7f00:0001",
  "::ffff:0:127.0.0.1",
  "::ffff:0:7f00:1",
  "::ffff:0:8.8.8.8",
  "64:ff9b::",
  "64:ff9b::127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b::808:808",
  "64:ff9b:1::1",
  "64:ff9b:1:ffff::10.0.0.1",
  "64:ff9b:1:7f00:1::",
  // discard, protocol assignments, Teredo, ORCHID, documentation, 6to4
  "100::",
  "100::1",
  "2001::",
  "2001::1",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  "2001:2::1",
  "2001:3::1",
  "2001:4:112::1",
  "2001:10::1",
  "2001:20::1",
  "2001:30::1",
  "2001:1ff::1",
  "2001:db8::",
  "2001:db8::1",
  "2001:db8:ffff::1",
  "2002::",
  "2002:7f00:1::",
  "2002:7f00:0001::1",
  "2002:a00:1::1",
  "2002:c0a8:101::1",
  "2002:808:808::1",
  "2620:4f:8000::1",
  "3fff::1",
  "3fff:fff::1",
  "5f00::1",
  "4000::1",
  "8000::1",
  // unique local, link-local, site-local, multicast
  "fc00::",
  "fc00::1",
  "fd00::1",
  "fd00:ec2::254",
  "fdff:ffff::1",
  "fe80::",
  "fe80::1",
  "fe80::1%1",
  "fe80::1%eth0",
  "febf::1",
  "fec0::1",
  "feff::1",
  "ff00::",
  "ff01::1",
  "ff02::1",
  "ff05::2",
  "ff0e::1",
  "ffff::1",
  // not an address at all
  "",
  "localhost",
  "127.1",
  "0x7f.0.0.1",
  "2130706433",
  "1.2.3",
  "1.2.3.4.5",
  "256.1.1.1",
  "::g",
  "1.2.3.4/8",
  " 8.8.8.8",
];
const OUTSIDE = [
  "1.1.1.1",
  "8.8.8.8",
  "9.9.9.9",
  "93.184.216.34",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.255.255",
  "172.32.0.1",
  "192.0.1.1",
  "192.167.1.1",
  "198.17.1.1",
  "198.20.0.1",
  "223.255.255.254",
  "2606:4700::1111",
  "2001:4860:4860::8888",
  "2a00:1450::1",
  "2003::1",
  "2400::1",
];

/** Ways to write the loopback listener and its neighbours in a URL; PORT is the listener's. */
const URLS = [
  "http://127.0.0.1:PORT/",
  "http://127.1:PORT/",
  "http://127.0.1:PORT/",
  "http://2130706433:PORT/",
  "http://0x7f000001:PORT/",
  "http://0x7f.0.0.1:PORT/",
  "http://0177.0.0.1:PORT/",
  "http://0177.0.0.01:PORT/",
  "http://017700000001:PORT/",
  "http://0x7f.1:PORT/",
  "http://127.0.0.1.:PORT/",
  "http://0:PORT/",
  "http://0.0.0.0:PORT/",
  "http://0x0:PORT/",
  "http://%31%32%37.0.0.1:PORT/",
  "http://①②⑦.⓪.⓪.①:PORT/",
  "http://１２７。０。０。１:PORT/",
  "http://127.0.0.2:PORT/",
  "http://127.127.127.127:PORT/",
  "http://[::1]:PORT/",
  "http://[::]:PORT/",
  "http://[0:0:0:0:0:0:0:1]:PORT/",
  "http://[::ffff:127.0.0.1]:PORT/",
  "http://[::ffff:7f00:1]:PORT/",
  "http://[::127.0.0.1]:PORT/",
  "http://[64:ff9b::127.0.0.1]:PORT/",
  "http://[2002:7f00:1::]:PORT/",
  "http://[::ffff:0:127.0.0.1]:PORT/",
  "http://user:pass@127.0.0.1:PORT/",
  "http://example.org@127.0.0.1:PORT/",
  "http://example.org:80@127.0.0.1:PORT/",
  "http://127.0.0.1:PORT#@example.org/",
  "http://127.0.0.1:PORT?@example.org/",
  "http:\\\\127.0.0.1:PORT\\",
  "http:127.0.0.1:PORT",
  "http:/127.0.0.1:PORT/",
  "http:////127.0.0.1:PORT/",
  "\thttp://127.0.0.1:PORT/",
  "http://127.0.0.1\t:PORT/",
  "HTTP://127.0.0.1:PORT/",
  "https://127.0.0.1:PORT/",
  "http://localhost:PORT/",
  "http://LOCALHOST:PORT/",
  "http://localhost.:PORT/",
  "http://localhost.localdomain:PORT/",
  "http://ip6-localhost:PORT/",
  "http://foo.localhost:PORT/",
  "http://[fe80::1]:PORT/",
  "http://169.254.169.254/latest/meta-data/",
  "http://metadata.internal/",
  "ftp://127.0.0.1:PORT/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:PORT/_x",
  "dict://127.0.0.1:PORT/",
  "ldap://127.0.0.1:PORT/",
  "javascript:alert(1)",
  "data:text/html,x",
  "blob:http://127.0.0.1:PORT/x",
  "ws://127.0.0.1:PORT/",
  "//127.0.0.1:PORT/",
  "127.0.0.1:PORT",
  "",
  "http://",
  "http://[::1",
  "http://127.0.0.1:99999/",
  "http://a b/",
];

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
