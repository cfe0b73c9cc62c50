import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { until } from "./until.js";

/** A mail as it arrived. */
export interface Letter {
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  headers: Map<string, unknown>;
  messageId: string;
}

export interface MailboxOptions {
  /** Refuses recipients or messages: returns [SMTP code, text]. */
  refuse?: (stage: "to" | "data", address: string) => [number, string] | undefined;
  /** Asks for this account. */
  account?: { user: string; password: string };
  /** Offers encryption, with a certificate nobody vouches for. */
  encrypted?: "STARTTLS" | "TLS";
  port?: number;
}

/** A mail server for tests: keeps what it is given. */
export class Mailbox {
  readonly letters: Letter[] = [];
  /** Connections made so far. */
  connections = 0;
  #server!: SMTPServer;
  port = 0;

  private constructor(readonly options: MailboxOptions) {}

  static async open(options: MailboxOptions = {}): Promise<Mailbox> {
    const mailbox = new Mailbox(options);
    await mailbox.listen(options.port ?? 0);
    return mailbox;
  }

  /** Listens (again); the same port when it had one. */
  async listen(port = this.port): Promise<void> {
    const { account, refuse, encrypted } = this.options;
    const reply = (stage: "to" | "data", address: string, done: (error?: Error) => void) => {
      const [code, text] = refuse?.(stage, address) ?? [];
      done(code ? Object.assign(new Error(text), { responseCode: code }) : undefined);
    };
    this.#server = new SMTPServer({
      disabledCommands: [...(account ? [] : ["AUTH"]), ...(encrypted ? [] : ["STARTTLS"])],
      secure: encrypted === "TLS",
      authOptional: !account,
      allowInsecureAuth: true,
      onConnect: (_session, done) => {
        this.connections++;
        done();
      },
      onAuth: ({ username, password }, _session, done) =>
        username === account?.user && password === account?.password
          ? done(null, { user: username })
          : done(new Error("wrong account")),
      onRcptTo: ({ address }, _session, done) => reply("to", address, done),
      onData: (stream, session, done) => {
        const to = session.envelope.rcptTo.map((one) => one.address).join(", ");
        simpleParser(stream as never).then((mail) => {
          reply("data", to, (error) => {
            if (!error) this.#keep(to, mail);
            done(error);
          });
        }, done);
      },
    });
    const server = this.#server;
    server.on("error", () => {});
    await new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
    this.port = (server.server.address() as { port: number }).port;
  }

  #keep(to: string, mail: ParsedMail): void {
    this.letters.push({
      to,
      from: mail.from?.text ?? "",
      subject: mail.subject ?? "",
      text: mail.text ?? "",
      html: mail.html || "",
      headers: mail.headers,
      messageId: mail.messageId ?? "",
    });
  }

  /** The settings that use this mailbox. */
  get environment(): Record<string, string> {
    return {
      MM_EMAILSETTINGS_SMTPSERVER: "127.0.0.1",
      MM_EMAILSETTINGS_SMTPPORT: String(this.port),
      MM_EMAILSETTINGS_CONNECTIONSECURITY: "",
    };
  }

  /** The newest letter to an address that passes, which is there or still to come. */
  next(to: string, passes: (letter: Letter) => boolean = () => true): Promise<Letter> {
    return until(
      () => this.letters.findLast((letter) => letter.to === to && passes(letter)),
      () => `mail for ${to}; there are: ${this.letters.map((letter) => `${letter.to}: ${letter.subject}`).join("; ")}`,
    );
  }

  to = (address: string) => this.letters.filter((letter) => letter.to === address);

  forget(): void {
    this.letters.length = 0;
  }

  /** Stops answering; `listen` begins again. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** The token in the first link of a letter. */
export function tokenIn(letter: Letter): string {
  const token = /[?&](?:token|t)=([a-z0-9-]+)/.exec(letter.text)?.[1];
  if (!token) throw new Error(`no token in: ${letter.text}`);
  return token;
}
