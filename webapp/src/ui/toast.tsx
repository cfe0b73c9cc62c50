import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Button, IconButton } from "./button.js";
import { IconClose } from "./icons.js";

interface ToastItem {
  id: number;
  text: string;
  error: boolean;
  action?: { label: string; run(): void };
}

const items = signal<ToastItem[]>([]);
let nextId = 1;

function remove(id: number): void {
  items.value = items.value.filter((item) => item.id !== id);
}

/** A short message at the foot of the screen, gone after five seconds (errors: eight). */
export function toast(text: string, options: { error?: boolean; action?: ToastItem["action"] } = {}): void {
  const id = nextId++;
  items.value = [...items.value.slice(-2), { id, text, error: options.error ?? false, action: options.action }];
  setTimeout(() => remove(id), options.error || options.action ? 8000 : 5000);
}

/** Drawn once, at the root of the app. */
export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {items.value.map((item) => (
        <div key={item.id} class={`toast${item.error ? " toast--error" : ""}`}>
          <span>{item.text}</span>
          {item.action && (
            <Button kind="link" onClick={() => { remove(item.id); item.action?.run(); }}>{item.action.label}</Button>
          )}
          <IconButton small label="Dismiss" onClick={() => remove(item.id)}><IconClose size={16} /></IconButton>
        </div>
      ))}
    </div>
  );
}
