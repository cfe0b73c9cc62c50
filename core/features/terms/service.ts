import { Readable } from "node:stream";
import type { ReplyOf } from "../../api/endpoint.js";
import type * as api from "../../api/terms.js";
import type { TermsAcceptance, TermsOfService, UserTermsOfService } from "../../api/terms.js";
import { badBody, notFound } from "../../platform/app-error.js";
import { statement } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { csvLine, csvTime } from "../../platform/text/csv.js";
import type { Audits } from "../audit/index.js";
import type { System } from "../system/index.js";
import type { Users } from "../users/index.js";
import { termsSettings } from "./config.js";
import { type Demand, termsQueries as queries } from "./queries.js";

const DAY = 86_400_000;
const CSV_PAGE = 500;

const NEWEST = statement("terms.newest", "SELECT * FROM terms_of_service ORDER BY create_at DESC, id DESC LIMIT 1");
const KNOWN = statement("terms.known", "SELECT id FROM terms_of_service WHERE id = $1");
const ADD = statement(
  "terms.add",
  "INSERT INTO terms_of_service (id, create_at, user_id, text) VALUES ($1, $2, $3, $4)",
);

/** The server's own terms of service, and who accepted them. */
export class Terms {
  readonly platform: Platform;
  /** Id of the terms in force; '' while there are none. */
  #current = "";

  constructor(
    readonly users: Users,
    readonly system: System,
    readonly audits: Audits,
  ) {
    this.platform = users.platform;
    system.addClientConfig(() => ({ CustomTermsOfServiceId: this.inForce().id }));
  }

  /** Learns which terms are in force. */
  async load(): Promise<void> {
    this.#current = (await this.platform.db.row<TermsOfService>(NEWEST))?.id ?? "";
  }

  /** Which terms have to be accepted ('' = none), and until when (ms) an acceptance is too old. */
  inForce(): { id: string; before: number } {
    const { config } = this.platform;
    if (!config.get(termsSettings.CustomTermsOfServiceEnabled)) return { id: "", before: 0 };
    return this.#demand();
  }

  /** The same, whether anybody is asked now or not. */
  #demand(): Demand {
    const days = this.platform.config.get(termsSettings.CustomTermsOfServiceReAcceptancePeriod);
    return { id: this.#current, before: Date.now() - days * DAY };
  }

  /** @throws AppError 404 while there are none */
  async current(): Promise<TermsOfService> {
    const terms = await this.platform.db.row<TermsOfService>(NEWEST);
    if (!terms) throw notFound("terms of service");
    this.#current = terms.id;
    return terms;
  }

  /** Puts a text in force; the same text as before changes nothing. @throws AppError 400 */
  async create(caller: Caller, input: string, ip: string): Promise<TermsOfService> {
    const text = input.trim();
    if (!text) throw badBody("text");
    const { db } = this.platform;
    const before = await db.row<TermsOfService>(NEWEST);
    if (before?.text === text) return before;
    const terms = { id: newId(), create_at: Date.now(), user_id: caller.userId, text };
    await db.transaction(async (tx) => {
      await tx.run(ADD, [terms.id, terms.create_at, terms.user_id, terms.text]);
      await this.audits.record({ caller, ip, action: "terms_of_service.create", object: terms.id }, tx);
    });
    this.#current = terms.id;
    await this.system.changed();
    return terms;
  }

  /** What a person accepted last. @throws AppError 404 when nothing */
  async of(userId: string): Promise<UserTermsOfService> {
    const user = await this.users.get(userId);
    if (!user.terms_of_service_id) throw notFound("accepted terms of service");
    return {
      user_id: user.id,
      terms_of_service_id: user.terms_of_service_id,
      create_at: user.terms_of_service_create_at,
    };
  }

  /** Notes that a person accepts terms, or does not any more. @throws AppError 404 for unknown terms */
  async answer(caller: Caller, id: string, accepted: boolean, ip: string): Promise<void> {
    if (!(await this.platform.db.row(KNOWN, [id]))) throw notFound("terms of service");
    await this.users.save(caller.userId, {
      terms_of_service_id: accepted ? id : "",
      terms_of_service_create_at: accepted ? Date.now() : 0,
    });
    await this.audits.record({ caller, ip, action: "terms_of_service.answer", object: id, extra: { accepted } });
  }

  /** Who has accepted the newest terms, whether people are asked now or not; a page of all, or of one half of them. */
  async acceptances(
    state: "" | "accepted" | "outstanding",
    page: { limit: number; offset: number },
  ): Promise<ReplyOf<typeof api.listTermsAcceptances>> {
    const { db } = this.platform;
    await this.load();
    const demand = this.#demand();
    if (demand.id === "") return { terms_of_service_id: "", accepted: 0, outstanding: 0, people: [] };
    const accepted = state === "" ? undefined : state === "accepted";
    const [counts, people] = await Promise.all([
      queries.counts(db, demand),
      queries.people(db, demand, { ...page, accepted }),
    ]);
    return { terms_of_service_id: demand.id, ...counts, people };
  }

  /** The same of everybody as a table, read page by page while it is sent. */
  async acceptancesTable(): Promise<Readable> {
    const { db } = this.platform;
    await this.load();
    const demand = this.#demand();
    const pages = async function* () {
      yield csvLine(CSV_COLUMNS.map(([title]) => title));
      for (let after = ""; demand.id !== ""; ) {
        const people = await queries.people(db, demand, { after, limit: CSV_PAGE });
        yield people.map((one) => csvLine(CSV_COLUMNS.map(([, read]) => read(one)))).join("");
        const last = people.at(-1);
        if (!last || people.length < CSV_PAGE) return;
        after = last.username;
      }
    };
    return Readable.from(pages(), { objectMode: false });
  }
}

const IN_WORDS: Record<TermsAcceptance["state"], string> = {
  accepted: "accepted",
  expired: "accepted too long ago",
  former: "accepted former terms",
  none: "not accepted",
};
const CSV_COLUMNS: readonly (readonly [string, (one: TermsAcceptance) => unknown])[] = [
  ["User name", (one) => one.username],
  ["First name", (one) => one.first_name],
  ["Last name", (one) => one.last_name],
  ["Terms in force", (one) => IN_WORDS[one.state]],
  ["Last accepted (UTC)", (one) => csvTime(one.accepted_at)],
  ["Accepted terms", (one) => one.terms_of_service_id],
  ["Id", (one) => one.user_id],
];
