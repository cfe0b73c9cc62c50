import type { InvitationResult } from "../../api/invitations.js";
import { AppError, forbidden } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { isAddress, oneLine } from "../../platform/mail/index.js";
import { OneTimeTokens } from "../../platform/one-time.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import { type ChannelDoor, type Channels, managing } from "../channels/index.js";
import type { TeamAccess, TeamDoor, TeamRow, Teams } from "../teams/index.js";
import { actingAs, checkDomain, type Invitation, type UserRow, type Users, userStore } from "../users/index.js";

const KIND = "invitation";
const LIFE = 48 * 3_600_000;

/** What an invitation is good for. */
interface Offer {
  readonly team_id: string;
  /** The only address that can use it. */
  readonly email: string;
  readonly by: string;
  readonly channels: readonly string[];
  /** Handed over as a link: whoever holds it has not shown that they read mails to the address. */
  readonly by_hand: boolean;
}

interface MailData extends Offer {
  readonly message: string;
}

export interface InvitationsDeps {
  readonly users: Users;
  readonly teams: Teams;
  readonly teamDoor: TeamDoor;
  readonly channels: Channels;
  readonly channelDoor: ChannelDoor;
  readonly audits: Audits;
}

/** Invitations of one address to a team: good once, for two days, and as long as the inviter may invite. */
export class Invitations {
  readonly #tokens = new OneTimeTokens<Offer>("invitation", LIFE);

  constructor(
    readonly platform: Platform,
    readonly deps: InvitationsDeps,
  ) {
    platform.mails.define<MailData>(KIND, {
      subject: "An invitation to a team",
      prepare: ({ data }) => this.#prepare(data),
    });
  }

