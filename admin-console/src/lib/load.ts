import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { errorText, statusOf } from "./client.js";
import { session } from "./session.js";

export interface Loaded<T> {
  data: T | undefined;
  error: string;
  /** HTTP status of the error, 0 without one. */
  status: number;
  busy: boolean;
  reload(): void;
  /** Puts in what a write answered. */
  set(data: T): void;
}

/** Loads something when the keys change. What is shown stays until the new is there; late answers are dropped. */
export function useLoad<T>(load: () => Promise<T>, keys: readonly unknown[] = []): Loaded<T> {
  const [state, setState] = useState<{ data?: T; error: string; status: number; busy: boolean }>({
    error: "",
    status: 0,
    busy: true,
  });
  const turn = useRef(0);
  const run = useCallback(() => {
    const mine = ++turn.current;
    setState((old) => ({ ...old, busy: true }));
    load().then(
      (data) => turn.current === mine && setState({ data, error: "", status: 0, busy: false }),
      (error: unknown) => {
        if (turn.current !== mine) return;
        if (statusOf(error) === 401) session.value = "out";
        setState((old) => ({ ...old, error: errorText(error), status: statusOf(error), busy: false }));
      },
    );
  }, keys);
  useEffect(() => {
    run();
    return () => {
      turn.current++;
    };
  }, [run]);
  const set = useCallback((data: T) => setState({ data, error: "", status: 0, busy: false }), []);
  return { data: state.data, error: state.error, status: state.status, busy: state.busy, reload: run, set };
}
