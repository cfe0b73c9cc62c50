import type { Letter } from "../../platform/mail/index.js";
import type { Platform } from "../../platform/platform.js";
import type { UserRow, Users } from "../users/index.js";

/** Tells people what became of their account, so that they notice when it was not they. */
export class Warnings {
  constructor(
    readonly platform: Platform,
    readonly users: Users,
  ) {
    const { mails, events, log } = platform;
    mails.define<{ at: number }>("password_changed", {
      subject: "Word of a changed password",
      prepare: async ({ userId, data }) => {
        const user = await users.find(userId);
        return user && this.#to(user.email, user, () => this.#passwordLetter(user, data.at));
      },
    });
    mails.define<{ at: number; after: string }>("email_changed", {
      subject: "Word of a changed address",
      prepare: async ({ userId, recipient, data }) => {
        const user = await users.find(userId);
        return user && this.#to(recipient, user, () => this.#emailLetter(user, data.after, data.at));
      },
    });
    const complain = (error: Error) => log.warn({ reason: error.message }, "person not warned");
    events.on("user.password.changed", ({ userId }) => void this.#passwordChanged(userId).catch(complain));
    events.on("user.email.changed", ({ userId, before }) => void this.#emailChanged(userId, before).catch(complain));
  }

  #to = (address: string, user: UserRow, write: () => Promise<Letter>) => ({
    to: { name: user.username, address },
    write,
  });

  async #passwordChanged(userId: string): Promise<void> {
    const user = await this.users.find(userId);
    // Where no mail can be sent it would only stand in the way of those an administrator hands over.
    if (!user || user.is_bot || !this.platform.mails.canSend) return;
    await this.platform.mails.queue("password_changed", { to: user.email, userId, data: { at: Date.now() } });
  }

  async #emailChanged(userId: string, before: string): Promise<void> {
    const user = await this.users.find(userId);
    if (!user || user.is_bot || !this.platform.mails.canSend) return;
    await this.platform.mails.queue("email_changed", {
      to: before,
      userId,
      data: { at: Date.now(), after: user.email },
    });
  }

  async #passwordLetter(user: UserRow, at: number) {
    return this.#letter(
      "password",
      [`The password of the account ${user.username} was changed on ${new Date(at).toUTCString()}.`],
      { button: "Set a new password", href: `${this.platform.mails.options.site()}/reset_password` },
    );
  }

  async #emailLetter(user: UserRow, after: string, at: number) {
    const text = `The e-mail address of the account ${user.username} was changed to ${after} on ${new Date(at).toUTCString()}. Mails go there from now on.`;
    return this.#letter("e-mail address", [text], {
      button: "Go to sign-in",
      href: `${this.platform.mails.options.site()}/login`,
    });
  }

  #letter(what: string, texts: readonly string[], button: { button: string; href: string }): Letter {
    return {
      subject: `Your ${what} for ${this.platform.mails.options.siteName()} was changed`,
      title: `Your ${what} was changed`,
      parts: [
        ...texts.map((text) => ({ text })),
        { text: "If it was not you, tell your administrator, and set a new password." },
        button,
      ],
    };
  }
}
