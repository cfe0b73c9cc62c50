/** Returns the path of the program, or undefined where it is not installed. */
export function findPart(name: "chromium" | "slapd" | "nats-server"): string | undefined;
/** Installs the missing programs where that is possible (root on Debian); says what it does. */
export function installParts(log: (line: string) => void): void;
