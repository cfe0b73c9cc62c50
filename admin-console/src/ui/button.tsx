import type { ButtonHTMLAttributes, ComponentChildren, JSX } from "preact";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "size"> {
  kind?: "primary" | "secondary" | "quiet" | "danger";
  small?: boolean;
  /** Shows that it is at work and refuses clicks. */
  busy?: boolean;
  children?: ComponentChildren;
}

export function Button({ kind = "secondary", small, busy, children, disabled, ...rest }: ButtonProps): JSX.Element {
  const classes = ["btn", `btn--${kind}`, small && "btn--small"].filter(Boolean).join(" ");
  return (
    <button type="button" {...rest} class={classes} disabled={Boolean(disabled) || busy} aria-busy={busy}>
      {busy && <span class="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

export function Spinner(): JSX.Element {
  return <span class="spinner spinner--page" role="status" aria-label="Loading" />;
}
