import { render } from "preact";
import "../../webapp/shared/styles/tokens.css";
import "../../webapp/shared/styles/base.css";
import "../../webapp/shared/styles/ui.css";
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
