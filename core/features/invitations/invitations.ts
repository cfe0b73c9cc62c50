import type { InvitationResult } from "../../api/invitations.js";
import { AppError } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { OneTimeTokens } from "../../platform/one-time.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import { isGuest } from "../roles/index.js";
import type { TeamAccess, TeamRow } from "../teams/index.js";
import { type Invitation, type UserRow, userStore } from "../users/index.js";
import { invitationLetter } from "./letter.js";
import { newGuest } from "./new-guest.js";
import { type Offer, type OfferDeps, Offers, type Standing, type Terms } from "./offers.js";

const KIND = "invitation";
const LIFE = 48 * 3_600_000;

interface MailData extends Offer {
  readonly message: string;
}

export interface InvitationsDeps extends OfferDeps {
  readonly audits: Audits;
}

/** Invitations of one address to a team: good once, for two days, and as long as the inviter may invite. */
export class Invitations {
  readonly #tokens = new OneTimeTokens<Offer>("invitation", LIFE);
  readonly #offers: Offers;

  constructor(
    readonly platform: Platform,
    readonly deps: InvitationsDeps,
  ) {
    this.#offers = new Offers(platform, deps);
    platform.mails.define<MailData>(KIND, {
      subject: "An invitation to a team",
      prepare: ({ data }) => this.#prepare(data),
    });
    platform.config.onChange(() => {
      if (deps.guests.signInByLink) return;
      this.#tokens
        .dropAtOnce(platform.db, { signs_in: true })
        .catch((error: Error) => platform.log.warn({ reason: error.message }, "invitations that sign in not removed"));
    });
  }

  /**
   * Has invitations mailed. Returns why not, by address. Unless `graceful`, all are sent or none.
   * @throws AppError 400, 403, 404, 501
   */
  async send(
    caller: Caller,
    { team }: TeamAccess,
    emails: readonly string[],
    o: Terms & { message?: string; graceful: boolean; ip: string; signsIn?: boolean },
  ): Promise<InvitationResult[]> {
    const channels = await this.#offers.check(caller, team, o);
    const problems = new Map<string, AppError | null>();
    for (const email of new Set(emails.map((one) => one.trim().toLowerCase()))) {
      problems.set(email, this.#problem(team, email, o.guest !== undefined));
    }
    const first = [...problems.values()].find((problem) => problem !== null);
    if (first && !o.graceful) throw first;
    const invited = [...problems].filter(([, problem]) => !problem).map(([email]) => email);
    for (const email of invited) {
      const offer = this.#offer(caller, team, email, channels, o.guest);
      const data: MailData = {
        ...offer,
        by_hand: false,
        message: o.message ?? "",
        ...(o.signsIn ? { signs_in: true } : {}),
      };
      await this.platform.mails.queue(KIND, { to: email, data });
    }
    await this.deps.audits.record({
      caller,
      ip: o.ip,
      action: o.guest ? "teams.invite_guests.email" : "teams.invite.email",
      object: team.id,
      extra: { invited: invited.length },
    });
    return [...problems].map(([email, problem]) => ({
      email,
      error: problem && { id: problem.id, message: problem.message, status_code: problem.status },
    }));
  }

  #problem(team: TeamRow, email: string, guest: boolean): AppError | null {
    try {
      this.#offers.checkAddress(team, email, guest);
      return null;
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }

  #offer(caller: Caller, team: TeamRow, email: string, channels: readonly string[], guest: Offer["guest"]): Offer {
    return { team_id: team.id, email, by: caller.userId, channels, by_hand: true, ...(guest ? { guest } : {}) };
  }

  /** An invitation as a link to be handed over. @throws AppError 400, 403, 404, 501 */
  async link(caller: Caller, { team }: TeamAccess, email: string, terms: Terms, ip: string) {
    const address = email.trim().toLowerCase();
    this.#offers.checkAddress(team, address, terms.guest !== undefined);
    const channels = await this.#offers.check(caller, team, terms);
    const offer = this.#offer(caller, team, address, channels, terms.guest);
    const { token, expiresAt } = await this.#tokens.issue(this.platform.db, offer);
    const action = terms.guest ? "teams.invite_guests.link" : "teams.invite.link";
    await this.deps.audits.record({ caller, ip, action, object: team.id });
    return { link: this.#address(token, address), token, expires_at: expiresAt };
  }

  #address(token: string, email: string, signsIn = false): string {
    if (signsIn) return `${this.platform.mails.options.site()}/login/one_time_link?t=${token}`;
    return `${this.platform.mails.options.site()}/signup_user_complete/?t=${token}&email=${encodeURIComponent(email)}`;
  }

