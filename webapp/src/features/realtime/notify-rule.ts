export type Level = "default" | "all" | "mention" | "none";

export interface NotifyFacts {
  own: boolean;
  onScreen: boolean;
  mentioned: boolean;
  direct: boolean;
  reply: boolean;
  following: boolean;
  muted: boolean;
  doNotDisturb: boolean;
  channelLevel: Level | undefined;
  userLevel: Level | undefined;
  threadLevel: Level | undefined;
}

/** Whether a live message deserves a desktop notification. The channel's level wins over the person's. */
export function shouldNotify(facts: NotifyFacts): boolean {
  if (facts.own || facts.onScreen || facts.muted || facts.doNotDisturb) return false;
  const ofChannel = facts.channelLevel && facts.channelLevel !== "default" ? facts.channelLevel : undefined;
  const level = ofChannel ?? (facts.userLevel && facts.userLevel !== "default" ? facts.userLevel : "mention");
  if (level === "none") return false;
  if (facts.mentioned) return true;
  if (facts.reply) return facts.following && (level === "all" || (facts.threadLevel ?? "all") === "all");
  return level === "all" || facts.direct;
}
