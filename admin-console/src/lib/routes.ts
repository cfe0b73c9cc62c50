export const BASE = "/admin_console";

/** Address of a page of the console. */
export const to = (path: string): string => (path ? `${BASE}/${path}` : BASE);

/** The parts of an address below the console: `users/abc?x=1` -> ["users", "abc"]. */
export const partsOf = (path: string): string[] =>
  path
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
