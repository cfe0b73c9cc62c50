import type { Transporter } from "nodemailer";
import type { Config } from "../config/config.js";
import { emailSettings as settings } from "./settings.js";

/** How to reach the mail server. */
export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  readonly security: "" | "STARTTLS" | "TLS";
  readonly anyCertificate: boolean;
  readonly user: string;
  readonly password: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** What goes to the mail server. */
export interface OutgoingMail {
  readonly from: { name: string; address: string };
  readonly to: { name: string; address: string };
  readonly replyTo: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Record<string, string>;
}

/** The mail server of the settings; undefined when none is set up. */
export function smtpIn(config: Config): SmtpOptions | undefined {
  const host = config.get(settings.SMTPServer).trim();
  if (!host) return undefined;
  const signsIn = config.get(settings.EnableSMTPAuth);
  return {
    host,
    port: Number(config.get(settings.SMTPPort)),
    security: config.get(settings.ConnectionSecurity) as SmtpOptions["security"],
    anyCertificate: config.get(settings.SkipServerCertificateVerification),
    user: signsIn ? config.get(settings.SMTPUsername) : "",
    password: signsIn ? config.get(settings.SMTPPassword) : "",
    timeout: config.get(settings.SMTPServerTimeout) * 1000,
  };
}

type Line = { tnx?: string; msg?: string };
/** Called for each line of the conversation with the mail server. */
export type Listen = (who: string, line: string) => void;

/** How long (ms) handing over one mail may take, whatever the server does. */
const LONGEST = 180_000;

/** What a mail server, or the way to it, had against a mail. */
export class SmtpError extends Error {
  readonly code: string;
  readonly responseCode: number;
  readonly response: string;

  constructor(cause: Error & { code?: string; responseCode?: number; response?: string }) {
    super(cause.message, { cause });
    this.code = cause.code ?? "";
    this.responseCode = cause.responseCode ?? 0;
    this.response = cause.response ?? "";
  }

  /** The server says that this address does not exist: no other try will help. */
  get isUnknownAddress(): boolean {
    return this.responseCode >= 500 && /\b5\.1\.[1236]\b/.test(this.response);
  }

  /** The server answered to this mail, so the next one may fare better. */
  get isAboutOneMail(): boolean {
    return this.responseCode > 0 && (this.code === "EENVELOPE" || this.code === "EMESSAGE");
  }
}

/** One connection to a mail server, kept for some mails. */
export class MailTransport {
  readonly #transporter: Promise<Transporter>;

  constructor(
    readonly options: SmtpOptions,
    listen?: Listen,
  ) {
    const { host, port, security, anyCertificate, user, password, timeout } = options;
    const hear = (entry: Line, format: string, ...values: unknown[]) => {
      let at = 0;
      const text = String(format ?? "").replace(/%[sd]/g, () => String(values[at++]));
      listen?.(String(entry?.tnx ?? ""), text);
    };
    const logger =
      listen &&
      (Object.fromEntries(
        ["level", "trace", "debug", "info", "warn", "error", "fatal"].map((name) => [name, hear]),
      ) as never);
    const settings = {
      host,
      port,
      secure: security === "TLS",
      requireTLS: security === "STARTTLS",
      ignoreTLS: security === "",
      tls: { rejectUnauthorized: !anyCertificate, minVersion: "TLSv1.2" },
      ...(user ? { auth: { user, pass: password } } : {}),
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      dnsTimeout: timeout,
      socketTimeout: timeout * 3,
      // A mail is text written here: it never fetches files or addresses.
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(logger ? { logger, debug: true } : { pool: true as const, maxConnections: 1, maxMessages: 50 }),
    };
    // Loaded with the first mail: it takes a moment that nobody should wait for at the start.
    this.#transporter = import("nodemailer").then(({ createTransport }) => createTransport(settings as never));
    this.#transporter.catch(() => {});
  }

  /** Hands a mail to the server; returns what it said. @throws SmtpError */
  async send(mail: OutgoingMail): Promise<string> {
    const transporter = await this.#transporter;
    const sending = transporter.sendMail({
      ...mail,
      replyTo: mail.replyTo || undefined,
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", ...mail.headers },
    } as never) as Promise<{ response: string }>;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.close();
        reject(new Error("The mail server took too long."));
      }, LONGEST).unref();
    });
    try {
      return (await Promise.race([sending, late])).response;
    } catch (error) {
      throw new SmtpError(error as Error);
    } finally {
      clearTimeout(timer);
      sending.catch(() => {});
    }
  }

  close(): void {
    this.#transporter.then(
      (transporter) => transporter.close(),
      () => {},
    );
  }
}
