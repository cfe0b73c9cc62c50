import type { SchemeKind } from "../../api/schemes.js";
import type { Platform } from "../../platform/platform.js";
import { type SchemeRow, schemeStore } from "./scheme-store.js";

/** A role of one moderated channel, as clients know it. */
const OF_CHANNEL = /^(channel_(?:user|guest))_[a-z0-9]{26}$/;

/**
 * Which roles stand for the kinds of membership in a team or a channel: those everybody knows, or those of its scheme.
 * All schemes are kept in memory, like the roles.
 */
export class Schemes {
  #byId = new Map<string, SchemeRow>();
  #kinds = new Map<string, SchemeKind>();

  constructor(readonly platform: Platform) {}

  async load(): Promise<void> {
    const rows = await schemeStore.all(this.platform.db);
    this.#byId = new Map(rows.map((row) => [row.id, row]));
    this.#kinds = new Map(
      rows.flatMap(({ roles }) => Object.entries(roles).map(([kind, name]) => [name, kind as SchemeKind] as const)),
    );
  }

  all(): SchemeRow[] {
    return [...this.#byId.values()];
  }

  byId(id: string): SchemeRow | undefined {
    return this.#byId.get(id);
  }

  /** The name of the role that a kind of membership stands for in a place with a scheme, or without one. */
  roleFor(kind: SchemeKind, schemeId: string | null): string {
    return (schemeId && this.#byId.get(schemeId)?.roles[kind]) || kind;
  }

  /** The kind of membership that a role name stands for, whichever scheme it is of; other names stay as they are. */
  plain(name: string): string {
    return this.#kinds.get(name) ?? name.replace(OF_CHANNEL, "$1");
  }
}
