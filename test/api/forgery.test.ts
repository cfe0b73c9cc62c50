import assert from "node:assert/strict";
import WebSocket from "ws";
import type { Route } from "../../core/platform/http/route.js";
import { type Person, stranger } from "../support/people.js";
import { startTestServer } from "../support/server.js";
import { nameOf, paramNames } from "../support/world/calls.js";
import { aWorld, type World } from "../support/world/world.js";

const FORMS = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
];

interface Cookies {
  header: string;
  csrf: string;
}

async function signInWithCookies(world: World, person: Person): Promise<Cookies> {
  const answer = await stranger(world.server).send(
    "POST",
    "/users/login",
    { login_id: person.username, password: person.password },
    { "X-Requested-With": "XMLHttpRequest", "X-Forwarded-For": "198.51.100.3" },
  );
  const header = answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
  return { header, csrf: /MMCSRF=(\w+)/.exec(header)?.[1] ?? "" };
}

describe("what another site does in somebody's name", () => {
  let world: World;
  let cookies: Cookies;

  before(async () => {
    world = await aWorld();
    cookies = await signInWithCookies(world, world.cast.outsider);
    assert.match(cookies.csrf, /^[a-z0-9]{26}$/);
  });
  after(() => world.stop());

  const writes = () => world.server.app.http.routes.filter(({ endpoint }) => endpoint.method !== "GET");
  /** An address of the route at which there is nothing. */
  const nowhere = (route: Route) =>
    paramNames(route).reduce(
      (path, name) => path.replace(new RegExp(`\\{${name}[*?]?\\}`), name.endsWith("_id") ? "z".repeat(26) : "zzz"),
      route.endpoint.path,
    );
  let from = 0;
  const send = (route: Route, headers: Record<string, string>, type = "application/json") =>
    stranger(world.server).send(route.endpoint.method, nowhere(route), route.endpoint.body ? "{" : undefined, {
      Cookie: cookies.header,
      "X-Forwarded-For": `10.9.${++from >> 8}.${from & 255}`,
      ...(route.endpoint.body ? { "Content-Type": type } : {}),
      ...headers,
    });

  it("is refused for every write there is, in whatever form", async function () {
    this.timeout(180_000);
    const passed: string[] = [];
    let calls = 0;
    for (const route of writes().filter(({ guards }) => guards.some((guard) => guard.session))) {
      const attempts: [Record<string, string>, string][] = [
        ...FORMS.map((type): [Record<string, string>, string] => [{ Origin: "https://evil.example" }, type]),
        [{ "X-CSRF-Token": "" }, "application/json"],
        [{ "X-CSRF-Token": world.cast.outsider.id }, "application/json"],
        [{ "X-Requested-With": "XMLHttpRequest" }, "application/json"],
      ];
      for (const [headers, type] of attempts) {
        calls++;
        const { status } = await send(route, headers, type);
        if (status !== 401) passed.push(`${nameOf(route)} as ${type} with ${JSON.stringify(headers)}: ${status}`);
      }
    }
    assert.deepEqual(passed, []);
    assert.ok(calls > 1000, `${calls} calls`);
  });

  it("would have been done with the right value: the same calls get past that check", async () => {
    const refused: string[] = [];
    for (const route of writes().filter(({ guards }) => guards.some((guard) => guard.session))) {
      // These two end the session that is used here.
      if (/sessions\/revoke|users\/\{user_id\}$/.test(route.endpoint.path)) continue;
      const { status } = await send(route, { "X-CSRF-Token": cookies.csrf });
      if (status === 401) refused.push(nameOf(route));
    }
    assert.deepEqual(refused, []);
  });

  it("is done by nobody, where a call needs no session", async () => {
    const open = writes().filter(
      ({ guards, options }) => !guards.some((guard) => guard.session) || options.csrf === false,
    );
    assert.deepEqual(
      open.filter(({ options }) => options.csrf === false).map(nameOf),
      [],
      "no call takes a cookie without proof",
    );
    const created = await stranger(world.server).send(
      "POST",
      "/users",
      { username: "forged", email: "forged@example.org", password: "correct horse battery" },
      { Cookie: cookies.header, Origin: "https://evil.example" },
    );
    assert.equal(created.body.id, "api.user.create_user.no_open_server");
    await stranger(world.server).send("POST", "/users/logout", undefined, { Cookie: cookies.header });
    const still = await stranger(world.server).send("GET", "/users/me", undefined, { Cookie: cookies.header });
    assert.equal(still.status, 200, "nobody is signed out by another site");
  });

  it("cannot be prepared by signing somebody in: no cookie comes without a header only scripts of this site can set", async () => {
    const { username, password } = world.cast.outsider;
    const answer = await stranger(world.server).send(
      "POST",
      "/users/login",
      JSON.stringify({ login_id: username, password }),
      { "Content-Type": "text/plain", Origin: "https://evil.example" },
    );
    assert.deepEqual(answer.headers.getSetCookie(), []);
  });

  it("is not helped by CORS: no other site may read or write unless it is listed", async () => {
    for (const [method, path] of [
      ["OPTIONS", "/posts"],
      ["GET", "/users/me"],
      ["GET", "/config/client"],
      ["POST", "/users/login"],
    ] as const) {
      const answer = await stranger(world.server).send(method, path, undefined, {
        Cookie: cookies.header,
        Origin: "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "X-CSRF-Token",
      });
      const granted = [...answer.headers.keys()].filter((name) => name.startsWith("access-control-"));
      assert.deepEqual(granted, [], `${method} ${path}`);
    }
    const server = await startTestServer({ MM_SERVICESETTINGS_ALLOWCORSFROM: "https://friend.example" });
    try {
      const ask = (origin: string) => stranger(server).send("OPTIONS", "/posts", undefined, { Origin: origin });
      const friend = await ask("https://friend.example");
      assert.equal(friend.headers.get("access-control-allow-origin"), "https://friend.example");
      assert.equal(friend.headers.get("access-control-allow-credentials"), null, "never with the cookie");
      for (const origin of ["https://friend.example.evil.example", "http://friend.example", "null", "https://friend"])
        assert.equal((await ask(origin)).headers.get("access-control-allow-origin"), null, origin);
    } finally {
      await server.stop();
    }
  });

  it("does not open a socket from another origin, with a cookie or a token", async () => {
    const url = `${world.server.url.replace("http", "ws")}/api/v4/websocket`;
    const knock = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const socket = new WebSocket(url, { headers });
        socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
        socket.on("open", () => resolve(101));
        socket.on("error", reject);
        socket.on("open", () => socket.close());
      });
    const { host } = new URL(world.server.url);
    const foreign = [
      "https://evil.example",
      "null",
      "file://",
      `http://${host}.evil.example`,
      `http://evil.example/${host}`,
      `http://${host.split(":")[0]}:1`,
      "",
      "not an origin",
    ].filter(Boolean);
    for (const origin of foreign) {
      assert.equal(await knock({ Cookie: cookies.header, Origin: origin }), 403, origin);
      assert.equal(await knock({ Authorization: `Bearer ${world.cast.member.token}`, Origin: origin }), 403, origin);
      assert.equal(await knock({ Origin: origin }), 403, origin);
    }
    assert.equal(await knock({ Cookie: cookies.header, Origin: `http://${host}` }), 101);
    assert.equal(await knock({ Cookie: cookies.header }), 101, "programs send no origin");
  });

  it("cannot put a page into a frame, run a script in it, or bring it back from TLS", async () => {
    for (const path of ["/", "/login", "/any/channels/town-square", "/admin_console", "/admin_console/x"]) {
      const { headers, status } = await stranger(world.server).send("GET", `/api/..${path}`);
      assert.equal(status, 200, path);
      const policy = headers.get("content-security-policy") ?? "";
      assert.match(policy, /frame-ancestors 'self'/);
      assert.match(policy, /script-src 'self'(;|$)/);
      assert.match(policy, /object-src 'none'.*base-uri 'none'/);
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(headers.get("x-frame-options"), "SAMEORIGIN");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
    }
    const ping = (headers: Record<string, string>) =>
      stranger(world.server).send("GET", "/system/ping", undefined, headers);
    assert.equal((await ping({})).headers.get("strict-transport-security"), null);
    assert.equal(
      (await ping({ "X-Forwarded-Proto": "https" })).headers.get("strict-transport-security"),
      "max-age=63072000",
    );
  });
});
