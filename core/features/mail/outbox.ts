import type { OutboxMail } from "../../api/mail.js";
import { AppError, forbidden, notFound } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { type MailRow, type Mails, mailStore } from "../../platform/mail/index.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";

/** What an administrator sees of a mail: not what it says, and not what it is made from. */
export function presentMail(mail: MailRow): OutboxMail {
  const { id, create_at, kind, recipient, user_id, subject, state, attempts, next_at, last_error, done_at } = mail;
  return {
    id,
    create_at,
    kind,
    to: recipient,
    user_id,
    subject,
    state,
    attempts,
    next_at: state === "queued" ? next_at : 0,
    last_error,
    done_at,
  };
}

/** Mails on their way, for administrators. */
export class Outbox {
  readonly #mails: Mails;

  constructor(
    readonly platform: Platform,
    readonly audits: Audits,
  ) {
    this.#mails = platform.mails;
  }

  async list(state: string, page: { limit: number; offset: number }) {
    const { db } = this.platform;
    const [mails, counts] = await Promise.all([
      mailStore.list(db, state, page.limit, page.offset),
      mailStore.counts(db),
    ]);
    return { mails: mails.map(presentMail), counts, can_send: this.#mails.canSend };
  }

  /**
   * What a mail would say, with links that work. Whoever reads it can act for the person it is for, so only those may
   * who can do so anyway.
   */
  async open(caller: Caller, id: string, ip: string) {
    if (!caller.permissions.has("manage_system")) throw forbidden();
    const mail = await this.#get(id);
    if (mail.state === "sent") throw new AppError("api.mail.open.sent.app_error");
    const prepared = await this.#mails.prepare(mail);
    if (!prepared) throw new AppError("api.mail.open.pointless.app_error");
    await this.audits.record({
      caller,
      ip,
      action: "mail.open",
      object: mail.user_id || mail.id,
      extra: { kind: mail.kind, to: prepared.to.address },
    });
    const { subject, text, html } = await this.#mails.write(prepared, mail);
    return { to: prepared.to.address, subject, text, html };
  }

  async #get(id: string): Promise<MailRow> {
    const mail = await mailStore.one(this.platform.db, id);
    if (!mail) throw notFound("mail");
    return mail;
  }

  /** Tries a mail again at once. @throws AppError 404, 409 while it is being sent or when it is out */
  async retry(caller: Caller, id: string, ip: string): Promise<void> {
    const mail = await this.#get(id);
    if ((await mailStore.retry(this.platform.db, id, this.#mails.now())) !== 1)
      throw new AppError("store.conflict.app_error", { what: "mail" });
    await this.audits.record({ caller, ip, action: "mail.retry", object: id, extra: { kind: mail.kind } });
    this.#mails.sender.resume();
  }

  /** Sends everything that was held. Returns how many mails. */
  async retryHeld(caller: Caller, ip: string): Promise<number> {
    const queued = await mailStore.retry(this.platform.db, "", this.#mails.now());
    await this.audits.record({ caller, ip, action: "mail.retry_held", extra: { queued } });
    this.#mails.sender.resume();
    return queued;
  }

  /** @throws AppError 404, 409 while it is being sent */
  async remove(caller: Caller, id: string, ip: string): Promise<void> {
    const mail = await this.#get(id);
    if (!(await mailStore.remove(this.platform.db, id, this.#mails.now())))
      throw new AppError("store.conflict.app_error", { what: "mail" });
    await this.audits.record({
      caller,
      ip,
      action: "mail.delete",
      object: id,
      extra: { kind: mail.kind, state: mail.state },
    });
  }
}
