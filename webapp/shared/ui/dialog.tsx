import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./button.js";
import { IconClose } from "./icons.js";

export interface DialogProps {
  title: string;
  onClose(): void;
  /** `wide` grows with what it holds, `large` keeps its height while its tabs change. */
  size?: "small" | "medium" | "wide" | "large";
  /** A click beside it does not close it: for what would be lost then. */
  stays?: boolean;
  footer?: ComponentChildren;
  children?: ComponentChildren;
}

/** A modal dialog on the browser's own element: focus stays inside, Esc closes, focus returns. */
export function Dialog({ title, onClose, size = "medium", stays, footer, children }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.showModal();
    // Not the close button, which stands first: its tooltip would greet everyone.
    (ref.current?.querySelector<HTMLElement>("[data-autofocus]") ?? ref.current)?.focus();
    return () => before?.focus({ preventScroll: true });
  }, []);
  return (
    <dialog
      ref={ref}
      class={`dialog dialog--${size}`}
      aria-labelledby={id}
      tabIndex={-1}
      onCancel={(event) => {
        if (event.target !== ref.current) return;
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (!stays && event.target === ref.current) onClose();
      }}
      onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
    >
      <div class="dialog__head">
        <h2 id={id}>{title}</h2>
        <IconButton label="Close" onClick={onClose}>
          <IconClose />
        </IconButton>
      </div>
      <div class="dialog__body">{children}</div>
      {footer && <div class="dialog__foot">{footer}</div>}
    </dialog>
  );
}
