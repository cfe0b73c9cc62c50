import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { errorText } from "../lib/client.js";
import { copyText } from "../lib/copy.js";

interface Toast {
  id: number;
  text: string;
  danger: boolean;
}

const toasts = signal<readonly Toast[]>([]);
let next = 1;

function show(text: string, danger: boolean): void {
  const id = next++;
  toasts.value = [...toasts.value.slice(-2), { id, text, danger }];
  setTimeout(
    () => {
      toasts.value = toasts.value.filter((toast) => toast.id !== id);
    },
    danger ? 10_000 : 5_000,
  );
}

/** Says that something is done. */
export const say = (text: string): void => show(text, false);
/** Says what went wrong. */
export const complain = (error: unknown): void => show(errorText(error), true);

/** Runs something; says what was done, or what went wrong. Returns whether it went well. */
export async function attempt(work: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await work();
    say(done);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** Puts text on the clipboard and says so. */
export async function copy(text: string): Promise<void> {
  if (await copyText(text)) say("Copied.");
  else show("The browser does not allow copying here. Select the text and copy it yourself.", true);
}

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <p key={toast.id} class={toast.danger ? "toast toast--danger" : "toast"}>
          {toast.text}
        </p>
      ))}
    </div>
  );
}
