import { aChannel, add, aPost, aTeam, join, type Person } from "../people.js";
import { cloneOf, type Role } from "./people.js";
import { aFile, type Place, type World } from "./world.js";

/** A call ready to be sent: what fills its path, and what comes with it. */
export interface Sample {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  /** Calls instead of the member of the cast, when the object belongs to an account made for this call. */
  readonly owner?: Person;
  /** Puts right what the call changed for everybody. */
  readonly after?: () => Promise<unknown>;
}

/** Makes a call that is valid for the owner of its object. */
export type Builder = (scene: Scene) => Sample | Promise<Sample>;

/** Under which name a call is made: the member's, whoever calls, or the caller's own. */
export type Subject = "member" | "own";

let count = 0;
/** A name nobody has used. */
export const fresh = (prefix: string): string => `${prefix}-${++count}`;

/** One call about to be made: who calls, where, under whose name; with makers of things that may be spoilt. */
export class Scene {
  constructor(
    readonly world: World,
    readonly place: Place,
    readonly role: Role,
    readonly as: Subject = "member",
  ) {}

  get cast() {
    return this.world.cast;
  }
  get caller(): Person {
    return this.cast[this.role];
  }
  /** Whose id fills `{user_id}`. */
  get subject(): Person {
    return this.as === "own" && this.caller.id ? this.caller : this.cast.member;
  }
  get channel() {
    return this.place.channel;
  }
  get team() {
    return this.world.team;
  }
  get #word() {
    return this.world.secrets.word(this.place.level);
  }
  #hide<T extends { id: string }>(made: T, level = this.place.level): T {
    this.world.secrets.hide(made.id, level);
    return made;
  }

  /** A new message of the member. */
  async post(more: Record<string, unknown> = {}) {
    return this.#hide(await aPost(this.cast.member, this.channel, this.#word, more));
  }

  /** A new message with an answer, followed by the member and by who calls, where they may. */
  async thread() {
    const root = await this.post();
    return { root, reply: await this.post({ root_id: root.id }) };
  }

  /** A new file of somebody, in no message yet. */
  async file(owner: Person = this.cast.member) {
    return this.#hide(await aFile(owner, this.channel, `${this.#word}.png`, this.world.picture));
  }

  /** A new channel with the same people; the direct one stays itself, since there is no second. */
  async twin(): Promise<{ id: string; name: string }> {
    if (this.place.name === "direct") return this.channel;
    const { channelAdmin, member, bot, guest } = this.cast;
    const made = await aChannel(channelAdmin, this.team, this.#word, this.place.name === "private" ? "P" : "O");
    await add(channelAdmin, made, member, bot, ...(this.place.name === "private" ? [guest] : []));
    this.world.secrets.hide(made.name, this.place.level);
    return this.#hide(made);
  }

  /** A new team with the same people. */
  async teamTwin(): Promise<{ id: string; name: string; invite_id: string }> {
    const { teamAdmin, teammate, member, channelAdmin, bot, guest, systemAdmin } = this.cast;
    const made = await aTeam(teamAdmin, this.world.secrets.word("team"));
    await join(teamAdmin, made, teammate, member, channelAdmin, bot);
    await join(systemAdmin, made, guest);
    this.world.secrets.hide(made.name, "team");
    return this.#hide(made, "team");
  }

  /** An account of its own in place of the member's. */
  account(): Promise<Person> {
    return cloneOf(this.world.server, this.cast.member);
  }

  /** A person who is in no team. */
  newcomer(): Promise<Person> {
    return cloneOf(this.world.server, this.cast.outsider);
  }
}
