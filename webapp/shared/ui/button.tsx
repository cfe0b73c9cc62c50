import type { ButtonHTMLAttributes, ComponentChildren, JSX } from "preact";
import { Tooltip } from "./tooltip.js";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "size"> {
  kind?: "primary" | "secondary" | "quiet" | "danger" | "link";
  small?: boolean;
  wide?: boolean;
  /** Shows a spinner and refuses clicks. */
  busy?: boolean;
  children?: ComponentChildren;
}

export function Button({
  kind = "secondary",
  small,
  wide,
  busy,
  children,
  disabled,
  ...rest
}: ButtonProps): JSX.Element {
  const classes = ["btn", `btn--${kind}`, small && "btn--small", wide && "btn--wide", rest.class]
    .filter(Boolean)
    .join(" ");
  return (
    <button type="button" {...rest} class={classes} disabled={Boolean(disabled) || busy} aria-busy={busy}>
      {busy && <span class="spinner spinner--small" aria-hidden="true" />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "size"> {
  /** The name, read out and shown as a tooltip. */
  label: string;
  /** Keys shown in the tooltip, "Ctrl+K". */
  keys?: string;
  small?: boolean;
  pressed?: boolean;
  children?: ComponentChildren;
}

export function IconButton({ label, keys, small, pressed, children, ...rest }: IconButtonProps): JSX.Element {
  return (
    <Tooltip text={keys ? `${label} (${keys})` : label}>
      <button
        type="button"
        {...rest}
        class={["icon-btn", small && "icon-btn--small", rest.class].filter(Boolean).join(" ")}
        aria-label={label}
        aria-pressed={pressed}
      >
        {children}
      </button>
    </Tooltip>
  );
}
