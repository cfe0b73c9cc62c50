import type { ImpactReport } from "../../api/license.js";
import type { ImpactItem, ImpactSection } from "../../edition/contract.js";
import { capabilities, featureOf } from "../../edition/features.js";
import type { Licensing } from "../../edition/license.js";
import type { License } from "../../edition/license-key.js";
import type { Registry } from "../../edition/registry.js";
import { type Database, statement } from "../../platform/database/database.js";
import type { Platform } from "../../platform/platform.js";
import { ACTIVE_ADMIN } from "../users/index.js";

/** People a report names one by one; the rest is counted. */
const NAMED = 1000;

const PEOPLE = statement(
  "impact.people",
  `SELECT id, username, email, trim(first_name || ' ' || last_name) AS name, last_login, password <> '' AS has_password, count(*) OVER () AS total
   FROM users WHERE auth_service = ANY($1) AND delete_at = 0 AND NOT is_bot ORDER BY last_login DESC, username LIMIT $2`,
);
const ADMINS_LEFT = statement(
  "impact.admins_left",
  `SELECT count(*) AS count FROM users WHERE ${ACTIVE_ADMIN}
   AND password <> '' AND NOT (auth_service = ANY($1))`,
);

interface PersonRow {
  id: string;
  username: string;
  email: string;
  name: string;
  last_login: number;
  has_password: boolean;
  total: number;
}

export const PROMISES = [
  "No message, file, account or setting is deleted, hidden or changed.",
  "No database migration runs and nothing restarts; open connections stay open.",
  "Sessions that are open now stay open until they end by themselves.",
  "What restricts people stays in force; nobody sees more than before.",
  "Accounts keep their link to the directory or identity provider, so going back to the Enterprise Edition reunites them.",
];

/** Works out what a switch of editions would mean, before it is made. */
export class Impact {
  constructor(
    readonly platform: Platform,
    readonly licensing: Licensing,
    readonly registry: Registry,
  ) {}

  /** The report of a switch to a set of allowed capabilities; `license` is the one that would be in force, if any. */
  async report(allowed: readonly string[], license?: License): Promise<ImpactReport> {
    const before = this.registry.active;
    const gained = (await this.registry.contains(allowed)).filter((name) => !before.includes(name));
    const lost = before.filter((name) => !allowed.includes(name));
    const sections = await Promise.all([
      this.#features(gained, lost),
      this.#seats(license),
      this.#signIn(gained, lost),
      this.#jobs(lost),
      this.#settings(gained, lost),
      this.#integrations(lost),
      this.registry.impact(lost),
    ]);
    const after = [...before.filter((name) => !lost.includes(name)), ...gained].sort();
    return {
      active_before: before,
      active_after: after,
      gained,
      lost,
      sections: sections.flat().map((section) => ({ ...section, items: section.items.map((item) => ({ ...item })) })),
      promises: PROMISES,
    };
  }

