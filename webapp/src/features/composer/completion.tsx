import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconHash } from "../../../shared/ui/icons.js";
import { Avatar } from "../../ui/avatar.js";
import { presence } from "../users/store.js";
import { type Suggestion, suggestionsFor } from "./suggestions.js";
import { findTrigger, type Trigger } from "./trigger.js";

export interface Completion {
  trigger: Trigger | null;
  items: readonly Suggestion[];
  at: number;
  /** To be called when the text or the cursor moved. */
  update(value: string, cursor: number): void;
  move(step: number): void;
  close(): void;
}

const WAIT_MS = 80;
const CLOSED = { trigger: null, items: [], at: 0 };

function same(a: Trigger | null, b: Trigger | null): boolean {
  return a?.kind === b?.kind && a?.query === b?.query && a?.start === b?.start;
}

/** Keeps the completion popup of a text field. Late answers of earlier questions are dropped. */
export function useCompletion(channelId: string, rootId: string): Completion {
  const [state, setState] = useState<{ trigger: Trigger | null; items: readonly Suggestion[]; at: number }>(CLOSED);
  const wanted = useRef<Trigger | null>(null);
  const closedAt = useRef<Trigger | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const update = (value: string, cursor: number) => {
    const trigger = findTrigger(value, cursor);
    if (same(trigger, wanted.current)) return;
    wanted.current = trigger;
    clearTimeout(timer.current);
    // Esc means "not here": it holds until the sign itself is gone.
    if (trigger && closedAt.current?.kind === trigger.kind && closedAt.current.start === trigger.start) return;
    closedAt.current = null;
    if (!trigger) return setState(CLOSED);
    timer.current = setTimeout(async () => {
      const items = await suggestionsFor(trigger, channelId, rootId);
      if (wanted.current === trigger) setState({ trigger, items, at: 0 });
    }, WAIT_MS);
  };
  return {
    ...state,
    update,
    move: (step) =>
      setState((old) => ({ ...old, at: (old.at + step + old.items.length) % Math.max(1, old.items.length) })),
    close: () => {
      closedAt.current = wanted.current;
      setState(CLOSED);
    },
  };
}

function Sign({ item }: { item: Suggestion }): JSX.Element {
  if (item.user)
    return <Avatar user={item.user} size={24} presence={item.user.is_bot ? undefined : presence(item.user.id)} />;
  if (item.emoji)
    return (
      <span class="completion__emoji">
        {"unicode" in item.emoji ? item.emoji.unicode : <img src={item.emoji.url} alt="" />}
      </span>
    );
  if (item.insert.startsWith("~")) return <IconHash size={16} />;
  return (
    <span class="completion__sign" aria-hidden="true">
      {item.insert.slice(0, 1)}
    </span>
  );
}

/** The popup itself. The text field keeps the focus and points at the chosen line. */
export function CompletionList({
  id,
  completion,
  onPick,
}: {
  id: string;
  completion: Completion;
  onPick(item: Suggestion): void;
}): JSX.Element | null {
  const list = useRef<HTMLDivElement>(null);
  const { items, at } = completion;
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, items]);
  if (items.length === 0) return null;
  return (
    <div ref={list} id={id} class="completion" role="listbox" aria-label="Suggestions">
      {items.map((item, i) => (
        <div key={`${item.group}${item.id}`} role="presentation">
          {item.group && item.group !== items[i - 1]?.group && (
            <div class="menu__heading" role="presentation">
              {item.group}
            </div>
          )}
          <div
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            class="completion__item"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(item)}
          >
            <Sign item={item} />
            <span class="completion__label">{item.label}</span>
            <span class="completion__hint truncate">{item.hint}</span>
          </div>
        </div>
      ))}
    </div>
  );
}
