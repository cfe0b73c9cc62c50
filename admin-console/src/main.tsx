import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/ui.css";
import "./styles/layout.css";
import "./styles/pages.css";
import "./styles/settings.css";
import "./styles/guide.css";
import { App } from "./app.js";
import { boot } from "./lib/session.js";
import { startTheme } from "./lib/theme.js";

startTheme();
const root = document.getElementById("app");
if (root) render(<App />, root);
void boot();
