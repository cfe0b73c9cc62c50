import { errorText } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { loadChannels } from "../channels/store.js";
import { loadDrafts } from "../drafts/store.js";
import { loadCategories } from "../sidebar/store.js";
import { loadThreadCounts } from "../threads/store.js";
import { myTeams } from "./store.js";

/** "ready", "loading" or a sentence about what went wrong, by team id. */
const states = new SignalMap<string>();
const running = new Map<string, Promise<void>>();

export function teamState(teamId: string): string {
  return states.get(teamId) ?? "";
}

/** Loads a team's channels, memberships, sidebar and thread figures, once. */
export function ensureTeam(teamId: string): Promise<void> {
  if (states.peek(teamId) === "ready") return Promise.resolve();
  let run = running.get(teamId);
  if (!run) {
    run = load(teamId).finally(() => running.delete(teamId));
    running.set(teamId, run);
  }
  return run;
}

async function load(teamId: string): Promise<void> {
  if (states.peek(teamId) !== "ready") states.set(teamId, "loading");
  try {
    // Without categories the sidebar is plain, without thread figures it lacks a number: no reason to show nothing.
    await Promise.all([
      loadChannels(teamId),
      loadCategories(teamId).catch(() => {}),
      loadThreadCounts(teamId).catch(() => {}),
    ]);
    states.set(teamId, "ready");
    // What was written in this browser is there already; what was written elsewhere may come later.
    void loadDrafts(teamId).catch(() => {});
  } catch (error) {
    states.set(teamId, errorText(error));
    throw error;
  }
}

/** Loads again every team that was loaded (events were missed). */
export async function reloadTeams(): Promise<void> {
  const loaded = states.keys().filter((id) => states.peek(id) === "ready");
  await Promise.all(loaded.map((id) => load(id).catch(() => states.set(id, "ready"))));
}

const BACKGROUND_TEAMS = 12;

/** Loads the other teams one after the other, so that their badges are right. */
export async function loadOtherTeams(): Promise<void> {
  for (const team of myTeams.peek().slice(0, BACKGROUND_TEAMS)) await ensureTeam(team.id).catch(() => {});
}
