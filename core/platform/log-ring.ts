/** One line of the log, read. */
export interface LogLine {
  /** Counts from 1 since the start of the server. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** error, warn, info or debug. */
  readonly level: string;
  readonly message: string;
  /** What else stands in the entry. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The newest lines of the log, as they were written, for the console. Oldest ones make room. */
export class LogRing {
  readonly #lines: (string | undefined)[];
  #written = 0;

  constructor(readonly size = 2_000) {
    this.#lines = new Array<string | undefined>(size);
  }

  push(line: string): void {
    this.#lines[this.#written % this.size] = line;
    this.#written++;
  }

  /** Number of the newest line; 0 without any. */
  get newest(): number {
    return this.#written;
  }

  /** The lines that are kept and came after a number, oldest first, as they were written. */
  raw(after = 0): { seq: number; line: string }[] {
    const first = Math.max(after, this.#written - this.size, 0);
    return Array.from({ length: Math.max(0, this.#written - first) }, (_, at) => ({
      seq: first + at + 1,
      line: this.#lines[(first + at) % this.size] as string,
    }));
  }

  /** The same, read. */
  lines(after = 0): LogLine[] {
    return this.raw(after).map(({ seq, line }) => read(seq, line));
  }
}

function read(seq: number, line: string): LogLine {
  try {
    const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
    return { seq, time: Date.parse(String(time)) || 0, level: String(level), message: String(msg ?? ""), fields };
  } catch {
    return { seq, time: 0, level: "info", message: line.trim(), fields: {} };
  }
}
