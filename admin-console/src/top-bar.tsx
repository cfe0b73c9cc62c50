import type { JSX } from "preact";
import { to } from "./lib/routes.js";
import { setTheme, type Theme, theme } from "./lib/theme.js";
import { Search } from "./search.js";
import { IconAuto, IconHelp, IconMenu, IconMoon, IconSun, Logo } from "./ui/icons.js";

const THEMES: Record<Theme, { next: Theme; name: string; Icon: typeof IconSun }> = {
  system: { next: "light", name: "Colours as the system has them", Icon: IconAuto },
  light: { next: "dark", name: "Light colours", Icon: IconSun },
  dark: { next: "system", name: "Dark colours", Icon: IconMoon },
};

export function TopBar({
  guide,
  menu,
  onMenu,
  go,
}: {
  /** The page of the guide that fits what is shown, or '' for its list. */
  guide: string;
  menu: boolean;
  onMenu(): void;
  go(address: string): void;
}): JSX.Element {
  const { next, name, Icon } = THEMES[theme.value];
  return (
    <header class="top">
      <button
        type="button"
        class="icon-btn top__menu"
        aria-label="Navigation"
        aria-expanded={menu}
        aria-controls="nav"
        onClick={onMenu}
      >
        <IconMenu />
      </button>
      <a class="top__name" href={to("")} aria-label="Courtyard console">
        <Logo />
        <span>Courtyard console</span>
      </a>
      <Search go={go} />
      <div class="top__end">
        <a class="icon-btn" href={to(guide ? `help/${guide}` : "help")} aria-label="Guide" title="Guide">
          <IconHelp />
        </a>
        <button
          type="button"
          class="icon-btn"
          aria-label={`${name}; change`}
          title={name}
          onClick={() => setTheme(next)}
        >
          <Icon />
        </button>
        <a class="top__wide" href="/">
          Back to messages
        </a>
      </div>
    </header>
  );
}