  async #features(gained: readonly string[], lost: readonly string[]): Promise<ImpactSection[]> {
    const section = (names: readonly string[], title: string, advice: string): ImpactSection[] =>
      names.length === 0
        ? []
        : [{ kind: "features", capability: "", title, advice, count: names.length, items: names.map(featureItem) }];
    return [
      ...section(
        gained,
        `${names(gained.length, "feature")} of the Enterprise Edition ${gained.length === 1 ? "becomes" : "become"} available.`,
        "Nothing changes for anybody until it is configured.",
      ),
      ...section(
        lost,
        `${names(lost.length, "feature")} of the Enterprise Edition ${lost.length === 1 ? "goes" : "go"} off.`,
        "All data and settings stay, and are in use again when the Enterprise Edition is back.",
      ),
    ];
  }

  async #seats(license: License | undefined): Promise<ImpactSection[]> {
    if (!license || license.seats === 0) return [];
    const { used } = await this.licensing.seats();
    const over = used - license.seats;
    return [
      {
        kind: "seats",
        capability: "",
        title:
          over > 0
            ? `${used} people are active; the licence has ${license.seats} seats.`
            : `${used} of ${license.seats} seats are in use.`,
        advice:
          over > 0 ? "Everybody can go on; nobody can be added until accounts are deactivated or seats are added." : "",
        count: Math.max(0, over),
        items: [],
      },
    ];
  }

  async #signIn(gained: readonly string[], lost: readonly string[]): Promise<ImpactSection[]> {
    const { db } = this.platform;
    const sections: ImpactSection[] = [];
    for (const name of lost) {
      const people = await peopleOf(db, servicesOf([name]));
      if (people.count === 0) continue;
      sections.push({
        kind: "sign_in",
        capability: name,
        title: `${names(people.count, "person", "people")} sign in with ${titleOf(name)} and lose this way.`,
        advice:
          "Make a sign-in link for each of them: with it they set a password, which counts while their own way is off.",
        ...people,
      });
    }
    const services = servicesOf(lost);
    if (services.length > 0 && ((await db.row<{ count: number }>(ADMINS_LEFT, [services]))?.count ?? 0) === 0) {
      sections.push({
        kind: "sign_in",
        capability: "",
        title: "No administrator could sign in afterwards.",
        advice: "First make a sign-in link for yourself and set a password, or stay signed in.",
        count: 1,
        items: [],
      });
    }
    for (const name of gained) {
      const people = await peopleOf(db, servicesOf([name]));
      if (people.count === 0) continue;
      sections.push({
        kind: "sign_in",
        capability: name,
        title: `${names(people.count, "account")} belong to ${titleOf(name)} and can sign in with it again.`,
        advice: "A password set meanwhile does not count any more once it is configured.",
        ...people,
      });
    }
    return sections;
  }

  #jobs(lost: readonly string[]): ImpactSection[] {
    return lost.flatMap((name): ImpactSection[] => {
      const items = this.registry
        .plannedJobs(name)
        .map((job): ImpactItem => ({ id: job.type, name: job.title, at: job.next }));
      if (items.length === 0) return [];
      return [
        {
          kind: "jobs",
          capability: name,
          title: `${names(items.length, "job")} of ${titleOf(name)} will not run.`,
          advice: "They go on where they stopped when the feature comes back.",
          count: items.length,
          items,
        },
      ];
    });
  }

  async #settings(gained: readonly string[], lost: readonly string[]): Promise<ImpactSection[]> {
    const { stored } = this.platform.config;
    const section = (name: string, coming: boolean): ImpactSection[] => {
      const kept = (featureOf(name)?.sections ?? [])
        .map((key) => ({ key, count: Object.keys(stored[key] ?? {}).length }))
        .filter(({ count }) => count > 0);
      if (kept.length === 0) return [];
      return [
        {
          kind: "settings",
          capability: name,
          title: `Settings of ${titleOf(name)} ${coming ? "are in force again" : "stay stored without effect"}.`,
          advice: "",
          count: kept.reduce((sum, { count }) => sum + count, 0),
          items: kept.map(({ key, count }) => ({ name: key, detail: names(count, "setting") })),
        },
      ];
    };
    return [...lost.flatMap((name) => section(name, false)), ...gained.flatMap((name) => section(name, true))];
  }

  async #integrations(lost: readonly string[]): Promise<ImpactSection[]> {
    const items = capabilities
      .filter((feature) => lost.includes(feature.capability))
      .flatMap((feature) =>
        (feature.paths ?? []).map((path) => ({ name: path.replace("{rest*}", "…"), detail: feature.title })),
      );
    if (items.length === 0) return [];
    return [
      {
        kind: "integrations",
        capability: "",
        title: "Programs that call these parts of the API are told that they are not available (501).",
        advice: "Stop or adapt scripts that use them.",
        count: items.length,
        items,
      },
    ];
  }
}

const titleOf = (name: string) => featureOf(name)?.title ?? name;
const featureItem = (name: string): ImpactItem => ({
  id: name,
  name: titleOf(name),
  detail: featureOf(name)?.help ?? "",
});
const servicesOf = (list: readonly string[]) => list.flatMap((name) => featureOf(name)?.authServices ?? []);
const names = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

async function peopleOf(db: Database, services: readonly string[]): Promise<{ count: number; items: ImpactItem[] }> {
  if (services.length === 0) return { count: 0, items: [] };
  const rows = await db.rows<PersonRow>(PEOPLE, [services, NAMED]);
  const items = rows.map((row) => ({
    id: row.id,
    name: row.username,
    detail: [row.name, row.email, row.has_password ? "has a password here" : ""].filter(Boolean).join(", "),
    at: row.last_login,
  }));
  return { count: rows[0]?.total ?? 0, items };
}
