import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** A mail on its way, or what became of it. */
export const OutboxMail = Type.Object({
  id: Id,
  create_at: Timestamp,
  kind: Type.String(),
  to: Type.String(),
  user_id: Type.String(),
  subject: Type.String(),
  /** queued: waits or is tried again; held: no mail server is set up; failed: given up. */
  state: Type.Union([Type.Literal("queued"), Type.Literal("sent"), Type.Literal("failed"), Type.Literal("held")]),
  attempts: Type.Integer(),
  /** The next try of a queued mail. */
  next_at: Timestamp,
  last_error: Type.String(),
  done_at: Timestamp,
});
export type OutboxMail = Static<typeof OutboxMail>;

const outbox = `${API}/courtyard/mail/outbox` as const;

export const listOutbox = endpoint({
  method: "GET",
  path: outbox,
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(
      Type.Union([
        Type.Literal(""),
        Type.Literal("queued"),
        Type.Literal("sent"),
        Type.Literal("failed"),
        Type.Literal("held"),
      ]),
    ),
  }),
  reply: Type.Object({
    mails: Type.Array(OutboxMail),
    counts: Type.Object({ queued: Type.Integer(), sent: Type.Integer(), failed: Type.Integer(), held: Type.Integer() }),
    /** Whether a mail server is set up. */
    can_send: Type.Boolean(),
  }),
  summary: "Mails, the newest first, with how many there are of each state.",
});
export const openMail = endpoint({
  method: "POST",
  path: `${outbox}/{mail_id}/open`,
  reply: Type.Object({ to: Type.String(), subject: Type.String(), text: Type.String(), html: Type.String() }),
  summary: "Writes a mail that is not sent yet, to be handed over in another way. Its links work.",
});
export const retryMail = endpoint({
  method: "POST",
  path: `${outbox}/{mail_id}/retry`,
  reply: StatusOk,
  summary: "Tries a mail again at once.",
});
export const retryHeld = endpoint({
  method: "POST",
  path: `${outbox}/retry`,
  reply: Type.Object({ queued: Type.Integer() }),
  summary: "Sends all mails that were held because no mail server was set up.",
});
export const deleteMail = endpoint({
  method: "DELETE",
  path: `${outbox}/{mail_id}`,
  reply: StatusOk,
  summary: "Deletes a mail; it is not sent any more.",
});

export const testEmail = endpoint({
  method: "POST",
  path: `${API}/email/test`,
  body: AnyObject,
  reply: Type.Object({ status: Type.Literal("OK"), to: Type.String(), transcript: Type.Array(Type.String()) }),
  summary:
    "Sends a mail to the caller with the settings given (those not given as they are in force), and tells what the mail server said.",
});

const unsubscribe = `${API}/courtyard/mail/unsubscribe` as const;
const Signed = Type.Object({ u: Id, s: Type.String({ maxLength: 100 }) });
export const showUnsubscribe = endpoint({
  method: "GET",
  path: unsubscribe,
  query: Signed,
  reply: Type.Unknown(),
  summary: "A page that asks whether mails about messages shall stop.",
});
export const confirmUnsubscribe = endpoint({
  method: "POST",
  path: unsubscribe,
  query: Signed,
  reply: Type.Unknown(),
  summary: "Stops mails about messages; the link of each such mail, also for mail programs.",
});
