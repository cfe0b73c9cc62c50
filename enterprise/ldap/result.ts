/** Somebody in a report, and what is the matter with them. */
export interface Named {
  name: string;
  detail: string;
}

/** What a synchronisation found, would do and did; the lists name the first of many. */
export interface SyncResult {
  /** People the directory named. */
  entries: number;
  /** Active accounts of the directory here. */
  accounts: number;
  /** People without an account: they get one at their first sign-in. */
  create: number;
  update: number;
  reactivate: number;
  deactivate: number;
  /** Deactivations that are made without asking. */
  limit: number;
  updated: number;
  reactivated: number;
  deactivated: number;
  promoted: number;
  demoted: number;
  /** Memberships of groups. */
  members_added: number;
  members_removed: number;
  /** Memberships that would end and wait for somebody's agreement. */
  members_to_remove: number;
  /** Teams and channels people were put into by their groups, and taken out of. */
  places_joined: number;
  places_left: number;
  /** What somebody has to agree to before the rest is done; '' = nothing. */
  question: string;
  /** Memberships somebody agreed may end. */
  agreed_removals: number;
  to_create: Named[];
  to_update: Named[];
  to_reactivate: Named[];
  to_deactivate: Named[];
  problems: Named[];
}

/** People a report names one by one. */
const NAMED = 100;

/** Adds somebody to a list of a report, as long as it has room. */
export function name(list: Named[], who: string, detail = ""): void {
  if (list.length < NAMED) list.push({ name: who, detail });
}

export const emptyResult = (): SyncResult => ({
  entries: 0,
  accounts: 0,
  create: 0,
  update: 0,
  reactivate: 0,
  deactivate: 0,
  limit: 0,
  updated: 0,
  reactivated: 0,
  deactivated: 0,
  promoted: 0,
  demoted: 0,
  members_added: 0,
  members_removed: 0,
  members_to_remove: 0,
  places_joined: 0,
  places_left: 0,
  question: "",
  agreed_removals: 0,
  to_create: [],
  to_update: [],
  to_reactivate: [],
  to_deactivate: [],
  problems: [],
});
