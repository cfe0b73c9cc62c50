export const BASE = "/admin_console";

/** Address of a page of the console. */
export const to = (path: string): string => (path ? `${BASE}/${path}` : BASE);

/** Ids and names go into the addresses of calls: one with a slash or of dots could lead to another call. */
const isPlain = (part: string) => !/[/\\?#]/.test(part) && !/^\.+$/.test(part);

/**
 * The parts of an address below the console: `users/abc?x=1` -> ["users", "abc"]. An address whose parts are no plain
 * words is that of no page.
 */
export function partsOf(path: string): string[] {
  const parts = path
    .slice(BASE.length)
    .split("/")
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  return parts.every(isPlain) ? parts : ["unknown"];
}
