import type { JSX } from "preact";

export function Spinner({
  small,
  page,
  label = "Loading",
}: {
  small?: boolean;
  page?: boolean;
  label?: string;
}): JSX.Element {
  return (
    <span
      class={`spinner${small ? " spinner--small" : ""}${page ? " spinner--page" : ""}`}
      role="status"
      aria-label={label}
    />
  );
}
