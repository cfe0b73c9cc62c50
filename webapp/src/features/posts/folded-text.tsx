import { signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";

/** Messages that somebody opened to their whole length: rows are drawn anew when they are scrolled to. */
const opened = signal<ReadonlySet<string>>(new Set());

function setOpened(id: string, open: boolean): void {
  const next = new Set(opened.peek());
  if (open) next.add(id);
  else next.delete(id);
  opened.value = next;
}

/** The text of a message; one that would fill screens shows its beginning first. */
export function FoldedText({
  id,
  text,
  children,
}: {
  id: string;
  text: string;
  children: ComponentChildren;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [tall, setTall] = useState(false);
  const open = opened.value.has(id);
  const measure = () => {
    const el = box.current;
    if (el && !opened.peek().has(id)) setTall(el.scrollHeight > el.clientHeight + 1);
  };
  useLayoutEffect(measure, [id, text]);
  return (
    <>
      <div
        ref={box}
        class={`post__fold${open ? "" : " post__fold--closed"}${tall && !open ? " post__fold--tall" : ""}`}
        onLoadCapture={measure}
        onFocusIn={(event) => {
          // A link below the cut would be walked over unseen.
          const el = box.current;
          if (!tall || open || !el) return;
          if ((event.target as Element).getBoundingClientRect().bottom > el.getBoundingClientRect().bottom)
            setOpened(id, true);
        }}
      >
        {children}
      </div>
      {tall && (
        <Button small kind="link" aria-expanded={open} onClick={() => setOpened(id, !open)}>
          {open ? "Show less" : "Show more"}
        </Button>
      )}
    </>
  );
}
