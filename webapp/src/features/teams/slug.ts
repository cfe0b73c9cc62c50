const RESERVED = new Set([
  "admin",
  "api",
  "channel",
  "claim",
  "error",
  "files",
  "help",
  "landing",
  "login",
  "mfa",
  "oauth",
  "plug",
  "plugins",
  "post",
  "signup",
  "boards",
  "playbooks",
  "static",
  "admin-console",
]);

/** An address for a team made of its name: small letters, digits and dashes, 2 to 60 long, not a page of the app. */
export function teamSlug(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  if (plain === "") return title.trim() ? "team" : "";
  const reserved = [...RESERVED].some((word) => plain === word || plain.startsWith(`${word}-`));
  return plain.length < 2 || reserved ? `team-${plain}` : plain;
}
