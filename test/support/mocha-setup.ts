import { stopTestPostgres } from "./postgres.js";

// Somebody ends the run: what was begun ends with it, and no folder stays behind.
process.once("SIGTERM", () => void stopTestPostgres().finally(() => process.exit(1)));

/** Runs once for each mocha process. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopTestPostgres();
  },
};
