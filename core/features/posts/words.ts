import type { Platform } from "../../platform/platform.js";
import { hashtagsOf, searchVector } from "../../platform/text/search-vector.js";
import { callsIn, Keywords } from "./mentions.js";
import { postStore } from "./store.js";
import type { NewPost } from "./writer.js";

export interface WordSettings {
  minHashtag(): number;
  /** Adds the people of a channel for whom a name of a group stands. */
  withGroups(names: readonly string[], channelId: string): Promise<readonly string[]>;
}

/** What is read out of a text when it is written: whom it calls, its hashtags, and what finds it. */
export type Words = Pick<NewPost, "names" | "words" | "everybody" | "here" | "hashtags" | "search">;

type Can = (permission: string) => boolean;

/** Reads texts of messages; knows the keywords of everybody. */
export class TextReader {
  #keywords: Promise<Keywords> | undefined;

  constructor(
    readonly platform: Platform,
    readonly settings: WordSettings,
  ) {
    const forget = () => {
      this.#keywords = undefined;
    };
    platform.events.on("user.created", forget);
    platform.events.on("user.changed", forget);
    platform.events.on("caches.dropped", forget);
  }

  /** Reads a text that calls people, as far as its writer may. */
  async read(message: string, channelId: string, can: Can): Promise<Words> {
    const calls =
      message.includes("@") || message.includes("＠") ? callsIn(message) : { names: [], everybody: false, here: false };
    this.#keywords ??= this.#load();
    const keywords = await this.#keywords;
    const mayCallAll = can("use_channel_mentions");
    return {
      names: await this.#withGroups(calls.names, channelId, can),
      words: keywords.in(message),
      everybody: calls.everybody && mayCallAll,
      here: calls.here && mayCallAll ? this.platform.hub.onlineIn(`channel:${channelId}`) : [],
      hashtags: this.hashtags(message),
      search: searchVector(message),
    };
  }

  /** A failure is not kept, or no message could be written until somebody changes their keywords. */
  #load(): Promise<Keywords> {
    const loading = postStore.keywords(this.platform.db).then((keywords) => new Keywords(keywords));
    loading.catch(() => {
      if (this.#keywords === loading) this.#keywords = undefined;
    });
    return loading;
  }

  /** Reads a text of a machine, which calls nobody; what the server itself says of its own accord is not found either. */
  readSilently(message: string, type: string): Words {
    return {
      names: [],
      words: [],
      everybody: false,
      here: [],
      hashtags: type ? "" : this.hashtags(message),
      search: type.startsWith("system_") ? "" : searchVector(message),
    };
  }

  hashtags = (message: string): string => hashtagsOf(message, this.settings.minHashtag());

  /** The user names a text mentions; those of groups with it, where the writer may mention groups. */
  namesIn(message: string, channelId: string, can: Can): Promise<readonly string[]> {
    return this.#withGroups(callsIn(message).names, channelId, can);
  }

  async #withGroups(names: readonly string[], channelId: string, can: Can): Promise<readonly string[]> {
    return names.length > 0 && can("use_group_mentions") ? this.settings.withGroups(names, channelId) : names;
  }
}
