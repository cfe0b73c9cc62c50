import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { ListController, type ListEvents } from "./list-controller.js";

export interface ListHandle {
  toEnd(): void;
  toKey(key: string, share: number): boolean;
  reveal(key: string): void;
}

export interface VirtualListProps {
  keys: readonly string[];
  row(key: string, previous: string | undefined, position: number): ComponentChildren;
  /** Whether the last key is the newest there is. */
  complete: boolean;
  /** The row to begin with; without one the list begins at its end. */
  startKey?: string | undefined;
  /** Where that row stands: 0 top of the visible part, 1 bottom. */
  startShare?: number;
  label: string;
  header?: ComponentChildren;
  handle?(handle: ListHandle): void;
  onNearStart(): void;
  onNearEnd(): void;
  onAtEnd(value: boolean): void;
  onKeyDown?(event: KeyboardEvent): void;
}

const ESTIMATE = 56;

/** A list of any length that draws only what is near the visible part. See ListController. */
export function VirtualList(props: VirtualListProps): JSX.Element {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const latest = useRef(props);
  latest.current = props;
  const held = useRef<ListController | null>(null);
  if (!held.current) {
    const events: ListEvents = {
      redraw: () => redraw(undefined),
      nearStart: () => latest.current.onNearStart(),
      nearEnd: () => latest.current.onNearEnd(),
      atEnd: (value) => latest.current.onAtEnd(value),
    };
    held.current = new ListController(ESTIMATE, events);
    held.current.startAt(props.startKey, props.startShare ?? 0.3);
  }
  const controller = held.current;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  controller.setKeys(props.keys, props.complete);
  const { from, to, before, after } = controller.layout();

  useLayoutEffect(() => {
    if (!scroller.current || !content.current) return;
    const detach = controller.attach(scroller.current, content.current);
    if (latest.current.startKey) controller.startAt(latest.current.startKey, latest.current.startShare ?? 0.3);
    latest.current.handle?.({
      toEnd: () => controller.toEnd(),
      toKey: (key, share) => controller.toKey(key, share),
      reveal: (key) => controller.reveal(key),
    });
    return detach;
  }, [controller]);
  useLayoutEffect(() => controller.settle());

  return (
    <div
      ref={scroller}
      class="vlist"
      role="log"
      aria-live="off"
      aria-label={props.label}
      onScroll={() => controller.scrolled()}
      onKeyDown={props.onKeyDown}
    >
      {props.header}
      <div
        ref={content}
        class="vlist__rows"
        role="list"
        style={{ paddingTop: `${before}px`, paddingBottom: `${after}px` }}
      >
        {props.keys.slice(from, to).map((key, i) => (
          <div
            key={key}
            data-key={key}
            role="listitem"
            class="vlist__row"
            aria-setsize={props.complete ? props.keys.length : -1}
            aria-posinset={from + i + 1}
          >
            {props.row(key, props.keys[from + i - 1], from + i)}
          </div>
        ))}
      </div>
    </div>
  );
}
