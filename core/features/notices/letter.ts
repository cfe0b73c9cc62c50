import { type Letter, oneLine, type Part } from "../../platform/mail/index.js";
import type { KeptOut } from "../mfa/index.js";
import type { UserRow } from "../users/index.js";
import type { Told } from "./queries.js";

/** Messages in one mail, and characters of each; the rest is a click away. */
const MOST = 30;
const LONGEST = 1000;

export interface LetterFacts {
  readonly user: Pick<UserRow, "timezone" | "username">;
  readonly site: string;
  readonly siteName: string;
  /** Whether the messages themselves are in it. */
  readonly full: boolean;
  /** What the reader must do before they may read anything: then it tells no more than that there are messages. */
  readonly first: KeptOut;
  readonly unsubscribe: string;
}

/** The mail about messages that came while the reader was away. */
export function letterOf(messages: readonly Told[], facts: LetterFacts): Letter {
  if (facts.first) return letterWithoutContent(messages.length, facts, facts.first);
  const { full } = facts;
  const count = messages.length === 1 ? "a message" : `${messages.length} messages`;
  const authors = [...new Set(messages.map((message) => `@${oneLine(message.author, 64)}`))];
  const from =
    authors.length > 3 ? `${authors.slice(0, 2).join(", ")} and ${authors.length - 2} others` : authors.join(", ");
  const shown = messages.slice(0, MOST);
  const more = messages.length - shown.length;
  const body: Part[] = full ? inFull(shown, facts) : [{ text: `${upper(count)} for you from ${from}.` }];
  return {
    subject: `${upper(count)} from ${from} on ${facts.siteName}`,
    title: `You have ${count}`,
    parts: [
      ...body,
      ...(more > 0 && full ? [{ text: `… and ${more} more.` }] : []),
      { button: `Open ${facts.siteName}`, href: `${facts.site}/` },
      foot(facts),
    ],
  };
}

const FIRST: Record<Exclude<KeptOut, "">, (site: string) => string> = {
  terms: (site) => `New terms of service are in force on ${site}. Accept them`,
  "second-factor": (site) => `${site} asks for a second factor at sign-in. Set yours up`,
};

/** For somebody who may read nothing until they have done something: that messages wait, and how to get at them. */
function letterWithoutContent(messages: number, facts: LetterFacts, first: Exclude<KeptOut, "">): Letter {
  const count = messages === 1 ? "A message waits" : `${messages} messages wait`;
  const them = messages === 1 ? "it" : "them";
  return {
    subject: `${count} for you on ${facts.siteName}`,
    title: `${count} for you`,
    parts: [
      { text: `${FIRST[first](facts.siteName)}, and you can read ${them}.` },
      { button: `Open ${facts.siteName}`, href: `${facts.site}/` },
      foot(facts),
    ],
  };
}

const foot = ({ unsubscribe }: LetterFacts): Part => ({
  small: "You get this mail because you were away when somebody wrote to you.",
  link: { label: "Stop these mails", href: unsubscribe },
});

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function inFull(messages: readonly Told[], { user, site }: LetterFacts): Part[] {
  const parts: Part[] = [];
  const clock = clockOf(user.timezone);
  let place = "";
  for (const message of messages) {
    if (message.channel_id !== place) parts.push({ heading: placeOf(message) });
    place = message.channel_id;
    parts.push({
      from: `@${oneLine(message.author, 64)}`,
      at: clock.format(message.create_at),
      quote: textOf(message),
      href: `${site}/${message.team_name || "_redirect"}/pl/${message.id}`,
    });
  }
  return parts;
}

function placeOf({ channel_type: type, channel_name: name, team_title: team }: Told): string {
  if (type === "D") return "Direct message";
  if (type === "G") return `Group message: ${oneLine(name)}`;
  return `${oneLine(name, 64)} (${oneLine(team, 64)})`;
}

function textOf({ message, files }: Told): string {
  const letters = [...message];
  const text = letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : message;
  const attached = files === 0 ? "" : files === 1 ? "[1 file]" : `[${files} files]`;
  return [text, attached].filter(Boolean).join("\n");
}

/** Writes times as the reader's clock shows them. */
function clockOf(timezone: Record<string, string>): Intl.DateTimeFormat {
  const zone = timezone.useAutomaticTimezone === "false" ? timezone.manualTimezone : timezone.automaticTimezone;
  const format = { dateStyle: "medium", timeStyle: "short" } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { ...format, timeZone: zone || "UTC" });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...format, timeZone: "UTC" });
  }
}