  /** Makes every invitation invalid that was not used yet, also those still to be mailed. */
  async cancelAll(caller: Caller, ip: string): Promise<void> {
    await this.platform.mails.cancel(KIND);
    const count = await this.#tokens.drop(this.platform.db, {});
    await this.deps.audits.record({ caller, ip, action: "teams.invite.cancel_all", extra: { count } });
  }

  async #prepare({ message, signs_in: asked, ...offer }: MailData) {
    const standing = await this.#offers.standing(offer);
    if (!standing) return undefined;
    const write = async () => {
      const { db, mails } = this.platform;
      const known = (await userStore.byEmail(db, offer.email)) !== undefined;
      const signsIn = asked === true && !known && this.deps.guests.signInByLink;
      const { token } = await this.#tokens.issue(db, signsIn ? { ...offer, signs_in: true } : offer);
      return invitationLetter({
        standing,
        message,
        siteName: mails.options.siteName(),
        href: this.#address(token, offer.email, signsIn),
        known,
        signsIn,
      });
    };
    return { to: { name: "", address: offer.email }, write };
  }

  async #standing(token: string): Promise<Standing | undefined> {
    const offer = await this.#tokens.find(this.platform.db, token);
    return offer && this.#offers.standing(offer);
  }

  /** The invitation a token stands for; undefined for one that is unknown, used, expired or no longer meant. */
  async find(token: string): Promise<Invitation | undefined> {
    const standing = await this.#standing(token);
    if (!standing) return undefined;
    const { email, by_hand: byHand, guest } = standing.offer;
    return {
      email,
      byHand,
      ...(guest ? { guest: { expiresAt: guest.expires_at } } : {}),
      accept: async (user) => void (await this.#accept(token, user)),
    };
  }

  /**
   * Makes the account of a guest by an invitation that signs in, and uses it up; undefined for any other. Somebody who
   * has an account signs in to it in their own way and joins. @throws AppError 400, 501
   */
  async makeGuest(token: string): Promise<UserRow | undefined> {
    const { users } = this.deps;
    const offer = (await this.#standing(token))?.offer;
    if (!offer?.guest || !offer.signs_in) return undefined;
    if (await userStore.byEmail(this.platform.db, offer.email))
      throw new AppError("api.user.login_by_link.known.app_error");
    const user = await newGuest(users, offer.email, offer.guest.expires_at);
    const team = user && (await this.#accept(token, user));
    return team && users.save(user.id, { email_verified: true });
  }

  /** Lets somebody who has an account join by a token sent to its address. @throws AppError 403, 404 */
  async join(token: string, caller: Caller): Promise<TeamRow> {
    const user = await this.deps.users.get(caller.userId);
    const standing = await this.#standing(token);
    if (standing?.offer.email !== user.email) throw new AppError("api.team.invalid_invite.app_error");
    if (isGuest(user) && !standing.offer.guest)
      throw new AppError("api.team.add_user_to_team_from_invite.guest.app_error");
    // One that is not for them is not used up either.
    const team = (await this.#offers.suits(standing, user)) ? await this.#accept(token, user) : undefined;
    if (!team) throw new AppError("api.team.invalid_invite.app_error");
    return team;
  }

  /** Uses a token up; of those who try at the same moment one joins. */
  async #accept(token: string, user: UserRow): Promise<TeamRow | undefined> {
    const { teams, channels } = this.deps;
    const offer = await this.#tokens.take(this.platform.db, token);
    const standing = offer && (await this.#offers.standing(offer));
    if (!standing || !(await this.#offers.suits(standing, user))) return undefined;
    await teams.join(standing.team, user.id, standing.offer.by);
    for (const channel of standing.channels) {
      try {
        await channels.add(channel, [user.id], standing.offer.by, "added");
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }
    return standing.team;
  }
}
