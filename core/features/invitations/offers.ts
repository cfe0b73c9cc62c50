import { AppError, badBody, forbidden } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { isAddress } from "../../platform/mail/index.js";
import type { Platform } from "../../platform/platform.js";
import { type ChannelDoor, type ChannelRow, type Channels, managing } from "../channels/index.js";
import type { Guests } from "../guests/index.js";
import { isGuest } from "../roles/index.js";
import type { TeamDoor, TeamRow, Teams } from "../teams/index.js";
import { actingAs, checkDomain, type UserRow, type Users } from "../users/index.js";

/** What an invitation is good for. */
export interface Offer {
  readonly team_id: string;
  /** The only address that can use it. */
  readonly email: string;
  readonly by: string;
  readonly channels: readonly string[];
  /** Handed over as a link: whoever holds it has not shown that they read mails to the address. */
  readonly by_hand: boolean;
  /** For a guest, who will see nothing but the channels; `expires_at` is when their account ends, 0 = never. */
  readonly guest?: { readonly expires_at: number };
  /** Makes the account of the guest without a password and signs them in; for those who have no account only. */
  readonly signs_in?: boolean;
}

/** What an offer is made of, before it is for somebody. */
export interface Terms {
  readonly channelIds?: readonly string[];
  readonly guest?: Offer["guest"];
}

/** An offer that still holds, as things are now. */
export interface Standing {
  readonly offer: Offer;
  readonly team: TeamRow;
  readonly inviter: Caller;
  /** Whether the inviter may also bring members in. */
  readonly members: boolean;
  /** Those of its channels that are still there and that the inviter may still fill. */
  readonly channels: readonly ChannelRow[];
}

export interface OfferDeps {
  readonly users: Users;
  readonly teams: Teams;
  readonly teamDoor: TeamDoor;
  readonly channels: Channels;
  readonly channelDoor: ChannelDoor;
  readonly guests: Guests;
}

/** Who can be offered what, and whether it still holds when they come. */
export class Offers {
  constructor(
    readonly platform: Platform,
    readonly deps: OfferDeps,
  ) {}

  /** The channels of an offer, once it is known that it may be made. @throws AppError 400, 403, 404, 501 */
  async check(caller: Caller, team: TeamRow, { channelIds = [], guest }: Terms): Promise<string[]> {
    const ids = [...new Set(channelIds)];
    const channels: ChannelRow[] = [];
    for (const id of ids) channels.push(await this.#fillable(caller, team, id));
    if (guest) this.#checkGuestPlaces(team, channels, guest.expires_at);
    return ids;
  }

  #checkGuestPlaces(team: TeamRow, channels: readonly ChannelRow[], expiresAt: number) {
    if (!this.deps.guests.enabled)
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Guest accounts" });
    if (channels.length === 0) throw badBody("channels");
    if (expiresAt > 0 && expiresAt <= Date.now()) throw badBody("guest_expires_at");
    for (const [kind, place] of [["team", team] as const, ...channels.map((one) => ["channel", one] as const)]) {
      if (place.group_constrained) throw new AppError("api.group_constrained.user_denied.app_error", { kind });
    }
  }

  /** A channel of the team the caller may add people to. @throws AppError 400, 403, 404 */
  async #fillable(caller: Caller, team: TeamRow, id: string): Promise<ChannelRow> {
    const access = await this.deps.channelDoor.enter(caller, id);
    if (access.channel.team_id !== team.id || !managing(access, "members")) throw forbidden();
    if (access.channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
    return access.channel;
  }

  /** Says why an address cannot be invited to a team. @throws AppError 400, 403 */
  checkAddress(team: TeamRow, email: string, guest: boolean): void {
    if (!isAddress(email)) throw new AppError("model.user.is_valid.email.app_error");
    // Guests come from outside: the domains of a team and of the server say who can be a member.
    if (guest) return this.deps.guests.checkDomain(email);
    checkDomain(this.platform.config, email);
    const domains = team.allowed_domains.split(/[\s,@]+/).filter(Boolean);
    const fits = domains.length === 0 || domains.some((domain) => email.endsWith(`@${domain.toLowerCase()}`));
    if (!fits) throw new AppError("api.team.add_members.user_denied");
  }

  /**
   * How an offer stands now; undefined when it holds no more: the team is gone, or the inviter may no longer invite, or
   * a guest would be left without any channel.
   */
  async standing(offer: Offer): Promise<Standing | undefined> {
    const { users, teamDoor } = this.deps;
    const user = await users.find(offer.by);
    if (!user || user.delete_at > 0) return undefined;
    const inviter = actingAs(user, users.roles);
    const access = await teamDoor.enter(inviter, offer.team_id).catch(() => undefined);
    if (!access || access.team.delete_at > 0) return undefined;
    const { team } = access;
    const members = access.can("invite_user") && access.can("add_user_to_team");
    const channels = await this.#left(offer, team, inviter);
    const holds = offer.guest
      ? access.can("invite_guest") && this.#welcomesGuest(team, channels, offer.email, offer.guest.expires_at)
      : members;
    return holds ? { offer, team, inviter, members, channels } : undefined;
  }

  #welcomesGuest(team: TeamRow, channels: readonly ChannelRow[], email: string, expiresAt: number): boolean {
    try {
      this.#checkGuestPlaces(team, channels, expiresAt);
      this.deps.guests.checkDomain(email);
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  /** A channel that went away, or that the inviter may no longer fill, does not keep anybody out of the team. */
  async #left(offer: Offer, team: TeamRow, inviter: Caller): Promise<ChannelRow[]> {
    const channels: ChannelRow[] = [];
    for (const id of offer.channels) {
      try {
        channels.push(await this.#fillable(inviter, team, id));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }
    return channels;
  }

  /**
   * Whether an account can use an offer. Nobody's account changes by it: a guest stays one, so an invitation of members
   * is not for them; a member invited as a guest comes as the member they are, which is for the inviter to allow unless
   * they are in the team already.
   */
  async suits({ offer, team, members }: Standing, user: UserRow): Promise<boolean> {
    if (isGuest(user)) return offer.guest !== undefined;
    if (members) return true;
    const member = await this.deps.teams.member(team.id, user.id);
    return member !== undefined && member.delete_at === 0;
  }
}
