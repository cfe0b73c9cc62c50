import { AppError } from "../../core/platform/app-error.js";

/** Where a conversation with the directory failed, in the order of its steps. */
export type Step = "settings" | "reach" | "encryption" | "bind" | "search" | "answer";

/** The directory could not be used; the text is for an administrator and holds no secret. */
export class DirectoryError extends Error {
  constructor(
    readonly step: Step,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "DirectoryError";
  }
}

/** For somebody who signs in: what is wrong is for the administrator's log. */
export const unavailable = (error: unknown) =>
  new AppError("api.context.unavailable.app_error", { dependency: "directory" }, { cause: error });

const RESULTS: Record<number, string> = {
  1: "an operations error; AD answers so when it wants a bind name and password first",
  2: "a protocol error",
  3: "that its time limit was reached",
  4: "that its size limit was reached, so the answer is not complete",
  7: "that it does not accept this way of signing in",
  8: "that it wants an encrypted connection",
  11: "that its administrative limit was reached, so the answer is not complete",
  13: "that it wants an encrypted connection",
  32: "that there is no such entry; check the base DN",
  34: "that a DN is not written correctly",
  48: "that it does not accept this way of signing in",
  49: "that the name or the password is not right",
  50: "that this account may not read here",
  51: "that it is busy",
  52: "that it is unavailable",
  53: "that it is unwilling to do this",
};

/** The result code of an answer of the directory; undefined for anything that is none. */
export function resultCode(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "number" ? code : undefined;
}

/** Says in words why a step failed. */
export function explain(step: Step, error: unknown): DirectoryError {
  if (error instanceof DirectoryError) return error;
  const code = resultCode(error);
  if (code === undefined) step = stepOf(error, step);
  else {
    const words = RESULTS[code] ?? "an error";
    return new DirectoryError(step, `The directory answered ${words} (result ${code}).`, { cause: error });
  }
  return new DirectoryError(step, wordsOf(step, error as NodeJS.ErrnoException), { cause: error });
}

/** Some failures show at a later step than the one they belong to: the library connects when it first has to. */
function stepOf(error: unknown, step: Step): Step {
  const { code = "", message = "" } = (error ?? {}) as { code?: string; message?: string };
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code)) return "reach";
  if (message === "Connection timeout") return "reach";
  return /CERT|SELF_SIGNED|SSL|TLS|EPROTO/.test(code) || /secure TLS/.test(message) ? "encryption" : step;
}

function wordsOf(step: Step, error: NodeJS.ErrnoException): string {
  const { code = "", message = "" } = error ?? {};
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "There is no server of this name.";
  if (code === "ECONNREFUSED") return "Nothing answers at this server and port.";
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH") return "There is no way to this server in the network.";
  if (/timed? ?out/i.test(`${code} ${message}`)) return "The directory did not answer in time.";
  if (/^(ERR_TLS_CERT_ALTNAME_INVALID)$/.test(code)) return "The certificate of the directory is for another name.";
  if (code === "CERT_HAS_EXPIRED") return "The certificate of the directory has expired.";
  if (/SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_/.test(code))
    return "The certificate of the directory is not signed by an authority this server trusts.";
  if (/^ERR_(SSL|OSSL)|EPROTO/.test(code) || /wrong version number|ssl|secure TLS/i.test(message))
    return "The directory does not speak TLS at this port, or refused this server's certificate.";
  if (/Connection closed|ECONNRESET|Socket/i.test(`${code} ${message}`))
    return step === "reach" ? "The connection was closed at once." : "The directory closed the connection.";
  return message.split("\n")[0]?.slice(0, 200) || "An unknown error.";
}
