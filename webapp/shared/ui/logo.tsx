import type { JSX } from "preact";

/** Four wings with a gate in the lower one. */
const WALLS =
  "M8 1.5h16A6.5 6.5 0 0 1 30.5 8v16a6.5 6.5 0 0 1-6.5 6.5h-5.2V25H22a3 3 0 0 0 3-3V10a3 3 0 0 0-3-3H10a3 3 0 0 0-3 3v12a3 3 0 0 0 3 3h3.2v5.5H8A6.5 6.5 0 0 1 1.5 24V8A6.5 6.5 0 0 1 8 1.5z";

/**
 * The mark: a house of four wings seen from above, an arcade around a garden, one tree in it and
 * one gate that stands open. Drawn in two colours that follow the theme through CSS.
 */
export function Logo({ size = 32, title }: { size?: number; title?: string }): JSX.Element {
  return (
    <svg
      class="logo"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      role={title ? "img" : undefined}
      aria-hidden={title ? undefined : "true"}
      aria-label={title}
    >
      <path class="logo__walls" fill-rule="evenodd" d={WALLS} />
      <rect class="logo__garden" x="10" y="10" width="12" height="12" rx="2.5" />
      <circle class="logo__tree" cx="16" cy="16" r="3" />
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
