import { signal } from "@preact/signals";

export interface ToastItem {
  id: number;
  text: string;
  error: boolean;
  action?: { label: string; run(): void };
}

/** What stands at the foot of the screen now; drawn by ui/toast. */
export const toasts = signal<ToastItem[]>([]);
let nextId = 1;

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((item) => item.id !== id);
}

interface ToastOptions {
  error?: boolean;
  action?: ToastItem["action"];
  /** Until the person answers it. */
  stays?: boolean;
}

/** A short message at the foot of the screen, gone after five seconds (errors: eight). */
export function toast(text: string, options: ToastOptions = {}): void {
  const id = nextId++;
  toasts.value = [...toasts.value.slice(-2), { id, text, error: options.error ?? false, action: options.action }];
  if (!options.stays) setTimeout(() => dismissToast(id), options.error || options.action ? 8000 : 5000);
}
