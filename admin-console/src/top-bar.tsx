import type { JSX } from "preact";
import type { Theme } from "../../webapp/shared/lib/theme.js";
import { IconButton } from "../../webapp/shared/ui/button.js";
import { IconAuto, IconHelp, IconMenu, IconMoon, IconSun } from "../../webapp/shared/ui/icons.js";
import { Logo } from "../../webapp/shared/ui/logo.js";
import { Tooltip } from "../../webapp/shared/ui/tooltip.js";
import { to } from "./lib/routes.js";
import { setTheme, theme } from "./lib/theme.js";
import { Search } from "./search.js";

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
    <header class="top on-rail">
      <IconButton label="Navigation" class="top__menu" aria-expanded={menu} aria-controls="nav" onClick={onMenu}>
        <IconMenu />
      </IconButton>
      <a class="top__name" href={to("")} aria-label="Courtyard console">
        <Logo size={24} />
        <span>Courtyard console</span>
      </a>
      <Search go={go} />
      <div class="top__end">
        <Tooltip text="Guide">
          <a class="icon-btn" href={to(guide ? `help/${guide}` : "help")} aria-label="Guide">
            <IconHelp />
          </a>
        </Tooltip>
        <IconButton label={`${name}; change`} onClick={() => setTheme(next)}>
          <Icon />
        </IconButton>
        <a class="top__wide" href="/">
          Back to messages
        </a>
      </div>
    </header>
  );
}
