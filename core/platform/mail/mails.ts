import type { Config } from "../config/config.js";
import type { Database, Queryable, Transaction } from "../database/database.js";
import { newId } from "../ids.js";
import type { Logger } from "../log.js";
import { formsOf, type Letter, oneLine } from "./letter.js";
import { Sender } from "./sender.js";
import { emailSettings as settings } from "./settings.js";
import { type MailRow, mailStore } from "./store.js";
import { type OutgoingMail, smtpIn } from "./transport.js";

/** A mail that may be sent now. */
export interface Prepared {
  readonly to: { readonly name: string; readonly address: string };
  /** Writes it; secrets are made only now. */
  write(): Promise<Letter & { readonly headers?: Record<string, string> }>;
}

/** A kind of mail. It is written when it is sent, so it says and reveals nothing that has changed meanwhile. */
export interface MailKind<Data> {
  /** For the administrator: what it is about. */
  readonly subject: string;
  /** Looks again whether the mail is still to be sent; undefined = it is dropped without a trace. */
  prepare(mail: {
    readonly data: Data;
    readonly recipient: string;
    readonly userId: string;
    readonly queuedAt: number;
  }): Promise<Prepared | undefined>;
}

export interface NewMail {
  readonly to: string;
  readonly userId?: string;
  readonly data?: object;
  /** Milliseconds since 1970. */
  readonly notBefore?: number;
}

export interface MailsOptions {
  readonly db: Database;
  readonly config: Config;
  readonly log: Logger;
  /** The address of this server, without a slash at the end. */
  readonly site: () => string;
  readonly siteName: () => string;
  readonly now?: () => number;
}

/**
 * Mails, kept in the database until the mail server has them. One that cannot be sent is tried again for three days;
 * without a mail server it is held for the administrator.
 */
export class Mails {
  readonly #kinds = new Map<string, MailKind<never>>();
  readonly sender: Sender;
  readonly now: () => number;

  constructor(readonly options: MailsOptions) {
    this.now = options.now ?? Date.now;
    this.sender = new Sender(this);
  }

  define<Data extends object>(kind: string, definition: MailKind<Data>): void {
    if (this.#kinds.has(kind)) throw new Error(`There is a kind of mail ${kind} already.`);
    this.#kinds.set(kind, definition);
  }

  /** Whether mails can be sent at all. */
  get canSend(): boolean {
    return smtpIn(this.options.config) !== undefined;
  }

  /** Keeps a mail to be sent; with a transaction exactly when that is committed. Returns its id. */
  async queue(kind: string, mail: NewMail, tx?: Transaction): Promise<string> {
    const definition = this.#kinds.get(kind);
    if (!definition) throw new Error(`There is no kind of mail ${kind}.`);
    const now = this.now();
    const id = newId(now);
    const row = {
      id,
      create_at: now,
      next_at: mail.notBefore ?? now,
      kind,
      data: { ...mail.data },
      recipient: mail.to,
      user_id: mail.userId ?? "",
      subject: definition.subject,
    };
    await mailStore.add(tx ?? this.options.db, row);
    const wake = () => this.sender.wakeAt(row.next_at);
    if (tx) tx.afterCommit(wake);
    else wake();
    return id;
  }

  /** How many mails of a kind an address was sent since a time (ms). */
  recent = (kind: string, to: string, since: number, db: Queryable = this.options.db) =>
    mailStore.countRecent(db, to, kind, since);

  /** Takes back those of a kind that are not sent yet. */
  cancel = (kind: string) => mailStore.cancel(this.options.db, kind, this.now());

  /** What is to be sent for a row, or undefined when nothing is to be sent any more. */
  async prepare(row: MailRow): Promise<Prepared | undefined> {
    const kind = this.#kinds.get(row.kind);
    if (!kind) throw new Error(`Nothing here writes mails of the kind ${row.kind}.`);
    // Of the shape that was put in for this kind.
    const data = row.data as never;
    return kind.prepare({ data, recipient: row.recipient, userId: row.user_id, queuedAt: row.create_at });
  }

  /** Writes a mail in its final form. */
  async write(prepared: Prepared, row: Pick<MailRow, "id" | "create_at">): Promise<OutgoingMail> {
    const { config, site, siteName } = this.options;
    const letter = await prepared.write();
    const paper = { siteName: siteName(), site: site(), organization: config.get(settings.FeedbackOrganization) };
    const from = this.from();
    return {
      ...formsOf(letter, paper),
      from,
      to: { name: oneLine(prepared.to.name, 100), address: prepared.to.address },
      replyTo: config.get(settings.ReplyToAddress),
      // The same at each try, so that a mail that arrives twice can be told to be one.
      messageId: `<${row.id}@${from.address.split("@")[1]}>`,
      date: new Date(row.create_at),
      headers: letter.headers ?? {},
    };
  }

  /** Who mails come from. */
  from(config: Config = this.options.config): { name: string; address: string } {
    const { site, siteName } = this.options;
    const host = URL.canParse(site()) ? new URL(site()).hostname.replace(/^\[.*\]$/, "localhost") : "localhost";
    return {
      name: oneLine(config.get(settings.FeedbackName) || siteName(), 100),
      address: config.get(settings.FeedbackEmail) || `courtyard@${host}`,
    };
  }
}

/** Whether a text can be sent a mail to, without any command or second address in it. */
export const isAddress = (text: string) =>
  text.length <= 254 && /^[^\s@<>",;:\\()[\]]+@[^\s@<>",;:\\()[\]]+$/.test(text);
