import type { FileInfo } from "@mattermost/types/files";
import type { Post } from "@mattermost/types/posts";
import { signal } from "@preact/signals";
import { client, errorText } from "../../lib/client.js";
import { pane } from "../../lib/panes.js";
import { putList } from "../posts/store.js";
import { currentTeamId } from "../teams/store.js";
import { ensureUsers, myId } from "../users/store.js";

export interface SearchResult<T> {
  items: readonly T[];
  loading: boolean;
  error: string;
  complete: boolean;
}

const EMPTY = { items: [], loading: false, error: "", complete: true };
const PAGE = 20;

export const terms = signal("");
export const allTeams = signal(false);
export const tab = signal<"messages" | "files">("messages");
export const posts = signal<SearchResult<Post>>(EMPTY);
export const files = signal<SearchResult<FileInfo>>(EMPTY);
/** The words in each message that were looked for, by its id. */
export const matches = signal<Readonly<Record<string, readonly string[]>>>({});
/** What was searched for in the results on screen. */
export const searched = signal("");

/** On this device, for each person apart. */
const recentKey = () => `courtyard.searches.${myId.peek()}`;
const RECENT_MAX = 6;

export function recentSearches(): string[] {
  try {
    const list = JSON.parse(localStorage.getItem(recentKey()) ?? "[]") as unknown;
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function remember(term: string): void {
  try {
    localStorage.setItem(
      recentKey(),
      JSON.stringify([term, ...recentSearches().filter((one) => one !== term)].slice(0, RECENT_MAX)),
    );
  } catch {
    // No storage, no history.
  }
}

export function forgetSearch(term: string): void {
  try {
    localStorage.setItem(recentKey(), JSON.stringify(recentSearches().filter((one) => one !== term)));
  } catch {
    // See remember.
  }
}

let turn = 0;

function params(page: number) {
  return {
    terms: searched.peek(),
    is_or_search: false,
    include_deleted_channels: true,
    time_zone_offset: -new Date().getTimezoneOffset() * 60,
    page,
    per_page: PAGE,
  };
}

/** Searches and shows the results in the right-hand pane. */
export async function search(text: string): Promise<void> {
  const term = text.trim();
  if (!term) return;
  terms.value = term;
  searched.value = term;
  remember(term);
  pane.value = { kind: "search" };
  posts.value = EMPTY;
  files.value = EMPTY;
  matches.value = {};
  turn++;
  await loadMore();
}

/** The next page of the tab on screen. */
export function loadMore(): Promise<void> {
  return tab.peek() === "files" ? moreFiles() : morePosts();
}

async function morePosts(): Promise<void> {
  const mine = turn;
  const old = posts.peek();
  posts.value = { ...old, loading: true, error: "" };
  try {
    const list = await client.searchPostsWithParams(
      allTeams.peek() ? "" : currentTeamId.peek(),
      params(Math.floor(old.items.length / PAGE)),
    );
    if (mine !== turn) return;
    const order = putList(list);
    const found = order.map((id) => list.posts[id]).filter((one): one is Post => one !== undefined);
    ensureUsers(found.map((one) => one.user_id));
    matches.value = { ...matches.peek(), ...list.matches };
    posts.value = { items: [...old.items, ...found], loading: false, error: "", complete: order.length < PAGE };
  } catch (error) {
    if (mine === turn) posts.value = { ...old, loading: false, error: errorText(error) };
  }
}

async function moreFiles(): Promise<void> {
  const mine = turn;
  const old = files.peek();
  files.value = { ...old, loading: true, error: "" };
  try {
    const list = await client.searchFilesWithParams(
      allTeams.peek() ? "" : currentTeamId.peek(),
      params(Math.floor(old.items.length / PAGE)),
    );
    if (mine !== turn) return;
    // Typed as a map, sent as an object.
    const infos = (list.file_infos ?? {}) as unknown as Record<string, FileInfo>;
    const order = list.order ?? [];
    files.value = {
      items: [...old.items, ...order.map((id) => infos[id]).filter((one): one is FileInfo => one !== undefined)],
      loading: false,
      error: "",
      complete: order.length < PAGE,
    };
  } catch (error) {
    if (mine === turn) files.value = { ...old, loading: false, error: errorText(error) };
  }
}

export function showTab(next: "messages" | "files"): void {
  tab.value = next;
  const held = next === "files" ? files.peek() : posts.peek();
  if (searched.peek() && held.items.length === 0 && !held.loading) void loadMore();
}
