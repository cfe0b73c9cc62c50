import { useState } from "preact/hooks";
import { errorText } from "./client.js";

/** One deed of a dialog: whether it runs, and what went wrong. `run` returns whether it went well. */
export function useTask(): { busy: boolean; error: string; run(work: () => Promise<unknown>): Promise<boolean> } {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  return {
    busy,
    error,
    async run(work) {
      setBusy(true);
      setError("");
      try {
        await work();
        return true;
      } catch (problem) {
        setError(errorText(problem));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
