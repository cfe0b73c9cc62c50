import type { PostMetadata } from "../../api/posts.js";
import type { Embed, LinkedImage, OpenGraph } from "../../api/previews.js";
import { AppError } from "../../platform/app-error.js";
import type { Platform } from "../../platform/platform.js";
import { steadyNow } from "../../platform/steady-time.js";
import { type PostRow, type Posts, postStore } from "../posts/index.js";
import type { Roles } from "../roles/index.js";
import { serviceSettings } from "../system/index.js";
import { previewSettings } from "./config.js";
import { fetchLink } from "./fetch.js";
import { inDomains, type Links, linksIn, permalinkId } from "./links.js";
import { Permalinks } from "./permalinks.js";
import { type LinkMetadata, type LinkRow, linkStore } from "./store.js";

/** How long (ms) what was found is believed; then a new message with the link looks again. */
const BELIEVE = 24 * 3_600_000;
const BELIEVE_NOTHING = 3_600_000;
/** Addresses looked up at a time, and messages that may wait for it; more go without a preview. */
const AT_ONCE = 4;
const MAX_WAITING = 1_000;

/** Previews of what messages link to: pages, pictures, other messages. Never does a message wait for them. */
export class Previews {
  readonly platform: Platform;
  readonly permalinks: Permalinks;
  readonly #waiting: string[] = [];
  readonly #fetching = new Map<string, Promise<LinkMetadata>>();
  #running = 0;
  #stopped = false;

  constructor(
    readonly posts: Posts,
    roles: Roles,
    readonly siteUrl: () => string,
  ) {
    this.platform = posts.platform;
    this.permalinks = new Permalinks(posts, roles);
    posts.decorators.push((rows, readerId) => this.#decorate(rows, readerId));
    this.platform.events.on("post.created", ({ post }) => {
      if (post.type.startsWith("system_")) return;
      if (post.message.includes("://")) this.#enqueue(post.id);
    });
    this.platform.events.on("post.changed", ({ postId }) => this.#enqueue(postId));
  }

  /** Looks for no more previews. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
  }

  /** What a page says of itself; asks for it when it is not known. @throws AppError 501 */
  async openGraph(url: string): Promise<OpenGraph> {
    if (!this.#linksOn) throw new AppError("api.context.feature_disabled.app_error", { feature: "Previewing links" });
    const nothing = { url: "", images: [] };
    if (!this.#wanted(url)) return nothing;
    const known = (await linkStore.byUrls(this.platform.db, [url])).get(url);
    const found = known && fresh(known) ? known : await this.#lookUp(url);
    return found.type === "opengraph" ? found.data.page : nothing;
  }

  get #linksOn(): boolean {
    return this.platform.config.get(serviceSettings.EnableLinkPreviews);
  }

  /** Whether an address is one that is looked up at all. */
  #wanted(url: string): boolean {
    const host = URL.canParse(url) ? new URL(url).hostname : "";
    return (
      host !== "" && !inDomains(host, this.platform.config.get(previewSettings.RestrictLinkPreviews)) && !this.#own(url)
    );
  }

  #own(url: string): boolean {
    return permalinkId(url, this.siteUrl()) !== undefined;
  }

  async #lookUp(url: string): Promise<LinkMetadata> {
    const under = this.#fetching.get(url);
    if (under) return under;
    const work = fetchLink(this.platform.outbound, url).then(async (found) => {
      await linkStore.save(this.platform.db, url, found, Date.now());
      return found;
    });
    this.#fetching.set(url, work);
    try {
      return await work;
    } finally {
      this.#fetching.delete(url);
    }
  }

