import type { ChannelCategory } from "@mattermost/types/channel_categories";
import { toast } from "../../../shared/lib/toast.js";
import { errorText } from "../../lib/client.js";

/** How a team's sidebar is read, shown, and asked for again. */
export interface SidebarPorts {
  read(): ChannelCategory[];
  show(list: ChannelCategory[]): void;
  reload(): Promise<void>;
}

interface Writing {
  pending: number;
  /** The sidebar before the first change that is under way: what the server is known to have. */
  before: ChannelCategory[];
  /** News that came meanwhile; an echo of the first of two changes would take the second one back on screen. */
  held: (() => void)[];
  /** What the answers say, to be shown after the news. */
  answers: (() => void)[];
  failed: boolean;
  last: Promise<unknown>;
}

const writing = new Map<string, Writing>();

/** Takes news of the server, after the changes that are under way. */
export function receiveNews(teamId: string, apply: () => void): void {
  const now = writing.get(teamId);
  if (now) now.held.push(apply);
  else apply();
}

/**
 * Shows a change of the sidebar at once and tells the server: one change after the other, in the order they were made.
 * `answered` shows what the server answered. When it refuses, or is not reached, the sidebar goes back.
 * @returns whether the server took it
 */
export async function changeSidebar<T>(
  teamId: string,
  ports: SidebarPorts,
  next: ChannelCategory[],
  call: () => Promise<T>,
  answered: (answer: T) => void,
): Promise<boolean> {
  const now = writing.get(teamId) ?? {
    pending: 0,
    before: ports.read(),
    held: [],
    answers: [],
    failed: false,
    last: Promise.resolve(),
  };
  writing.set(teamId, now);
  now.pending++;
  ports.show(next);
  const run = now.last.then(call);
  now.last = run.catch(() => {});
  let taken = false;
  try {
    const answer = await run;
    now.answers.push(() => answered(answer));
    taken = true;
  } catch (error) {
    now.failed = true;
    toast(errorText(error), { error: true });
  }
  if (--now.pending === 0) {
    writing.delete(teamId);
    await settle(now, ports);
  }
  return taken;
}

async function settle(now: Writing, ports: SidebarPorts): Promise<void> {
  if (now.failed) {
    ports.show(now.before);
    for (const apply of [...now.held, ...now.answers]) apply();
    await ports.reload().catch(() => {});
    return;
  }
  for (const apply of [...now.held, ...now.answers]) apply();
}
