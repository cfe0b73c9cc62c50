// One PostgreSQL for all suites of a run: prints how to reach it, and ends when its standard input does.
import { startTestPostgres } from "./postgres.js";

const database = await startTestPostgres();
const end = async (): Promise<void> => {
  await database.stop();
  process.exit(0);
};
// Ctrl-C reaches the whole group; the runner closes our input when the suites have ended.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => void end());
process.stdin.on("end", () => void end()).resume();
console.log(JSON.stringify(database.connection));
