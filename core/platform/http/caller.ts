/** Who makes a request: the session behind a token, with what it may do in the whole system. */
export interface Caller {
  readonly userId: string;
  readonly sessionId: string;
  /** Milliseconds; 0 = never. */
  readonly expiresAt: number;
  readonly username: string;
  /** System-wide role names. */
  readonly roles: readonly string[];
  /** System-wide permissions. */
  readonly permissions: ReadonlySet<string>;
  readonly isBot: boolean;
  readonly isGuest: boolean;
  readonly csrf: string;
  /** Whether the account has a second factor, signs in where another system cares for that, or is a bot's. */
  readonly hasSecondFactor: boolean;
  /** Whether the session belongs to an app that a person let act for them, or to a personal access token. */
  readonly kind: "session" | "oauth" | "token";
}

/** Finds who a token belongs to; null when it is unknown, expired or revoked. */
export type Authenticate = (token: string) => Promise<Caller | null>;

/** The name under which a caller's own id may stand in a path. */
export const ME = "me";
