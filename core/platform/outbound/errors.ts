export type OutboundErrorCode =
  /** Not an address this client understands, or neither http nor https. */
  | "bad_url"
  /** It leads, by its name or by a redirect, to where the server does not go. */
  | "forbidden"
  | "unresolved"
  | "too_large"
  | "too_many_redirects"
  | "timeout"
  /** The other side refused, hung up, or spoke nonsense. */
  | "failed";

/** Why a request to the outside gave no answer. The message is fit for whoever asked: it tells nothing of the inside. */
export class OutboundError extends Error {
  constructor(
    readonly code: OutboundErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "OutboundError";
  }
}
