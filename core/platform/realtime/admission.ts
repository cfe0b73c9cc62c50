/** Lets a limited number of things happen at the same time; the others wait in line. */
export class Gate {
  private active = 0;
  private readonly line: (() => void)[] = [];
  constructor(private readonly limit: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.active >= this.limit) await new Promise<void>((resolve) => this.line.push(resolve));
    else this.active++;
    try {
      return await work();
    } finally {
      // The place goes to the next in line, or is free.
      const next = this.line.shift();
      if (next === undefined) this.active--;
      else next();
    }
  }
}

/** How long a revocation has to be remembered: no authentication takes longer, ms. */
const REMEMBER_MS = 120_000;

/**
 * Remembers what was revoked for a while, so that an authentication that began before a revocation and ends after it
 * does not let anybody in.
 */
export class Revocations {
  private clock = 0;
  private readonly marks = new Map<string, { tick: number; at: number }>();

  /** A moment to compare with; to be taken before the principal is looked up. */
  ticket(): number {
    return ++this.clock;
  }

  session(sessionId: string, at: number): void {
    this.marks.set(`s:${sessionId}`, { tick: ++this.clock, at });
  }

  user(userId: string, at: number): void {
    this.marks.set(`u:${userId}`, { tick: ++this.clock, at });
  }

  since(ticket: number, userId: string, sessionId: string): boolean {
    const user = this.marks.get(`u:${userId}`)?.tick ?? 0;
    const session = this.marks.get(`s:${sessionId}`)?.tick ?? 0;
    return user > ticket || session > ticket;
  }

  forgetOld(now: number): void {
    for (const [key, mark] of this.marks) if (now - mark.at > REMEMBER_MS) this.marks.delete(key);
  }
}
