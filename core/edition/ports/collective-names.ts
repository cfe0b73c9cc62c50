import { onePort } from "../ports.js";

/** Names that stand for several people, such as those of groups. */
export interface CollectiveNames {
  /** The names, and the user names of those in the channel whom some of them stand for. */
  resolve(names: readonly string[], channelId: string): Promise<readonly string[]>;
}

/** In the community every name is one person's. */
export const collectiveNames = onePort<CollectiveNames>("collective names", { resolve: async (names) => names });
