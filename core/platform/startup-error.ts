/** A start that cannot succeed; the message is one line for the operator: the reason and what to do. */
export class StartupError extends Error {
  override readonly name = "StartupError";
}
