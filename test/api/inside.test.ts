import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer, type Server as NetServer } from "node:net";
import { linksIn } from "../../core/features/previews/links.js";
import { BrowserSecrets } from "../../core/features/push/browser-secrets.fixture.js";
import { INSIDE, URLS } from "../../core/platform/outbound/addresses.fixture.js";
import { isTest, sourcesOf } from "../architecture/sources.js";
import { aChannel, anAdmin, aPost, aTeam, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

/** The name of a site of somebody else, which is reached. Its address is one the server would not go to otherwise. */
const OUTSIDE = "outside.example";

/** A way by which somebody makes the server ask an address. */
interface Door {
  /** The source that sends the request. */
  source: string;
  /** Tries it; fails when what came back is not what an address without an answer gives. */
  knock(url: string): Promise<void>;
}

/** Runs work over items, some at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>, atOnce = 12): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce)
    await Promise.all(items.slice(start, start + atOnce).map(work));
}

const html =
  (text: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { "content-type": "text/html" }).end(text);
const redirect =
  (location: string, status = 302): RequestListener =>
  (_request, response) =>
    // Signs below a space fit into no header, so nobody can send them.
    void response
      .writeHead(status, { location: Buffer.from(location.replace(/[\0-\x1f]/g, "")).toString("latin1") })
      .end();

describe("the inside of the network", () => {
  let server: TestServer;
  let admin: Person;
  let channel: { id: string };
  /** Counts everybody who reaches this machine at all, by any of its addresses. */
  let inside: NetServer;
  let connections = 0;
  let port: number;
  let outside: Server;
  let site: string;
  /** How often each name was looked up. */
  const lookups = new Map<string, number>();
  const names = new Map<string, (time: number) => string[]>();
  const pages = new Map<string, RequestListener>();

  before(async () => {
    inside = createServer((socket) => {
      connections++;
      socket.on("error", () => {}).end("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nCANARY");
    });
    inside.listen(0, "::");
    outside = createHttpServer((request, response) => {
      const page = pages.get(request.url ?? "");
      if (page) page(request, response);
      else response.writeHead(404).end();
    });
    outside.listen(0, "127.0.0.1");
    await Promise.all([once(inside, "listening"), once(outside, "listening")]);
    port = (inside.address() as AddressInfo).port;
    site = `http://${OUTSIDE}:${(outside.address() as AddressInfo).port}`;
    names.set(OUTSIDE, () => ["127.0.0.1"]);
    server = await startTestServer(
      {
        MM_SERVICESETTINGS_TRUSTEDPROXIES: "127.0.0.1",
        MM_EMAILSETTINGS_SENDPUSHNOTIFICATIONS: "true",
      },
      {
        resolve: async (host) => {
          const time = (lookups.get(host) ?? 0) + 1;
          lookups.set(host, time);
          return names.get(host)?.(time) ?? ["127.0.0.1", "::1"];
        },
      },
    );
    admin = await anAdmin(server);
    settings({ ServiceSettings: { AllowedUntrustedInternalConnections: OUTSIDE } });
    channel = await aChannel(admin, await aTeam(admin, "garden"), "links");
  });
  after(async () => {
    await server.stop();
    outside.closeAllConnections();
    outside.close();
    inside.close();
  });

  /** Everything on the lists: ways to write an address, the addresses themselves, and names that lead to them. */
  function everything(): string[] {
    const urls = URLS.map((url) => url.replaceAll("PORT", String(port)));
    INSIDE.forEach((address, index) => {
      const host = address.includes(":") ? `[${address}]` : address;
      if (address.trim()) urls.push(`http://${host}:${port}/`);
      names.set(`n${index}.example`, () => [address]);
      urls.push(`http://n${index}.example:${port}/`);
    });
    return urls;
  }

  const settings = (changed: Record<string, Record<string, unknown>>) => {
    const { config } = server.app.platform;
    const merged = structuredClone(config.stored) as Record<string, Record<string, unknown>>;
    for (const [section, values] of Object.entries(changed)) merged[section] = { ...merged[section], ...values };
    config.replace(merged);
  };
  /** A call of its own network each, so that none is held up by the limits of another. */
  let networks = 0;
  const ask = (method: string, path: string, body?: unknown) => {
    networks++;
    return admin.send(method, path, body, { "X-Forwarded-For": `8.8.${networks >> 8}.${networks & 255}` });
  };

  const doors: Record<string, Door> = {
    "POST /opengraph": {
      source: "core/features/previews/fetch.ts",
      async knock(url) {
        const answer = await ask("POST", "/opengraph", { url });
        if (answer.status === 200) assert.deepEqual(answer.body, { url: "", images: [] }, url);
        else assert.equal(answer.status, 400, `${url}: ${JSON.stringify(answer.body)}`);
      },
    },
    "the picture of a page": {
      source: "core/features/previews/fetch.ts",
      async knock(url) {
        const path = `/page-${pages.size}`;
        const image = url.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
        pages.set(
          path,
          html(`<html><head><title>Page</title><meta property="og:image" content="${image}"></head></html>`),
        );
        const answer = await ask("POST", "/opengraph", { url: site + path });
        assert.deepEqual([answer.body.title, answer.body.images], ["Page", []], url);
      },
    },
    "GET /image": {
      source: "core/features/previews/image-proxy.ts",
      async knock(url) {
        const answer = await ask("GET", `/image?url=${encodeURIComponent(url)}`);
        assert.ok([400, 404].includes(answer.status), `${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
      },
    },
    "GET /redirect_location": {
      source: "core/features/previews/routes.ts",
      async knock(url) {
        const answer = await ask("GET", `/redirect_location?url=${encodeURIComponent(url)}`);
        // It tells where a short link leads and goes nowhere, so only what the outside says may come back.
        if (answer.status === 200) assert.ok(url.startsWith(site) || answer.body.location === "", url);
        else assert.equal(answer.status, 400, `${url}: ${JSON.stringify(answer.body)}`);
      },
    },
    "POST /site_url/test": {
      source: "core/features/upkeep/service.ts",
      async knock(url) {
        const answer = await ask("POST", "/site_url/test", { site_url: url });
        assert.equal(answer.status, 400, url);
        assert.doesNotMatch(JSON.stringify(answer.body), /status 200|CANARY/, url);
      },
    },
    "the push proxy": {
      source: "core/features/push/proxy.ts",
      async knock(url) {
        settings({ EmailSettings: { PushNotificationServer: url } });
        await assert.rejects(server.app.push.proxy.send({ device_id: "d" } as never), { name: "ProxyError" }, url);
      },
    },
    "the push service of a browser": {
      source: "core/features/push/web-client.ts",
      async knock(url) {
        // Only https is taken; what is not is refused before, as the address of a browser and by this client.
        const endpoint = url.replace(/^http:/, "https:");
        const { keys } = new BrowserSecrets();
        const asked = await ask("PUT", "/courtyard/web_push/device", { endpoint, keys });
        if (asked.status !== 200) return assert.equal(asked.status, 400, url);
        const { client } = server.app.push.web;
        client.tryAgain();
        const sent = client.send({ endpoint, ...keys }, Buffer.from("hello"), { ttl: 60, urgency: "high" });
        const result = await sent.then(
          (answer) => answer.result,
          (error: Error) => error.name,
        );
        assert.ok(["gone", "WebPushAway"].includes(result), `${url}: ${result}`);
      },
    },
  };

  it("has a door in this test for every source that sends requests to the outside", () => {
    const senders = sourcesOf("core", "enterprise")
      .filter(({ path, text }) => !isTest(path) && !path.includes("/platform/outbound/") && /[oO]utbound\b/.test(text))
      .filter(({ text }) => /outbound\s*\.(request|check)\(/.test(text))
      .map(({ path }) => path);
    assert.deepEqual(
      [...new Set(senders)].sort(),
      [...new Set(Object.values(doors).map(({ source }) => source))].sort(),
    );
  });

  for (const [name, door] of Object.entries(doors)) {
    it(`is not reached through ${name}`, async () => {
      const urls = everything();
      assert.ok(urls.length >= 300);
      await each(urls, door.knock);
      assert.equal(connections, 0);
    });

    it(`is not reached through ${name} by redirects`, async () => {
      const urls = everything();
      const starts = urls.map((url, index) => {
        pages.set(`/to-${index}`, redirect(url, [301, 302, 303, 307, 308][index % 5]));
        pages.set(`/to-${index}/api/v4/system/ping`, redirect(url));
        pages.set(`/to-${index}/api/v1/send_push`, redirect(url, 307));
        return `${site}/to-${index}`;
      });
      for (let hop = 1; hop <= 3; hop++) pages.set(`/hop-${hop}`, redirect(hop === 3 ? "/to-0" : `/hop-${hop + 1}`));
      await each([...starts, `${site}/hop-1`], door.knock);
      assert.equal(connections, 0);
    });

    it(`is not reached through ${name} by a name server that changes its mind`, async () => {
      for (const later of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0"]) {
        const name = `rebind-${networks}.example`;
        names.set(name, (time) => (time === 1 ? ["203.0.113.255", later] : [later]));
        await door.knock(`http://${name}:${port}/`);
        await door.knock(`http://${name}:${port}/`);
      }
      assert.equal(connections, 0);
    });

    it(`takes no end of nothing through ${name}`, async () => {
      let open = 0;
      let most = 0;
      const endless =
        (head: string): RequestListener =>
        ({ socket }) => {
          open++;
          socket
            .on("error", () => {})
            .on("close", () => {
              open--;
              most = Math.max(most, socket.bytesWritten);
            });
          socket.write(`HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n${head}\r\n`);
          const more = () => {
            while (!socket.destroyed && socket.write(Buffer.alloc(65_536, "<p>x</p>")));
            if (!socket.destroyed) socket.once("drain", more);
          };
          more();
        };
      for (const end of ["", "/api/v4/system/ping", "/api/v1/send_push"]) {
        pages.set(`/endless${end}`, endless(""));
        pages.set(`/little${end}`, endless("content-length: 5\r\n"));
        pages.set(`/much${end}`, endless("content-length: 10000000000\r\n"));
      }
      // What comes of them differs from door to door; that they come to an end does not.
      await Promise.allSettled(["/endless", "/little", "/much"].map((path) => door.knock(site + path)));
      await until(() => open === 0, "the server to hang up");
      assert.ok(most < 32 * 1024 * 1024, `it took ${most} bytes`);
    });
  }

  it("is not reached through links in messages", async () => {
    const urls = everything().filter((url) => /^https?:\/\//.test(url));
    const wanted = new Set<string>();
    for (let start = 0; start < urls.length; start += 5) {
      const five = urls.slice(start, start + 5).map((url, index) => `![picture](${url}message-${start + index})`);
      const { all, images } = linksIn(five.join("\n"));
      for (const url of [...all.slice(0, 1), ...images]) wanted.add(url);
      await aPost(admin, channel, five.join("\n"));
    }
    assert.ok(wanted.size >= 250, `${wanted.size} are looked up`);
    const missing = async () => {
      const rows = await server.sql<{ url: string; type: string }>("SELECT url, type FROM link_metadata");
      assert.deepEqual(
        rows.filter(({ url, type }) => wanted.has(url) && type !== "none"),
        [],
      );
      const known = new Set(rows.map(({ url }) => url));
      return [...wanted].filter((url) => !known.has(url));
    };
    await until(missing, "all links to be looked at", { every: 50, passes: (urls) => urls.length === 0 });
    assert.equal(connections, 0);
  });

  it("is reached where an administrator allowed a host, an address or a range, and only there", async () => {
    const told = async () =>
      (await ask("POST", "/opengraph", { url: `${site.replace(OUTSIDE, "build.example")}/it-${networks}` })).body.title;
    const allowed = (text: string) => {
      settings({ ServiceSettings: { AllowedUntrustedInternalConnections: text } });
      for (let next = networks; next < networks + 3; next++)
        pages.set(`/it-${next}`, html("<html><head><title>Inside</title></head></html>"));
    };
    names.set("build.example", () => ["127.0.0.1"]);
    for (const text of ["build.example", "127.0.0.1", "127.0.0.0/8", "other.example,127.0.0.1/32"]) {
      allowed(text);
      assert.equal(await told(), "Inside", text);
    }
    for (const text of [
      "",
      "other.example",
      "example",
      "uild.example",
      "127.0.0.2",
      "127.0.0.2/31",
      "10.0.0.0/8",
      "::/0",
    ]) {
      allowed(text);
      assert.equal(await told(), undefined, text);
    }
  });
});
