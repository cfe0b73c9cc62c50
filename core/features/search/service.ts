import type { FileInfo } from "../../api/files.js";
import type { SearchBody } from "../../api/search.js";
import { type Choice, type SearchEngine, type SearchRequest, searchEngine } from "../../edition/ports/search-engine.js";
import type { Ports } from "../../edition/ports.js";
import { AppError } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Platform } from "../../platform/platform.js";
import { presentFile } from "../files/index.js";
import { asList, type Posts, presentPosts } from "../posts/index.js";
import { searchSettings } from "./config.js";
import { DatabaseSearch } from "./database-engine.js";
import { matchesIn } from "./highlight.js";
import { type ReadableChannel, searchQueries } from "./queries.js";
import { parseQuery, type SearchQuery } from "./query.js";

const PER_PAGE = 60;
const MOST_PER_PAGE = 100;
/** How long another engine may take before the database answers instead, and how long it then is left alone. */
const PATIENCE = 3_000;
const REST = 60_000;

export class Search {
  readonly #database: DatabaseSearch;
  /** The engine that failed last, and until when it is left alone. */
  #resting: { engine: SearchEngine; until: number } | undefined;

  constructor(
    readonly platform: Platform,
    readonly messages: Posts,
    readonly ports: Ports,
  ) {
    this.#database = new DatabaseSearch(
      platform.db,
      () => platform.config.get(searchSettings.SearchTimeoutSeconds) * 1000,
    );
    ports.base(searchEngine, this.#database);
  }

  /** Messages the caller may read now, newest first; of one team (and direct messages), or of all when `teamId` is ''. */
  async posts(caller: Caller, teamId: string, body: SearchBody) {
    if (!this.platform.config.get(searchSettings.EnablePostSearch))
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Searching messages" });
    const { query, request } = await this.#prepare(caller, teamId, body);
    const ids = request ? await this.#find("messages", request) : [];
    const readable = await this.#stillReadable(caller, teamId, body, request);
    const rows = (await this.messages.allVisibleTo(caller, ids)).filter((row) => readable.has(row.channel_id));
    const found = await presentPosts(this.messages.presenting, rows, caller.userId);
    const order = rows.map((row) => row.id);
    const matches = Object.fromEntries(rows.map((row) => [row.id, matchesIn(row.message, query.terms)]));
    return { ...asList(order, found), matches };
  }

  /** Files the caller may read now, newest first. */
  async files(caller: Caller, teamId: string, body: SearchBody) {
    if (!this.platform.config.get(searchSettings.EnableFileSearch))
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Searching files" });
    const { request } = await this.#prepare(caller, teamId, body);
    const ids = request ? await this.#find("files", request) : [];
    const readable = await this.#stillReadable(caller, teamId, body, request);
    const rows = ids.length ? await searchQueries.files(this.platform.db, ids, [...readable]) : [];
    const byId = new Map<string, FileInfo>(rows.map((row) => [row.id, presentFile(row)]));
    return {
      order: ids.filter((id) => byId.has(id)),
      file_infos: Object.fromEntries(byId),
      next_file_info_id: "",
      prev_file_info_id: "",
    };
  }

  /** Reads the search box and looks its names up; no request when nothing can be found. */
  async #prepare(
    caller: Caller,
    teamId: string,
    body: SearchBody,
  ): Promise<{ query: SearchQuery; request?: SearchRequest }> {
    const query = parseQuery(
      body.terms,
      { now: Date.now(), offset: body.time_zone_offset ?? 0 },
      { any: body.is_or_search },
    );
    if (query.empty) return { query };
    const { db } = this.platform;
    const named = [
      ...query.from.include,
      ...query.from.exclude,
      ...[...query.channels.include, ...query.channels.exclude].map((name) => name.replace(/^@/, "")),
    ];
    const [channels, people] = await Promise.all([
      searchQueries.readable(db, caller.userId, teamId, body.include_deleted_channels ?? false),
      searchQueries.people(db, [...new Set(named)]),
    ]);
    const idsOf = (names: string[]) =>
      names.flatMap((name) => (name === "me" ? caller.userId : (people.get(name) ?? [])));
    const authors: Choice = { include: idsOf(query.from.include), exclude: idsOf(query.from.exclude) };
    const chosen = choose(channels, query.channels, (name) =>
      directNames(caller.userId, people.get(name.replace(/^@/, "")) ?? []),
    );
    if (!chosen.length || (query.from.include.length && !authors.include.length)) return { query };
    const limit = Math.min(body.per_page || PER_PAGE, MOST_PER_PAGE);
    return {
      query,
      request: { ...query, userId: caller.userId, channels: chosen, authors, offset: (body.page ?? 0) * limit, limit },
    };
  }

  /** Asks the engine in place; the database answers when that one fails, hangs or rests after it did. */
  async #find(kind: "messages" | "files", request: SearchRequest): Promise<string[]> {
    const engine = this.ports.one(searchEngine);
    const rests = this.#resting?.engine === engine && Date.now() < this.#resting.until;
    if (engine === this.#database || rests) return this.#database[kind](request);
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE} ms`)), PATIENCE);
      });
      return await Promise.race([engine[kind](request), late]);
    } catch (error) {
      this.#resting = { engine, until: Date.now() + REST };
      this.platform.log.warn(
        { engine: engine.name, err: error },
        "The search engine failed; the database searches instead",
      );
      return this.#database[kind](request);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What another engine names is held against what may be read after it answered: its index may be behind. */
  async #stillReadable(
    caller: Caller,
    teamId: string,
    body: SearchBody,
    request: SearchRequest | undefined,
  ): Promise<Set<string>> {
    const asked = new Set(request?.channels.map((channel) => channel.id));
    if (this.ports.one(searchEngine) === this.#database || !request) return asked;
    const now = await searchQueries.readable(
      this.platform.db,
      caller.userId,
      teamId,
      body.include_deleted_channels ?? false,
    );
    return new Set(now.map((channel) => channel.id).filter((id) => asked.has(id)));
  }
}

/** The names of the direct-message channels with any of these people. */
const directNames = (own: string, others: string[]) => others.map((other) => [own, other].sort().join("__"));

/** The channels that `in:` and `-in:` leave. */
function choose(
  channels: ReadableChannel[],
  { include, exclude }: Choice,
  directs: (name: string) => string[],
): ReadableChannel[] {
  const named = (names: string[]) => {
    const wanted = new Set(names);
    const withPeople = new Set(names.flatMap(directs));
    return ({ id, name, title, type }: ReadableChannel) =>
      wanted.has(id) || (type === "D" ? withPeople.has(name) : (type !== "G" && wanted.has(name)) || wanted.has(title));
  };
  const isIn = named(include);
  const isOut = named(exclude);
  return channels.filter((channel) => (!include.length || isIn(channel)) && !isOut(channel));
}
