/** Whose session this browser has: the server sets it with every session, readable by scripts. "" when there is none. */
export function sessionOwner(): string {
  return /(?:^|;\s*)MMUSERID=(\w+)/.exec(document.cookie)?.[1] ?? "";
}
