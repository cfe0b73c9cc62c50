import type { JSX } from "preact";

/**
 * The mark: a house of four wings seen from above, an arcade around a garden, one tree in it and
 * one gate that stands open. Drawn in two colours that follow the theme through CSS.
 */
export function Logo({ size = 32, title }: { size?: number; title?: string }): JSX.Element {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 32 32" role={title ? "img" : undefined} aria-hidden={title ? undefined : "true"} aria-label={title}>
      <path
        class="logo__walls"
        fill-rule="evenodd"
        d="M7 2h18a5 5 0 0 1 5 5v18a5 5 0 0 1-5 5h-6v-7h2.5a1.5 1.5 0 0 0 1.5-1.5v-11A1.5 1.5 0 0 0 21.5 9h-11A1.5 1.5 0 0 0 9 10.5v11a1.5 1.5 0 0 0 1.5 1.5H13v7H7a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5z"
      />
      <circle class="logo__garden" cx="16" cy="16" r="4.2" />
    </svg>
  );
}

/** Mark and name side by side. */
export function Wordmark({ size = 32 }: { size?: number }): JSX.Element {
  return (
    <span class="wordmark">
      <Logo size={size} />
      <span>Courtyard</span>
    </span>
  );
}
