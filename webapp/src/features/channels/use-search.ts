import { useEffect, useRef, useState } from "preact/hooks";
import { errorText } from "../../lib/client.js";

export interface SearchState<T> {
  items: T[];
  loading: boolean;
  error: string;
}

/**
 * Runs `find` a moment after `term` stopped changing, and keeps only the newest answer.
 * `find` gets the term and is called for "" too.
 */
export function useSearch<T>(
  term: string,
  find: (term: string) => Promise<T[]>,
  deps: unknown[] = [],
  delay = 180,
): SearchState<T> {
  const [state, setState] = useState<SearchState<T>>({ items: [], loading: true, error: "" });
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    setState((old) => ({ ...old, loading: true }));
    const timer = setTimeout(
      () => {
        find(term.trim()).then(
          (items) => turn.current === mine && setState({ items, loading: false, error: "" }),
          (error) => turn.current === mine && setState({ items: [], loading: false, error: errorText(error) }),
        );
      },
      term.trim() ? delay : 0,
    );
    return () => clearTimeout(timer);
  }, [term, ...deps]);
  return state;
}
