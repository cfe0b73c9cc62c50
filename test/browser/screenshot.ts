// Makes webapp/screenshot.png, the picture in the README: `npm run screenshot`. The web app must have been built.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { chromiumPath } from "../support/browser.js";
import { aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestPostgres } from "../support/postgres.js";
import { startTestServer } from "../support/server.js";

const postgres = await startTestPostgres();
process.env.COURTYARD_TEST_DATABASE = JSON.stringify(postgres.connection);
const server = await startTestServer();

async function picture(person: Person, channelId: string): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="480"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="#f6d9a8"/><stop offset="1" stop-color="#e88d67"/></linearGradient></defs><rect width="960" height="480" fill="url(#s)"/><circle cx="700" cy="170" r="60" fill="#fff3d6"/><path d="M0 330 Q240 220 480 320 T960 300 V480 H0Z" fill="#3f7a5f"/><path d="M0 390 Q300 300 560 390 T960 370 V480 H0Z" fill="#28563f"/></svg>`;
  const raw = await rasterise(svg);
  const form = new FormData();
  form.append("channel_id", channelId);
  form.append("files", new Blob([new Uint8Array(raw)], { type: "image/jpeg" }), "north-beds.jpg");
  const { file_infos } = await person.call("POST", "/api/v4/files", form);
  return file_infos[0].id;
}

/** The server's image code may not read SVG; the browser draws it instead. */
async function rasterise(svg: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 960, height: 480 } });
  await page.setContent(`<style>body{margin:0}</style>${svg}`);
  const png = await page.screenshot();
  await page.close();
  return sharp(png).jpeg({ quality: 88 }).toBuffer();
}

const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox", "--disable-gpu"] });
try {
  const ada = await anAdmin(server, "maria");
  const names: [string, string, string][] = [
    ["jonas", "Jonas", "Lind"],
    ["aiko", "Aiko", "Tanaka"],
    ["sam", "Sam", "Okafor"],
  ];
  await ada.put("/users/me/patch", { first_name: "Maria", last_name: "Costa" });
  const [jonas, aiko, sam] = (await Promise.all(
    names.map(([username, first_name, last_name]) => aUser(ada, username, { first_name, last_name })),
  )) as [Person, Person, Person];
  const team = await aTeam(ada, "botanic");
  await ada.put(`/teams/${team.id}/patch`, { display_name: "Botanic Garden" });
  await join(ada, team, jonas, aiko, sam);
  const beds = await aChannel(ada, team, "spring-beds");
  await ada.put(`/channels/${beds.id}/patch`, {
    display_name: "Spring beds",
    header: "Planting plan for **March** · who, what, when",
  });
  await add(ada, beds, jonas, aiko, sam);
  for (const [name, title] of [
    ["greenhouse", "Greenhouse"],
    ["visitors", "Visitors"],
    ["seed-bank", "Seed bank"],
  ] as const) {
    const channel = await aChannel(jonas, team, name);
    await jonas.put(`/channels/${channel.id}/patch`, { display_name: title });
    await add(jonas, channel, ada, sam);
    if (name !== "visitors")
      await aPost(sam, channel, name === "greenhouse" ? "@maria the vents are open" : "Inventory is done");
  }
  await aPost(aiko, await aDirect(ada, aiko), "See you at ten?");
  await aPost(jonas, beds, "The north beds are ready. Frost is over, so we can plant on **Thursday**.", {
    file_ids: [await picture(jonas, beds.id)],
  });
  const plan = await aPost(
    ada,
    beds,
    "Wonderful! Here is the order:\n\n| Bed | Plant | Who |\n|---|---|---|\n| North 1 | Crocus, white | @aiko |\n| North 2 | Tulip *Apeldoorn* | @sam |\n| Herb spiral | Thyme, sage | @jonas |",
  );
  for (const person of [jonas, aiko, sam])
    await person.post("/reactions", { post_id: plan.id, emoji_name: "seedling" });
  await aiko.post("/reactions", { post_id: plan.id, emoji_name: "tada" });
  await aPost(aiko, beds, "Do we still have the fleece from last year, in case it gets cold?", { root_id: plan.id });
  await aPost(sam, beds, "Yes, forty metres in the shed. I checked with `inventory --beds north`.", {
    root_id: plan.id,
  });
  await aPost(jonas, beds, "Then we are safe. :blossom:", { root_id: plan.id });
  await aPost(sam, beds, "I bring the wheelbarrows at eight. #thursday");

  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1360, height: 850 },
    deviceScaleFactor: 1.5,
  });
  await context.request.post("/api/v4/users/login", {
    headers: { "X-Requested-With": "XMLHttpRequest" },
    data: { login_id: "maria", password: ada.password },
  });
  const page = await context.newPage();
  await page.goto("/botanic/channels/spring-beds");
  await page.getByText("wheelbarrows").waitFor();
  await page.getByRole("button", { name: /3 replies/ }).click();
  await page.getByText("forty metres").waitFor();
  await page.waitForTimeout(1500);
  const folder = mkdtempSync(path(tmpdir(), "courtyard-shot-"));
  await page.screenshot({ path: path(folder, "shot.png") });
  await sharp(path(folder, "shot.png")).png({ palette: true, quality: 90 }).toFile("webapp/screenshot.png");
  rmSync(folder, { recursive: true });
} finally {
  await browser.close();
  await server.stop();
  await postgres.stop();
}
