import { createHmac } from "node:crypto";
import { Mailbox, tokenIn } from "../mailbox.js";
import { type Builder, fresh, type Scene } from "./scene.js";

const PASSWORD = "another correct horse";
const addressOf = (username: string) => `${username}@example.org`;

interface Held {
  id: string;
  to: string;
}

/** The newest mail to an address; nothing is sent in these tests, so it waits in the outbox. */
async function held({ cast }: Scene, to: string): Promise<Held> {
  const { mails } = await cast.systemAdmin.get<{ mails: Held[] }>("/courtyard/mail/outbox?per_page=200");
  const found = mails.find((mail) => mail.to === to);
  if (!found) throw new Error(`no mail to ${to}`);
  return found;
}

/** An account that has asked for a new password: the mail waits. */
async function forgetful(scene: Scene) {
  const owner = await scene.account();
  await scene.cast.anonymous.send(
    "POST",
    "/users/password/reset/send",
    { email: addressOf(owner.username) },
    { "X-Forwarded-For": `10.255.0.${(++asked % 250) + 1}` },
  );
  return { owner, mail: await held(scene, addressOf(owner.username)) };
}
let asked = 0;

/** The token of a link that was mailed to a guest without a password. */
async function guestLink(scene: Scene): Promise<string> {
  const owner = await scene.account();
  const { cast, world } = scene;
  await cast.systemAdmin.post(`/users/${owner.id}/demote`);
  await world.server.sql("UPDATE users SET password = '' WHERE id = $1", [owner.id]);
  const from = { "X-Forwarded-For": `10.254.0.${(++asked % 250) + 1}` };
  await cast.anonymous.send("POST", "/courtyard/guest_link/send", { email: addressOf(owner.username) }, from);
  const { id } = await held(scene, addressOf(owner.username));
  const letter = await cast.systemAdmin.post<{ text: string }>(`/courtyard/mail/outbox/${id}/open`);
  return /one_time_link\?t=([a-z0-9]+)/.exec(letter.text)?.[1] ?? "";
}

const onMail: Builder = async (scene) => ({ params: { mail_id: (await forgetful(scene)).mail.id } });

/** The signature of the link that stops mails to a person; it is made with a key only the server has. */
const stopping: Builder = async ({ world, cast, subject }) => {
  await cast.anonymous.send("GET", `/courtyard/mail/unsubscribe?u=${subject.id}&s=wrong`);
  const [key] = await world.server.sql<{ value: string }>("SELECT value FROM systems WHERE name = 'MailLinkKey'");
  const s = createHmac("sha256", key?.value ?? "")
    .update(`unsubscribe ${subject.id}`)
    .digest("base64url");
  return { query: { u: subject.id, s } };
};

const onAccount: Builder = async (scene) => {
  const owner = await scene.account();
  return { owner, params: { user_id: owner.id } };
};

/** Mails, and what people do by the links in them. */
export const mailSamples: Record<string, Builder> = {
  "POST /users/password/reset/send": () => ({ body: { email: "nobody@example.org" } }),
  "POST /users/password/reset": async (scene) => {
    const { mail } = await forgetful(scene);
    const letter = await scene.cast.systemAdmin.post<{ text: string }>(`/courtyard/mail/outbox/${mail.id}/open`);
    return { body: { token: tokenIn(letter as never), new_password: PASSWORD } };
  },
  "POST /courtyard/guest_link/send": () => ({ body: { email: "nobody@example.org" } }),
  "POST /users/login/one_time_link": async (scene) => ({ body: { token: await guestLink(scene) } }),
  "POST /users/email/verify/send": () => ({ body: { email: "nobody@example.org" } }),
  "POST /users/email/verify": async (scene) => {
    const { id } = await scene.account();
    const { link } = await scene.cast.systemAdmin.post<{ link: string }>(`/courtyard/users/${id}/verify_link`);
    return { body: { token: new URL(link).searchParams.get("token") } };
  },
  "POST /users/{user_id}/email/verify/member": onAccount,
  "POST /courtyard/users/{user_id}/verify_link": onAccount,
  "POST /teams/{team_id}/invite/email": () => ({ body: [addressOf(fresh("invited"))] }),
  "POST /courtyard/teams/{team_id}/invite_link": () => ({ body: { email: addressOf(fresh("invited")) } }),
  "POST /teams/{team_id}/invite-guests/email": ({ channel }) => ({
    body: { emails: [addressOf(fresh("guest"))], channels: [channel.id] },
  }),
  "POST /courtyard/teams/{team_id}/invite_guest_link": ({ channel }) => ({
    body: { email: addressOf(fresh("guest")), channel_ids: [channel.id] },
  }),
  "GET /courtyard/mail/unsubscribe": stopping,
  "POST /courtyard/mail/unsubscribe": stopping,
  "POST /courtyard/mail/outbox/{mail_id}/open": onMail,
  "POST /courtyard/mail/outbox/{mail_id}/retry": onMail,
  "DELETE /courtyard/mail/outbox/{mail_id}": onMail,
  "POST /email/test": async () => {
    const mailbox = await Mailbox.open();
    const settings = { SMTPServer: "127.0.0.1", SMTPPort: String(mailbox.port), ConnectionSecurity: "" };
    return { body: { EmailSettings: settings }, after: () => mailbox.close() };
  },
};
