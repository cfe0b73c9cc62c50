import { stopTestPostgres } from "./postgres.js";

/** Runs once for each mocha process. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopTestPostgres();
  },
};
