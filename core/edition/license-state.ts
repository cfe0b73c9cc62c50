import type { License } from "./license-key.js";

const DAY = 86_400_000;

/** Where a licence stands. Over seats is a question of its own: everything works on, but nobody can be added. */
export type LicenseState = "none" | "valid" | "expiring" | "grace" | "expired";

/** An evaluation ends on its day: who tries out has nothing to lose, and sees exactly when. */
export const graceDays = (license: License) => (license.trial ? 0 : 10);
const noticeDays = (license: License) => (license.trial ? 10 : 60);

/** When the capabilities of a licence go down, ms. */
export const endOf = (license: License) => license.expires_at + graceDays(license) * DAY;

/** The state of a licence at a time (ms). One that has not begun counts as none. */
export function stateAt(license: License | undefined, now: number): LicenseState {
  if (!license || now < license.starts_at) return "none";
  if (now >= endOf(license)) return "expired";
  if (now >= license.expires_at) return "grace";
  return now >= license.expires_at - noticeDays(license) * DAY ? "expiring" : "valid";
}

/** Whether its capabilities are allowed in this state. */
export const inForce = (state: LicenseState) => state === "valid" || state === "expiring" || state === "grace";