  #enqueue(postId: string) {
    if (this.#stopped || this.#waiting.length >= MAX_WAITING || this.#waiting.includes(postId)) return;
    this.#waiting.push(postId);
    if (this.#running < AT_ONCE) void this.#work();
  }

  async #work() {
    this.#running++;
    for (let id = this.#waiting.shift(); id !== undefined; id = this.#waiting.shift()) {
      await this.#complete(id).catch((error: Error) =>
        this.platform.log.warn({ reason: error.message, post_id: id }, "no preview"),
      );
    }
    this.#running--;
  }

  /** Looks up what a message links to, and tells its channel when there is something new to show. */
  async #complete(postId: string): Promise<void> {
    const { db } = this.platform;
    const [row] = await postStore.byIds(db, "", [postId]);
    if (!row || row.delete_at > 0) return;
    const links = linksIn(row.message);
    if (links.all.length === 0) return;
    const wanted = this.#linksOn
      ? [...new Set([...links.all.slice(0, 1), ...links.images])].filter((url) => this.#wanted(url))
      : [];
    const known = await linkStore.byUrls(db, wanted);
    let news = false;
    for (const url of wanted) {
      const before = known.get(url);
      if (before && fresh(before)) continue;
      const found = await this.#lookUp(url);
      news ||= found.type !== "none" || (before !== undefined && before.type !== "none");
    }
    if (this.#stopped) return;
    if (!news) return this.#tellReaders(postId, links);
    // Its listeners call this again, with everything known.
    await postStore.touch(db, postId, steadyNow());
    await this.posts.tellChanged(postId, "");
  }

  /** Shows the linked message to those who are online and may read it; the others' clients learn nothing of it. */
  async #tellReaders(postId: string, links: Links): Promise<void> {
    const { config, db, hub } = this.platform;
    const linked = links.all.flatMap((url) => permalinkId(url, this.siteUrl()) ?? [])[0];
    if (!linked || !config.get(serviceSettings.EnablePermalinkPreviews)) return;
    const [row] = await postStore.byIds(db, "", [postId]);
    if (!row || row.delete_at > 0) return;
    const found = await this.permalinks.forMembers(linked, hub.onlineIn(`channel:${row.channel_id}`));
    if (!found) return;
    const shown = await this.posts.present(row, "");
    shown.metadata = { ...shown.metadata, embeds: [found.embed, ...shown.metadata.embeds] };
    hub.publish({
      event: "post_edited",
      data: { post: JSON.stringify(shown) },
      broadcast: { channel_id: row.channel_id },
      audience: { users: found.readers },
    });
  }

  async #decorate(rows: readonly PostRow[], readerId: string): Promise<Map<string, Partial<PostMetadata>>> {
    const links = new Map<string, Links>();
    for (const row of rows) {
      const found = linksIn(row.message);
      if (found.all.length > 0) links.set(row.id, found);
    }
    const site = this.siteUrl();
    const urls = [...new Set([...links.values()].flatMap(({ all }) => all))];
    const ids = urls.flatMap((url) => permalinkId(url, site) ?? []);
    const { config, db } = this.platform;
    const [known, permalinks] = await Promise.all([
      urls.length > 0 && this.#linksOn
        ? linkStore.byUrls(
            db,
            urls.filter((url) => this.#wanted(url)),
          )
        : new Map<string, LinkRow>(),
      config.get(serviceSettings.EnablePermalinkPreviews) ? this.permalinks.forReader(readerId, ids) : new Map(),
    ]);
    const result = new Map<string, Partial<PostMetadata>>();
    for (const row of rows) {
      const { all, images } = links.get(row.id) ?? { all: [], images: [] };
      const embeds = all.flatMap((url) => permalinks.get(permalinkId(url, site) ?? "") ?? []).slice(0, 1);
      embeds.push(...embedsOf(row, known.get(all[0] ?? "")));
      const sizes = sizesOf([...all.slice(0, 1), ...images], known);
      if (embeds.length > 0 || Object.keys(sizes).length > 0) result.set(row.id, { embeds, images: sizes });
    }
    return result;
  }
}

const fresh = (row: LinkRow) => Date.now() - row.fetched_at < (row.type === "none" ? BELIEVE_NOTHING : BELIEVE);

/** What clients show below a message: its attachments, or else what its first link leads to. */
function embedsOf(row: PostRow, link: LinkRow | undefined): Embed[] {
  if (Array.isArray(row.props.attachments)) return [{ type: "message_attachment", url: "" }];
  // Set by the author, in a client, on a preview that should not be there.
  const removed = String(row.props.remove_link_preview) === "true";
  if (!link || link.type === "none" || removed) return [];
  if (link.type === "opengraph") return [{ type: "opengraph", url: link.url, data: link.data.page }];
  return [{ type: link.type, url: link.url }];
}

function sizesOf(urls: readonly string[], known: ReadonlyMap<string, LinkRow>): Record<string, LinkedImage> {
  const sizes: Record<string, LinkedImage> = {};
  for (const url of urls) {
    const link = known.get(url);
    if (link?.type === "image") sizes[url] = link.data;
    if (link?.type === "opengraph" && link.data.image) sizes[link.data.page.images[0]?.url ?? ""] = link.data.image;
  }
  return sizes;
}
