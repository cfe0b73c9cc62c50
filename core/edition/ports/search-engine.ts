import { onePort } from "../ports.js";

/** What a message or file may be besides its words. */
export type SearchFlag = "link" | "file" | "image" | "reaction" | "pin" | "thread" | "saved" | "unread";

/** A stretch of time in milliseconds since 1970; `start` belongs to it, `end` does not. */
export interface Period {
  start: number;
  end: number;
}

/** Values of a filter that can be given several times: any of `include` (all when it is empty), none of `exclude`. */
export interface Choice<Value = string> {
  include: Value[];
  exclude: Value[];
}

/** One word, or several that follow each other. */
export interface SearchTerm {
  text: string;
  /** Also what only begins like it. */
  prefix: boolean;
  excluded: boolean;
}

/** A search after names have been looked up and rights applied. */
export interface SearchRequest {
  /** Who searches: whose saved and unread messages are meant. */
  userId: string;
  /** The channels to search: all of them may be read by that person now. */
  channels: { id: string; messages: number }[];
  terms: readonly SearchTerm[];
  /** Any of the terms instead of all; exclusions and filters always hold. */
  any: boolean;
  /** Ids of authors. */
  authors: Choice;
  /** File name endings, lower-case without a dot. */
  extensions: Choice;
  /** Unlike other choices all of those included must hold. */
  flags: Choice<SearchFlag>;
  start: number;
  end: number;
  periods: Choice<Period>;
  offset: number;
  limit: number;
}

/**
 * Finds messages and files by words. The community edition searches the database; another engine replaces it while it
 * is up. Callers check again that what it names may be read, so a stale index leaks nothing.
 */
export interface SearchEngine {
  readonly name: string;
  /** Ids of messages, newest first. @throws AppError app.search.timeout.app_error when it takes too long. */
  messages(request: SearchRequest): Promise<string[]>;
  /** Ids of files, newest first. @throws AppError app.search.timeout.app_error when it takes too long. */
  files(request: SearchRequest): Promise<string[]>;
}

/** The engine that searches. Its community implementation is the database, set where that is there. */
export const searchEngine = onePort<SearchEngine>("search engine");
