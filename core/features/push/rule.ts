/** What decides whether a message is told to somebody's phone. */
export interface PushFacts {
  /** Their own message (what a webhook wrote for them is not), or one of the server's about who came and went. */
  own: boolean;
  system: boolean;
  reply: boolean;
  mentioned: boolean;
  /** Mentioned with everybody in the channel, in a channel where that counts. */
  everybody: boolean;
  direct: boolean;
  following: boolean;
  status: string;
  /** Settings of the person, and those of their membership, which win unless they say `default`. */
  person: Readonly<Record<string, string>>;
  channel: Readonly<Record<string, string>>;
}

export type WhyPush = "mention" | "everybody" | "direct" | "thread" | "all";
export type WhyNot = "own" | "system" | "muted" | "level_none" | "not_for_them" | "do_not_disturb" | "active";

export type Decision = { push: true; because: WhyPush } | { push: false; because: WhyNot };

const chosen = (value: string | undefined) => (value && value !== "default" ? value : undefined);
const no = (because: WhyNot): Decision => ({ push: false, because });

/** Decides about one person and one message: first what they set, then what the message is to them, then whether they are here. */
export function decide(facts: PushFacts): Decision {
  const { person, channel } = facts;
  if (facts.system) return no("system");
  if (facts.own) return no("own");
  if (channel.mark_unread === "mention") return no("muted");
  const level = chosen(channel.push) ?? chosen(person.push) ?? "mention";
  if (level === "none") return no("level_none");
  const because = reason(facts, level);
  if (!because) return no("not_for_them");
  if (facts.status === "dnd" || facts.status === "ooo") return no("do_not_disturb");
  if (!awayEnough(facts.status, person.push_status)) return no("active");
  return { push: true, because };
}

function reason(facts: PushFacts, level: string): WhyPush | undefined {
  const { person, channel } = facts;
  if (facts.mentioned) return "mention";
  if (facts.everybody && countsEverybody(facts)) return "everybody";
  if (facts.reply) {
    const threads = chosen(channel.push_threads) ?? chosen(person.push_threads) ?? "all";
    return facts.following && (level === "all" || threads === "all") ? "thread" : undefined;
  }
  if (facts.direct) return "direct";
  return level === "all" ? "all" : undefined;
}

const countsEverybody = ({ person, channel }: PushFacts) => {
  const ignores = chosen(channel.ignore_channel_mentions);
  return ignores ? ignores === "off" : person.channel !== "false";
};

/** `online` = always; `away` = when away or gone; `offline` = only when gone. */
function awayEnough(status: string, wanted: string | undefined): boolean {
  if (wanted === "online") return true;
  return status === "offline" || (status === "away" && wanted !== "offline");
}
