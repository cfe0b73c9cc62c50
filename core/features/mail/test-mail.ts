import { AppError, badBody } from "../../platform/app-error.js";
import { Config } from "../../platform/config/config.js";
import { invalid, pathOf, type Setting } from "../../platform/config/setting.js";
import { newId } from "../../platform/ids.js";
import {
  emailSettings,
  emailSettingsList,
  formsOf,
  MailTransport,
  SmtpError,
  smtpIn,
} from "../../platform/mail/index.js";
import type { Platform } from "../../platform/platform.js";
import { MASK } from "../config/index.js";
import type { UserRow } from "../users/index.js";

const MAX_LINES = 60;

/** The settings in force, with those a form holds but has not saved. @throws AppError 400 that names a wrong one */
export function trialConfig(config: Config, body: Record<string, unknown>): Config {
  const section = body.EmailSettings;
  const given =
    section && typeof section === "object" && !Array.isArray(section) ? (section as Record<string, unknown>) : {};
  const values: Record<string, unknown> = {};
  for (const setting of emailSettingsList as readonly Setting[]) {
    const value = given[setting.key];
    // Some clients write numbers as texts and the other way round; what they do not know comes as null.
    const read = setting.type === "text" && typeof value === "number" ? String(value) : value;
    const keeps = read === undefined || read === null || (setting.secret && read === MASK);
    const reason = keeps ? undefined : invalid(setting, read);
    if (reason) throw badBody(pathOf(setting));
    values[setting.key] = keeps ? config.get(setting as Setting<unknown>) : read;
  }
  const sameServer = values.SMTPServer === config.get(emailSettings.SMTPServer);
  // The password is meant for the server it was given for; a form must not carry it to another one.
  if (!sameServer && (given.SMTPPassword === undefined || given.SMTPPassword === MASK)) values.SMTPPassword = "";
  const trial = new Config(emailSettingsList as readonly Setting[]);
  trial.replace({ EmailSettings: values });
  return trial;
}

/** The conversation with a mail server, in lines an administrator can read, without secrets. */
class Transcript {
  readonly lines: string[] = [];

  constructor(readonly secrets: readonly string[]) {}

  hear = (who: string, line: string): void => {
    const sign = { client: "→", server: "←" }[who];
    if (!sign || this.lines.length >= MAX_LINES) return;
    for (const part of line.split(/\r?\n/)) if (part.trim()) this.add(`${sign} ${part.trim()}`);
  };

  add(line: string): void {
    const hidden = this.secrets.reduce((text, secret) => text.replaceAll(secret, "(hidden)"), line);
    this.lines.push(hidden.slice(0, 300));
  }
}

/** Sends a mail to a person at once and tells what the server said. @throws AppError 400 with the conversation in it */
export async function sendTestMail(platform: Platform, body: Record<string, unknown>, to: UserRow): Promise<string[]> {
  const config = trialConfig(platform.config, body);
  const smtp = smtpIn(config);
  if (!smtp) throw new AppError("api.admin.test_email.missing_server");
  const { siteName, site } = platform.mails.options;
  const paper = { siteName: siteName(), site: site(), organization: config.get(emailSettings.FeedbackOrganization) };
  const coded = [smtp.password, `\0${smtp.user}\0${smtp.password}`].flatMap((text) => [
    text,
    Buffer.from(text).toString("base64"),
  ]);
  const transcript = new Transcript(smtp.password ? coded : []);
  const transport = new MailTransport(smtp, transcript.hear);
  const from = platform.mails.from(config);
  transcript.add(`Connecting to ${smtp.host}, port ${smtp.port}, ${smtp.security || "without encryption"}`);
  try {
    await transport.send({
      ...formsOf(
        {
          subject: `Test of ${siteName()}`,
          title: "It works",
          parts: [{ text: "This server can send mails with these settings." }],
        },
        paper,
      ),
      from,
      to: { name: to.username, address: to.email },
      replyTo: config.get(emailSettings.ReplyToAddress),
      messageId: `<${newId()}@${from.address.split("@")[1]}>`,
      date: new Date(),
      headers: {},
    });
    return transcript.lines;
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    transcript.add(`Failed: ${error.message}`);
    throw new AppError("api.admin.test_email.failure", { reason: transcript.lines.join("\n") });
  } finally {
    transport.close();
  }
}
