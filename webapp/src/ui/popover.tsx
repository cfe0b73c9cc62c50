import type { ComponentChildren, JSX } from "preact";
import { createPortal } from "preact/compat";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type Align, place, type Side } from "../../shared/ui/place.js";

export interface PopoverProps {
  /** Element or rectangle to stand beside. */
  anchor: Element | DOMRect;
  onClose(): void;
  side?: Side;
  align?: Align;
  label?: string;
  role?: "dialog" | "menu" | "listbox";
  class?: string;
  /** Leave the focus where it is (autocomplete). */
  keepFocus?: boolean;
  children?: ComponentChildren;
}

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), textarea, select, [tabindex='0']";

/** A floating box: closes on Esc, on a click outside and when the window is resized; gives focus back. */
export function Popover(props: PopoverProps): JSX.Element {
  const { anchor, onClose, side = "bottom", align = "start" } = props;
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const put = () => {
      const rect = anchor instanceof Element ? anchor.getBoundingClientRect() : anchor;
      const at = place(
        rect,
        { width: el.offsetWidth, height: el.offsetHeight },
        { width: innerWidth, height: innerHeight },
        side,
        align,
      );
      el.style.left = `${at.left}px`;
      el.style.top = `${at.top}px`;
    };
    put();
    const watcher = new ResizeObserver(put);
    watcher.observe(el);
    return () => watcher.disconnect();
  }, [anchor, side, align]);

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    if (!props.keepFocus) {
      const el = box.current;
      (el?.querySelector<HTMLElement>("[data-autofocus]") ?? el?.querySelector<HTMLElement>(FOCUSABLE) ?? el)?.focus({
        preventScroll: true,
      });
    }
    const outside = (event: PointerEvent) => {
      const target = event.target as Node;
      if (box.current?.contains(target) || (anchor instanceof Element && anchor.contains(target))) return;
      close.current();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close.current();
    };
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      document.removeEventListener("keydown", key, true);
      if (
        !props.keepFocus &&
        (document.activeElement === document.body || box.current?.contains(document.activeElement))
      )
        before?.focus({ preventScroll: true });
    };
  }, []);

  const host = anchor instanceof Element ? (anchor.closest("dialog") ?? document.body) : document.body;
  return createPortal(
    <div
      ref={box}
      class={`popover ${props.class ?? ""}`}
      role={props.role ?? "dialog"}
      aria-label={props.label}
      tabIndex={-1}
    >
      {props.children}
    </div>,
    host,
  ) as JSX.Element;
}
