import type { ComponentChildren, JSX } from "preact";

/** Size in px, 18 unless told. Icons are decoration; the control around them carries the name. */
export interface IconProps {
  size?: number;
}

function icon(children: ComponentChildren) {
  return function Icon({ size = 18 }: IconProps): JSX.Element {
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

export const IconHash = icon(p("M5 9h14M5 15h14M10 4 8 20M16 4l-2 16"));
export const IconLock = icon(
  <>
    <rect x="5" y="11" width="14" height="9" rx="2" />
    {p("M8 11V8a4 4 0 0 1 8 0v3")}
  </>,
);
export const IconSearch = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    {p("m20 20-4.2-4.2")}
  </>,
);
export const IconPlus = icon(p("M12 5v14M5 12h14"));
export const IconClose = icon(p("M6 6l12 12M18 6 6 18"));
export const IconCheck = icon(p("m5 12.5 4.5 4.5L19 7.5"));
export const IconChevronDown = icon(p("m6 9 6 6 6-6"));
export const IconChevronRight = icon(p("m9 6 6 6-6 6"));
export const IconBack = icon(p("M19 12H5m6-6-6 6 6 6"));
export const IconMenu = icon(p("M4 7h16M4 12h16M4 17h16"));
export const IconMore = icon(
  <g fill="currentColor" stroke="none">
    <circle cx="5" cy="12" r="1.8" />
    <circle cx="12" cy="12" r="1.8" />
    <circle cx="19" cy="12" r="1.8" />
  </g>,
);
export const IconReply = icon(p("M9 8 4 12.5 9 17M4.5 12.5H14a5.5 5.5 0 0 1 5.5 5.5v1"));
export const IconThread = icon(p("M4 5h16v11H10l-4.5 4V16H4zM8 9h8M8 12h5"));
export const IconSmile = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    {p("M8.5 14a4.2 4.2 0 0 0 7 0M9 9.5h.01M15 9.5h.01")}
  </>,
);
export const IconSmilePlus = icon(
  p("M20 11.5a8.5 8.5 0 1 1-7-8M8.5 14a4.2 4.2 0 0 0 7 0M9 9.5h.01M15 9.5h.01M19 2v6M16 5h6"),
);
export const IconPin = icon(p("M9 4h6l-1 6 3.5 3.5h-11L10 10zM12 13.5V20"));
export const IconBookmark = icon(p("M7 4h10v16l-5-4-5 4z"));
export const IconEdit = icon(p("M4 20l1-4.5L16 4.5l3.5 3.5-11 11zM13.5 7l3.5 3.5"));
export const IconTrash = icon(p("M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5"));
export const IconCopy = icon(
  <>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    {p("M15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3")}
  </>,
);
export const IconLink = icon(
  p("M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17"),
);
export const IconUsers = icon(
  <>
    <circle cx="9" cy="8.5" r="3.5" />
    {p("M3 19.5c.4-3.6 2.8-5.5 6-5.5s5.6 1.9 6 5.5M16 5.4a3.5 3.5 0 0 1 0 6.2M17.5 14.4c2 .8 3.2 2.5 3.5 5.1")}
  </>,
);
export const IconUser = icon(
  <>
    <circle cx="12" cy="8.5" r="3.8" />
    {p("M5 20c.5-4 3.2-6 7-6s6.5 2 7 6")}
  </>,
);
export const IconUserPlus = icon(
  <>
    <circle cx="10" cy="8.5" r="3.5" />
    {p("M3.5 19.5c.4-3.6 3-5.5 6.5-5.5 2 0 3.7.6 4.8 1.9M18.5 13v6M15.5 16h6")}
  </>,
);
export const IconSettings = icon(
  <>
    {p("M4 7h8M18 7h2M4 17h2M12 17h8")}
    <circle cx="15" cy="7" r="2.6" />
    <circle cx="9" cy="17" r="2.6" />
  </>,
);
export const IconBell = icon(p("M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0"));
export const IconBellOff = icon(
  p("M9 5.8A6 6 0 0 1 18 11v4M6.3 9.5 6 16.5 4.5 18H17M10 20.5a2.2 2.2 0 0 0 4 0M4 4l16 16"),
);
export const IconStar = icon(p("m12 4 2.5 5.2 5.5.800-4 4 .950 5.6L12 17l-4.95 2.6L8 14l-4-4 5.5-.8z"));
export const IconArchive = icon(
  <>
    <rect x="4" y="5" width="16" height="4" rx="1" />
    {p("M5.5 9v10h13V9M10 13h4")}
  </>,
);
export const IconLogout = icon(p("M10 4H5v16h5M14 8l4 4-4 4M18 12H9"));
export const IconInfo = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    {p("M12 11v5M12 8h.010")}
  </>,
);
export const IconWarning = icon(p("M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.010"));
export const IconFile = icon(p("M7 3.5h7l4 4v13H7zM14 3.5V8h4"));
export const IconImage = icon(
  <>
    <rect x="4" y="5" width="16" height="14" rx="2" />
    <circle cx="9" cy="10" r="1.5" />
    {p("m5 18 5-5 3 3 2.5-2.5L20 18")}
  </>,
);
export const IconPaperclip = icon(
  p("m20 11.5-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.4-7.4"),
);
export const IconSend = icon(p("M4 12 20.5 4.5 16 20l-4.5-6.5zM11.5 13.5l9-9"));
export const IconDownload = icon(p("M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"));
export const IconUpload = icon(p("M12 16V5M7.5 9 12 4.5 16.5 9M5 20h14"));
export const IconEye = icon(
  <>
    {p("M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12z")}
    <circle cx="12" cy="12" r="2.8" />
  </>,
);
export const IconEyeOff = icon(
  p(
    "M10 5.7c6-.9 9.6 2.5 11.5 6.3-.8 1.5-1.7 2.7-2.7 3.7M6.2 7.2C4.7 8.4 3.5 10 2.5 12c3.5 6.2 9 7.9 14 5.2M10 10.2a2.8 2.8 0 0 0 3.8 3.8M4 4l16 16",
  ),
);
export const IconMonitor = icon(
  <>
    <rect x="3" y="4.5" width="18" height="12" rx="2" />
    {p("M8 20h8M12 16.5V20")}
  </>,
);
export const IconPhone = icon(
  <>
    <rect x="7" y="3" width="10" height="18" rx="2.5" />
    {p("M11 17.5h2")}
  </>,
);
export const IconSun = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    {p("M12 2.5V5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3 7 7M17 17l1.7 1.7M5.3 18.7 7 17M17 7l1.7-1.7")}
  </>,
);
export const IconAuto = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" stroke="none" />
  </>,
);
export const IconMoon = icon(p("M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"));
export const IconKeyboard = icon(
  <>
    <rect x="2.5" y="6" width="19" height="12" rx="2" />
    {p("M6.5 10h.010M10 10h.010M14 10h.010M17.5 10h.010M8 14h8")}
  </>,
);
export const IconFilter = icon(p("M4 6h16M7 12h10M10 18h4"));
export const IconMessage = icon(p("M4 5h16v11H11l-5 4v-4H4z"));
export const IconMessagePlus = icon(p("M20 12v4H11l-5 4v-4H4V5h9M18 3v6M15 6h6"));
export const IconArrowDown = icon(p("M12 5v14M6 13l6 6 6-6"));
export const IconRetry = icon(p("M4.5 12a7.5 7.5 0 1 0 2.5-5.6L4.5 8.7M4.5 4v4.7h4.7"));
export const IconBold = icon(p("M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z"));
export const IconItalic = icon(p("M10 5h7M7 19h7M14 5l-4 14"));
export const IconStrike = icon(
  p(
    "M4 12h16M16.5 8c-.5-2-2.3-3-4.5-3-2.5 0-4.5 1.2-4.5 3.5 0 1.5 1 2.5 3 3.5M7.5 16c.5 2 2.3 3 4.5 3 2.5 0 4.5-1.2 4.5-3.5",
  ),
);
export const IconCode = icon(p("m8 7-5 5 5 5M16 7l5 5-5 5"));
export const IconQuote = icon(p("M5 5v14M9 8h10M9 12h10M9 16h6"));
export const IconList = icon(p("M9 6h11M9 12h11M9 18h11M4.5 6h.010M4.5 12h.010M4.5 18h.010"));
export const IconListOrdered = icon(p("M10 6h10M10 12h10M10 18h10M4 4.5 5.5 4v4M4 11h2.5L4 14.5h2.5M4 17h2.5v4H4"));
export const IconHeading = icon(p("M6 5v14M18 5v14M6 12h12"));
export const IconAt = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    {p("M16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7.1")}
  </>,
);
export const IconHelp = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    {p("M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5h.010")}
  </>,
);
export const IconZoomIn = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    {p("m20 20-4.2-4.2M11 8.5v5M8.5 11h5")}
  </>,
);
export const IconZoomOut = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    {p("m20 20-4.2-4.2M8.5 11h5")}
  </>,
);
export const IconOffline = icon(
  p(
    "M3 8.5a14 14 0 0 1 5-3M12 4.5c3.4 0 6.5 1.4 9 4M6 12.5a9 9 0 0 1 3.5-2.2M18 12.5a9 9 0 0 0-2.5-1.8M9 16a4.5 4.5 0 0 1 6 0M12 19.5h.010M4 4l16 16",
  ),
);
export const IconClock = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    {p("M12 7.5V12l3 2")}
  </>,
);
export const IconFlag = icon(p("M6 21V4m0 1c4-2.5 8 2.5 12 0v9c-4 2.5-8-2.5-12 0"));
