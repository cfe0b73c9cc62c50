import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/ui.css";
import { App } from "./app.js";
import { boot } from "./features/login/session.js";
import { startTheme } from "./features/preferences/theme.js";
import { startDesktopEvents } from "./features/realtime/desktop-events.js";
import { desktop } from "./lib/desktop.js";
import { reloadWhenStale } from "./lib/stale-page.js";
import { startServiceWorker } from "./service-worker/register.js";

reloadWhenStale();
startServiceWorker();
startTheme();
startDesktopEvents();
const root = document.getElementById("app");
if (root) render(<App />, root);
void boot().finally(() => desktop()?.reactAppInitialized?.());
