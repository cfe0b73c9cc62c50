import { type ComponentChild, cloneElement, isValidElement, type JSX } from "preact";
import { createPortal } from "preact/compat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { place } from "./place.js";

const DELAY_MS = 350;

/** A short text beside a control on hover and keyboard focus. The child must be one element. */
export function Tooltip({ text, children }: { text: ComponentChild; children: ComponentChild }): JSX.Element {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (!isValidElement(children) || !text) return <>{children}</>;
  const show = (event: Event, delay: number) => {
    const target = event.currentTarget as Element;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(target), delay);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setAnchor(null);
  };
  const child = children as JSX.Element;
  const own = child.props as Record<string, ((event: unknown) => void) | undefined>;
  const chain = (name: string, act: (event: Event) => void) => (event: Event) => {
    own[name]?.(event);
    act(event);
  };
  return (
    <>
      {cloneElement(child, {
        onPointerEnter: chain(
          "onPointerEnter",
          (e) => (e as PointerEvent).pointerType !== "touch" && show(e, DELAY_MS),
        ),
        onPointerLeave: chain("onPointerLeave", hide),
        onPointerDown: chain("onPointerDown", hide),
        onFocus: chain("onFocus", (e) => (e.currentTarget as Element).matches(":focus-visible") && show(e, 0)),
        onBlur: chain("onBlur", hide),
      })}
      {anchor?.isConnected && <TooltipBox anchor={anchor} text={text} />}
    </>
  );
}

function TooltipBox({ anchor, text }: { anchor: Element; text: ComponentChild }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const at = place(
      anchor.getBoundingClientRect(),
      { width: el.offsetWidth, height: el.offsetHeight },
      { width: innerWidth, height: innerHeight },
      "top",
      "center",
    );
    el.style.left = `${at.left}px`;
    el.style.top = `${at.top}px`;
  });
  // Inside an open dialog only the dialog's own children are visible.
  return createPortal(
    <div ref={box} class="tooltip" role="tooltip">
      {text}
    </div>,
    anchor.closest("dialog") ?? document.body,
  ) as JSX.Element;
}
