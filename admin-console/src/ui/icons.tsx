import type { ComponentChildren, JSX } from "preact";

/** Icons are decoration; the control around them carries the name. */
function icon(children: ComponentChildren) {
  return function Icon({ size = 20 }: { size?: number }): JSX.Element {
    return (
      <svg
        aria-hidden="true"
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      >
        {children}
      </svg>
    );
  };
}

const p = (d: string) => <path d={d} />;

export const IconClose = icon(p("M6 6l12 12M18 6 6 18"));
export const IconMenu = icon(p("M4 7h16M4 12h16M4 17h16"));
export const IconHelp = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    {p("M9.6 9.4a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2.9-1.2 1.8M12 16.6v.1")}
  </>,
);
export const IconSun = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    {p("M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4")}
  </>,
);
export const IconMoon = icon(p("M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z"));
export const IconAuto = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" stroke="none" />
  </>,
);
/** Four arcades around a yard. */
export const Logo = icon(
  <>
    <rect x="3.5" y="3.5" width="17" height="17" rx="3" />
    {p("M8 20v-4a4 4 0 0 1 8 0v4M8 4v3M16 4v3M4 9h16")}
  </>,
);
