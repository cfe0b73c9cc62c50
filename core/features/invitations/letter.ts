import { type Letter, oneLine } from "../../platform/mail/index.js";
import type { Standing } from "./offers.js";

export interface InvitationLetter {
  readonly standing: Standing;
  /** What the inviter wrote; '' = nothing. */
  readonly message: string;
  readonly siteName: string;
  readonly href: string;
  /** Whether there is an account with the address. */
  readonly known: boolean;
  /** Whether the link signs in by itself. */
  readonly signsIn: boolean;
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The mail of an invitation. */
export function invitationLetter({ standing, message, siteName, href, known, signsIn }: InvitationLetter): Letter {
  const { offer, team, inviter, channels } = standing;
  const name = oneLine(team.display_name, 64);
  const as = offer.guest ? " as a guest" : "";
  const rooms = channels.map((channel) => oneLine(channel.display_name, 64)).join(", ");
  const ends = offer.guest?.expires_at ?? 0;
  return {
    subject: `@${inviter.username} invites you to ${name} on ${siteName}`,
    title: `Join ${name}`,
    parts: [
      { text: `@${inviter.username} invites you to the team ${name} on ${siteName}${as}.` },
      ...(offer.guest ? [{ text: `As a guest you see these channels and the people in them: ${rooms}.` }] : []),
      ...(ends > 0 && !known ? [{ text: `The account ends on ${day(ends)}.` }] : []),
      ...(message.trim() ? [{ text: `Their words: “${message.trim()}”` }] : []),
      { button: known ? "Join the team" : signsIn ? "Sign in and join" : "Create an account and join", href },
      ...(signsIn
        ? [{ text: "You need no password. Do not pass the link on: whoever opens it is signed in as you." }]
        : []),
      {
        text: "The link works once, for this address only, and for two days. If you do not know who wrote this, do nothing.",
      },
    ],
  };
}
