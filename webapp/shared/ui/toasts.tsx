import type { JSX } from "preact";
import { dismissToast, toasts } from "../lib/toast.js";
import { Button, IconButton } from "./button.js";
import { IconClose } from "./icons.js";

/** Drawn once, at the root of the app. */
export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((item) => (
        <div key={item.id} class={`toast${item.error ? " toast--error" : ""}`}>
          <span>{item.text}</span>
          {item.action && (
            <Button
              kind="link"
              onClick={() => {
                dismissToast(item.id);
                item.action?.run();
              }}
            >
              {item.action.label}
            </Button>
          )}
          <IconButton small label="Dismiss" onClick={() => dismissToast(item.id)}>
            <IconClose size={16} />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
