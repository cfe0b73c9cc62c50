import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import {
  aChannel,
  aDirect,
  add,
  anAdmin,
  aPost,
  aTeam,
  aUser,
  join,
  type Person,
  stranger,
} from "../support/people.js";
import { aBomb, aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { Website } from "../support/website.js";

const page = (title: string, more = "") => `<html><head><title>${title}</title>${more}</head><body>...</body></html>`;

describe("previews", () => {
  let server: TestServer;
  let site: Website;
  let [ada, bob, cat]: Person[] = [];
  let team: { id: string };
  let open: { id: string };
  let secret: { id: string };

  before(async () => {
    site = await Website.open();
    server = await startTestServer({ MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1" });
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    open = await aChannel(ada, team, "open");
    secret = await aChannel(ada, team, "secret", "P");
    await add(ada, open, bob, cat);
    await add(ada, secret, bob);
  });
  after(async () => {
    await server.stop();
    site.close();
  });

  const configured = async (settings: Record<string, Record<string, unknown>>, work: () => Promise<void>) => {
    const { config } = server.app.platform;
    const { stored } = config;
    config.replace({ ...stored, ...settings });
    try {
      await work();
    } finally {
      config.replace(stored);
    }
  };
  const edited = (heard: Listener, post: { id: string }) =>
    heard.next("post_edited", (one) => JSON.parse(one.data.post).id === post.id);

  describe("of links", () => {
    it("come after the message, by an event, and stay with it", async () => {
      site.put("/rose.png", await aPicture(300, 200), "image/png");
      const url = site.put(
        "/rose",
        page(
          "Roses",
          `<meta property="og:image" content="/rose.png"><meta property="og:description" content="All of them">`,
        ),
      );
      const heard = await Listener.open(cat);
      const post = await aPost(bob, open, `Look: ${url}.`);
      assert.deepEqual((post as any).metadata.embeds, [], "the message did not wait");
      const event = JSON.parse((await edited(heard, post)).data.post);
      const image = `${site.url}/rose.png`;
      const embed = {
        type: "opengraph",
        url,
        data: {
          type: "",
          title: "Roses",
          description: "All of them",
          site_name: "",
          url,
          images: [{ url: image, width: 300, height: 200 }],
        },
      };
      assert.deepEqual(event.metadata.embeds, [embed]);
      assert.deepEqual(event.metadata.images, { [image]: { width: 300, height: 200, format: "png", frame_count: 0 } });
      assert.deepEqual([event.edit_at, event.update_at > post.update_at], [0, true], "changed, but not edited");
      const read = await cat.get(`/posts/${post.id}`);
      assert.deepEqual(read.metadata.embeds, [embed]);
      // Known now: the next message with the link has it at once.
      const asked = site.asked.length;
      assert.deepEqual(((await aPost(bob, open, url)) as any).metadata.embeds, [embed]);
      assert.equal(site.asked.length, asked);
      heard.close();
    });

    it("tell the size of linked pictures, and of those in the text", async () => {
      const [first, second] = [
        site.put("/1.png", await aPicture(40, 30), "image/png"),
        site.put("/2.png", await aPicture(20, 10), "image/png"),
      ];
      const heard = await Listener.open(cat);
      const post = await aPost(bob, open, `${first} ![two](${second})`);
      const { metadata } = JSON.parse((await edited(heard, post)).data.post);
      assert.deepEqual(metadata.embeds, [{ type: "image", url: first }]);
      assert.deepEqual(
        Object.values(metadata.images).map((image: any) => [image.width, image.height]),
        [
          [40, 30],
          [20, 10],
        ],
      );
      heard.close();
    });

    it("are not made for those who do not answer, sites without preview, code, and when they are off", async () => {
      const heard = await Listener.open(cat);
      const done = async (message: string) => {
        const post = await aPost(bob, open, message);
        // A preview that comes afterwards shows that this one is through: they are taken in turn.
        const marker = await aPost(bob, open, site.put(`/marker-${post.id}`, page("marker")));
        await edited(heard, marker);
        return (await cat.get(`/posts/${post.id}`)).metadata;
      };
      site.pages.set("/broken", (request) => request.socket.destroy());
      assert.deepEqual((await done(`${site.url}/missing`)).embeds, []);
      assert.deepEqual((await done(`${site.url}/broken`)).embeds, []);
      assert.deepEqual((await done(`\`${site.put("/code", page("code"))}\``)).embeds, []);
      assert.ok(!site.asked.includes("/code"));
      await configured({ ServiceSettings: { RestrictLinkPreviews: "127.0.0.1" } }, async () => {
        await aPost(bob, open, site.put("/restricted", page("restricted")));
        assert.deepEqual(await bob.post("/opengraph", { url: `${site.url}/restricted` }), { url: "", images: [] });
      });
      const { url } = { url: site.put("/off", page("off")) };
      await configured({ ServiceSettings: { EnableLinkPreviews: false } }, async () => {
        const post = await aPost(bob, open, `${site.url}/rose ${url}`);
        assert.deepEqual((await cat.get(`/posts/${post.id}`)).metadata.embeds, []);
        assert.equal((await bob.fails("POST", "/opengraph", { url })).status_code, 501);
      });
      await done("through");
      assert.ok(!site.asked.includes("/restricted") && !site.asked.includes("/off"));
      heard.close();
    });

    it("go away when the author takes them off", async () => {
      const heard = await Listener.open(cat);
      const post = await aPost(bob, open, site.put("/unwanted", page("Unwanted")));
      await edited(heard, post);
      await bob.put(`/posts/${post.id}/patch`, { props: { remove_link_preview: "true" } });
      assert.deepEqual((await cat.get(`/posts/${post.id}`)).metadata.embeds, []);
      heard.close();
    });

    it("follow an edited link", async () => {
      const [before, after] = [site.put("/before", page("before")), site.put("/after", page("after"))];
      const heard = await Listener.open(cat);
      const post = await aPost(bob, open, before);
      await edited(heard, post);
      await bob.put(`/posts/${post.id}/patch`, { message: after });
      const event = await heard.next(
        "post_edited",
        (one) => JSON.parse(one.data.post).metadata.embeds[0]?.data?.title === "after",
      );
      assert.equal(JSON.parse(event.data.post).message, after);
      heard.close();
    });

    it("never lead the server to the inside", async () => {
      const inside = await Website.open();
      inside.put("/", page("canary"));
      const port = new URL(inside.url).port;
      await configured({ ServiceSettings: { AllowedUntrustedInternalConnections: "" } }, async () => {});
      const closed = await startTestServer();
      try {
        const admin = await anAdmin(closed);
        const away = site.url.replace("http://", "");
        site.pages.set(
          "/to-inside",
          (_request, response) => void response.writeHead(302, { location: inside.url }).end(),
        );
        for (const url of [
          inside.url,
          `http://localhost:${port}/`,
          `http://[::1]:${port}/`,
          `http://2130706433:${port}/`,
          `http://${away}/to-inside`,
          "http://169.254.169.254/latest/meta-data/",
        ]) {
          assert.deepEqual(await admin.post("/opengraph", { url }), { url: "", images: [] });
          assert.equal((await admin.send("GET", `/image?url=${encodeURIComponent(url)}`)).status, 404);
          assert.deepEqual(await admin.get(`/redirect_location?url=${encodeURIComponent(url)}`), { location: "" });
        }
        assert.deepEqual(inside.asked, []);
      } finally {
        await closed.stop();
        inside.close();
      }
    });
  });

  it("are told on request, with the address of a short link", async () => {
    const url = site.put("/asked", page("Asked"));
    assert.equal((await bob.post("/opengraph", { url })).title, "Asked");
    site.pages.set("/short", (_request, response) => void response.writeHead(301, { location: "/asked" }).end());
    assert.deepEqual(await bob.get(`/redirect_location?url=${encodeURIComponent(`${site.url}/short`)}`), {
      location: url,
    });
    assert.deepEqual(await bob.get(`/redirect_location?url=${encodeURIComponent(url)}`), { location: "" });
    for (const [method, path, body] of [
      ["POST", "/opengraph", {}],
      ["POST", "/opengraph", { url: 1 }],
      ["GET", "/redirect_location", undefined],
      ["GET", "/redirect_location?url=ftp://x", undefined],
      ["GET", "/image", undefined],
      ["GET", "/image?url=file:///etc/passwd", undefined],
    ] as const) {
      const error = await bob.fails(method, path, body);
      assert.equal(error.status_code, 400);
      assert.match(error.message, /url/);
      assert.equal((await stranger(server).fails(method, path, body)).status_code, 401);
    }
  });

  describe("of attachments", () => {
    it("are named, so that clients draw them", async () => {
      const post: any = await aPost(bob, open, "", { props: { attachments: [{ text: "Build passed" }] } });
      assert.deepEqual(post.metadata.embeds, [{ type: "message_attachment", url: "" }]);
    });
  });

  describe("of messages", () => {
    const link = (post: { id: string }) => `${server.url}/garden/pl/${post.id}`;
    const embedOf = async (person: Person, post: { id: string }) =>
      (await person.get(`/posts/${post.id}`)).metadata.embeds[0];

    it("show the linked message to those who may read it", async () => {
      const canary = await aPost(bob, secret, "Canary one");
      const post: any = await aPost(bob, open, `As I said: ${link(canary)}`);
      const [embed] = post.metadata.embeds;
      assert.deepEqual(
        [
          embed.type,
          embed.data.post_id,
          embed.data.post.message,
          embed.data.team_name,
          embed.data.channel_id,
          embed.data.channel_display_name,
          embed.data.channel_type,
        ],
        ["permalink", canary.id, "Canary one", "garden", secret.id, "secret", "P"],
      );
      assert.equal((await embedOf(ada, post)).data.post.message, "Canary one");
      await bob.put(`/posts/${canary.id}/patch`, { message: "Canary two" });
      assert.equal((await embedOf(ada, post)).data.post.message, "Canary two");
      await bob.delete(`/posts/${canary.id}`);
      assert.equal(await embedOf(ada, post), undefined);
    });

    it("come live to those who are online and may read it", async () => {
      const heard = await Listener.open(ada);
      const canary = await aPost(bob, secret, "Canary live");
      const post = await aPost(bob, open, link(canary));
      const event = JSON.parse((await edited(heard, post)).data.post);
      assert.equal(event.metadata.embeds[0].data.post.message, "Canary live");
      heard.close();
    });

    it("show nothing to anybody else, in no answer and in no event", async () => {
      const outside = await Listener.open(cat);
      const direct = await aDirect(ada, bob);
      const canaries = [await aPost(bob, secret, "CANARY-secret"), await aPost(ada, direct, "CANARY-direct")];
      const posts: { id: string; channel_id: string }[] = [];
      for (const canary of canaries) {
        const post = await aPost(bob, open, `see ${link(canary)} thanks`);
        posts.push(post);
        await aPost(bob, open, "reply", { root_id: post.id });
        await ada.post(`/posts/${post.id}/pin`);
        await bob.put(`/posts/${post.id}/patch`, { message: `see ${link(canary)} thanks again` });
        await bob.post("/reactions", { post_id: post.id, emoji_name: "smile" });
        // What follows it shows that the server is through with it.
        const marker = await aPost(bob, open, site.put(`/after-${post.id}`, page("after")));
        await edited(outside, marker);
      }
      const answers = [
        ...(await Promise.all(posts.map((post) => cat.get(`/posts/${post.id}`)))),
        await cat.post(
          "/posts/ids",
          posts.map((post) => post.id),
        ),
        await cat.get(`/channels/${open.id}/posts`),
        await cat.get(`/channels/${open.id}/posts?since=1`),
        await cat.get(`/channels/${open.id}/pinned`),
        await cat.get(`/posts/${posts[0]?.id}/thread`),
        await cat.get(`/users/me/channels/${open.id}/posts/unread`),
        await cat.post(`/teams/${team.id}/posts/search`, { terms: "thanks", is_or_search: false }),
        await cat.get(`/users/me/teams/${team.id}/threads?extended=true`),
      ];
      assert.ok(JSON.stringify(answers).includes("thanks"));
      assert.ok(!JSON.stringify(answers).includes("CANARY"), "in an answer");
      const heard = await outside.all();
      assert.ok(JSON.stringify(heard).includes("thanks"));
      assert.ok(!JSON.stringify(heard).includes("CANARY"), "in an event");
      assert.ok(!JSON.stringify(heard).includes("permalink"), "not even that there is one");
      outside.close();
    });

    it("are closed with the door of the channel", async () => {
      const dan = await aUser(ada, "dan");
      await join(ada, team, dan);
      await add(ada, open, dan);
      await add(ada, secret, dan);
      const canary = await aPost(bob, secret, "Canary for now");
      const post = await aPost(bob, open, link(canary));
      assert.equal((await embedOf(dan, post)).data.post.message, "Canary for now");
      await ada.delete(`/channels/${secret.id}/members/${dan.id}`);
      assert.equal(await embedOf(dan, post), undefined);
    });

    it("end after one step, and can be switched off", async () => {
      const first = await aPost(bob, secret, "first");
      const second = await aPost(bob, secret, link(first));
      const third: any = await aPost(bob, secret, link(second));
      assert.deepEqual(third.metadata.embeds[0].data.post.metadata.embeds, []);
      await configured({ ServiceSettings: { EnablePermalinkPreviews: false } }, async () =>
        assert.equal(await embedOf(bob, third), undefined),
      );
    });
  });

  describe("through the image proxy", () => {
    const through = (person: Person, url: string) => person.send("GET", `/image?url=${encodeURIComponent(url)}`);

    it("give the picture, harmless, and ask for it once", async () => {
      const picture = await aPicture(10, 10);
      const url = site.put("/proxied.png", picture, "text/html");
      const answer = await through(bob, url);
      assert.equal(answer.status, 200);
      assert.ok(picture.equals(answer.body));
      assert.deepEqual(
        ["content-type", "x-content-type-options", "cache-control"].map((name) => answer.headers.get(name)),
        ["image/png", "nosniff", "private, max-age=86400"],
      );
      assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'.*sandbox/);
      await through(cat, url);
      assert.equal(site.asked.filter((path) => path === "/proxied.png").length, 1);
    });

    it("give nothing else: no page, drawing, program, no picture that is too large", async () => {
      const urls = [
        site.put("/page.png", page("no"), "image/png"),
        site.put(
          "/drawing.svg",
          "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
          "image/svg+xml",
        ),
        site.put("/large.png", Buffer.concat([await aPicture(10, 10), Buffer.alloc(6_000_000)]), "image/png"),
        `${site.url}/missing.png`,
      ];
      for (const url of urls) assert.equal((await through(bob, url)).status, 404, url);
    });

    it("send readers to a Camo server of one's own, and can be switched off", async () => {
      const url = `${site.url}/proxied.png`;
      await configured(
        {
          ImageProxySettings: {
            ImageProxyType: "atmos/camo",
            RemoteImageProxyURL: "https://camo.example.org/",
            RemoteImageProxyOptions: "key",
          },
        },
        async () => {
          const answer = await through(bob, url);
          assert.equal(answer.status, 302);
          assert.match(
            answer.headers.get("location") ?? "",
            new RegExp(`^https://camo.example.org/[0-9a-f]{40}/${Buffer.from(url).toString("hex")}$`),
          );
        },
      );
      await configured({ ImageProxySettings: { Enable: false } }, async () => {
        assert.equal((await through(bob, url)).status, 501);
        assert.equal((await bob.get("/config/client?format=old")).HasImageProxy, "false");
      });
    });
  });

  it("do not decode what claims to be huge", async () => {
    const url = site.put("/bomb.png", aBomb(60_000, 60_000), "image/png");
    const heard = await Listener.open(cat);
    const post = await aPost(bob, open, url);
    const { metadata } = JSON.parse((await edited(heard, post)).data.post);
    assert.deepEqual([metadata.embeds, metadata.images], [[{ type: "link", url }], {}]);
    heard.close();
  });
});