  /** Why an address cannot be invited to a team. @throws AppError 400, 403 */
  async #check(team: TeamRow, email: string): Promise<void> {
    if (!isAddress(email)) throw new AppError("model.user.is_valid.email.app_error");
    checkDomain(this.platform.config, email);
    const domains = team.allowed_domains.split(/[\s,@]+/).filter(Boolean);
    const fits = domains.length === 0 || domains.some((domain) => email.endsWith(`@${domain.toLowerCase()}`));
    if (!fits) throw new AppError("api.team.add_members.user_denied");
  }

  /** Those channels of a team the caller may add people to. @throws AppError 403, 404 */
  async #channels(caller: Caller, team: TeamRow, ids: readonly string[]): Promise<string[]> {
    for (const id of ids) {
      const access = await this.deps.channelDoor.enter(caller, id);
      if (access.channel.team_id !== team.id || !managing(access, "members")) throw forbidden();
    }
    return [...new Set(ids)];
  }

  /** Has invitations mailed. Returns why not, by address. Unless `graceful`, all are sent or none. @throws AppError 400, 403, 404 */
  async send(
    caller: Caller,
    { team }: TeamAccess,
    emails: readonly string[],
    o: { channelIds?: readonly string[]; message?: string; graceful: boolean; ip: string },
  ): Promise<InvitationResult[]> {
    const channels = await this.#channels(caller, team, o.channelIds ?? []);
    const problems = new Map<string, AppError | null>();
    for (const email of new Set(emails.map((one) => one.trim().toLowerCase()))) {
      problems.set(email, await this.#check(team, email).then(() => null, asAppError));
    }
    const first = [...problems.values()].find((problem) => problem !== null);
    if (first && !o.graceful) throw first;
    const invited = [...problems].filter(([, problem]) => !problem).map(([email]) => email);
    for (const email of invited) {
      const data: MailData = {
        team_id: team.id,
        email,
        by: caller.userId,
        channels,
        by_hand: false,
        message: o.message ?? "",
      };
      await this.platform.mails.queue(KIND, { to: email, data });
    }
    await this.deps.audits.record({
      caller,
      ip: o.ip,
      action: "teams.invite.email",
      object: team.id,
      extra: { invited: invited.length },
    });
    return [...problems].map(([email, problem]) => ({
      email,
      error: problem && { id: problem.id, message: problem.message, status_code: problem.status },
    }));
  }

  /** An invitation as a link to be handed over. @throws AppError 400, 403, 404 */
  async link(caller: Caller, { team }: TeamAccess, email: string, channelIds: readonly string[], ip: string) {
    const address = email.trim().toLowerCase();
    await this.#check(team, address);
    const channels = await this.#channels(caller, team, channelIds);
    const offer: Offer = { team_id: team.id, email: address, by: caller.userId, channels, by_hand: true };
    const { token, expiresAt } = await this.#tokens.issue(this.platform.db, offer);
    await this.deps.audits.record({ caller, ip, action: "teams.invite.link", object: team.id });
    return { link: this.#address(token, address), token, expires_at: expiresAt };
  }

  #address(token: string, email: string): string {
    return `${this.platform.mails.options.site()}/signup_user_complete/?t=${token}&email=${encodeURIComponent(email)}`;
  }

  /** Makes every invitation invalid that was not used yet, also those still to be mailed. */
  async cancelAll(caller: Caller, ip: string): Promise<void> {
    await this.platform.mails.cancel(KIND);
    const count = await this.#tokens.drop(this.platform.db, {});
    await this.deps.audits.record({ caller, ip, action: "teams.invite.cancel_all", extra: { count } });
  }

  /** The team and the inviter of an offer that still holds: the team is there, and the inviter may still invite to it. */
  async #holds(offer: Offer): Promise<{ team: TeamRow; inviter: Caller } | undefined> {
    const { users, teamDoor } = this.deps;
    const user = await users.find(offer.by);
    if (!user || user.delete_at > 0) return undefined;
    const inviter = actingAs(user, users.roles);
    const access = await teamDoor.enter(inviter, offer.team_id).catch(() => undefined);
    const may = access && access.team.delete_at === 0 && access.can("invite_user") && access.can("add_user_to_team");
    return may ? { team: access.team, inviter } : undefined;
  }

  async #prepare(data: MailData) {
    const valid = await this.#holds(data);
    if (!valid) return undefined;
    return {
      to: { name: "", address: data.email },
      write: () => this.#letter(data, valid.team, valid.inviter.username),
    };
  }

  async #letter({ message, ...offer }: MailData, team: TeamRow, inviter: string) {
    const { db, mails } = this.platform;
    const { siteName } = mails.options;
    const { token } = await this.#tokens.issue(db, offer);
    const name = oneLine(team.display_name, 64);
    const known = (await userStore.byEmail(db, offer.email)) !== undefined;
    return {
      subject: `@${inviter} invites you to ${name} on ${siteName()}`,
      title: `Join ${name}`,
      parts: [
        { text: `@${inviter} invites you to the team ${name} on ${siteName()}.` },
        ...(message.trim() ? [{ text: `Their words: “${message.trim()}”` }] : []),
        { button: known ? "Join the team" : "Create an account and join", href: this.#address(token, offer.email) },
        {
          text: "The link works once, for this address only, and for two days. If you do not know who wrote this, do nothing.",
        },
      ],
    };
  }

  /** The invitation a token stands for; undefined for one that is unknown, used, expired or no longer meant. */
  async find(token: string): Promise<Invitation | undefined> {
    const offer = await this.#tokens.find(this.platform.db, token);
    if (!offer || !(await this.#holds(offer))) return undefined;
    return {
      email: offer.email,
      byHand: offer.by_hand,
      accept: async (user) => void (await this.#accept(token, user)),
    };
  }

  /** Lets somebody who has an account join by a token sent to its address. @throws AppError 404 */
  async join(token: string, caller: Caller): Promise<TeamRow> {
    const user = await this.deps.users.get(caller.userId);
    const offer = await this.#tokens.find(this.platform.db, token);
    const team = offer?.email === user.email ? await this.#accept(token, user) : undefined;
    if (!team) throw new AppError("api.team.invalid_invite.app_error");
    return team;
  }

  /** Uses a token up; of those who try at the same moment one joins. */
  async #accept(token: string, user: UserRow): Promise<TeamRow | undefined> {
    const { teams } = this.deps;
    const offer = await this.#tokens.take(this.platform.db, token);
    const valid = offer && (await this.#holds(offer));
    if (!valid) return undefined;
    await teams.join(valid.team, user.id, offer.by);
    for (const id of offer.channels) await this.#addToChannel(valid.inviter, valid.team, id, user.id);
    return valid.team;
  }

  /** A channel that went away, or that the inviter may no longer fill, does not keep anybody out of the team. */
  async #addToChannel(inviter: Caller, team: TeamRow, channelId: string, userId: string): Promise<void> {
    try {
      await this.#channels(inviter, team, [channelId]);
      await this.deps.channels.add(await this.deps.channels.get(channelId), [userId], inviter.userId, "added");
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}
