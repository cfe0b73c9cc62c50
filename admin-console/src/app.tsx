import type { ComponentChildren, JSX } from "preact";
import { Suspense } from "preact/compat";
import { useEffect, useState } from "preact/hooks";
import { ErrorBoundary, LocationProvider, useLocation } from "preact-iso";
import { Button } from "../../webapp/shared/ui/button.js";
import { Spinner } from "../../webapp/shared/ui/spinner.js";
import { Toasts } from "../../webapp/shared/ui/toasts.js";
import { guideFor } from "./features/help/guide.js";
import { loadSettings } from "./features/settings/store.js";
import { BASE, partsOf, to } from "./lib/routes.js";
import { boot, session } from "./lib/session.js";
import { Nav } from "./nav.js";
import { pages, settingsView } from "./pages.js";
import { TopBar } from "./top-bar.js";
import { Questions } from "./ui/dialog.js";
import { Page } from "./ui/page.js";

/** Everything else belongs to the web app or the server. */
const OWN = new RegExp(`^${BASE}(/|$|\\?)`);

export function App(): JSX.Element {
  return (
    <LocationProvider scope={OWN}>
      <Gate />
      <Questions />
      <Toasts />
    </LocationProvider>
  );
}

/** Lets in who may see something here; tells the others plainly what to do. */
function Gate(): JSX.Element {
  switch (session.value) {
    case "loading":
      return <Spinner page />;
    case "in":
      return <Frame />;
    case "out":
      return (
        <Plain title="Sign in first">
          <p>The console is for administrators of this server.</p>
          <a class="btn btn--primary" href={`/login?redirect_to=${encodeURIComponent(location.pathname)}`}>
            Go to sign-in
          </a>
        </Plain>
      );
    case "terms":
      return (
        <Plain title="Accept the terms of service first">
          <p>New terms of service are in force on this server. They are shown before your messages.</p>
          <a class="btn btn--primary" href="/">
            Go to the terms
          </a>
        </Plain>
      );
    case "refused":
      return (
        <Plain title="You may not see the console">
          <p>Your account has no rights to administer this server. Ask an administrator if you need them.</p>
          <a class="btn btn--secondary" href="/">
            Back to your messages
          </a>
        </Plain>
      );
    case "unreachable":
      return (
        <Plain title="The server cannot be reached">
          <p>This page tries again by itself.</p>
          <Button onClick={() => void boot()}>Try now</Button>
        </Plain>
      );
  }
}

function Plain({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  useEffect(() => {
    document.title = `${title} – Courtyard console`;
  }, [title]);
  return (
    <main class="plain">
      <h1>{title}</h1>
      {children}
    </main>
  );
}

function Frame(): JSX.Element {
  const { path, route } = useLocation();
  const [menu, setMenu] = useState(false);
  useEffect(() => void loadSettings(), []);
  useEffect(() => setMenu(false), [path]);
  const [first = "", item = ""] = partsOf(path);
  return (
    <div class="frame">
      <a class="skip-link" href="#content">
        Skip to the page
      </a>
      <TopBar
        guide={guideFor(first, item)}
        menu={menu}
        onMenu={() => setMenu(!menu)}
        go={(address) => route(to(address))}
      />
      <Nav open={menu} onClose={() => setMenu(false)} current={[first, item]} />
      <main class="main" id="content" tabIndex={-1}>
        <ErrorBoundary>
          <Suspense fallback={<Spinner page />}>
            <Current first={first} item={item} />
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

function Current({ first, item }: { first: string; item: string }): JSX.Element {
  if (first === "settings") {
    const Settings = settingsView;
    return <Settings key={item} item={item} />;
  }
  // Whoever may not see the overview begins with the first page they may.
  const page =
    pages.find(({ id, may }) => id === first && (id !== "" || may())) ??
    (first === "" ? pages.find(({ may }) => may()) : undefined);
  if (!page) return <Page title="There is no such page" lead="Choose one from the navigation, or search." />;
  if (!page.may()) return <Page title={page.title} lead="You do not have the right to see this page." />;
  const View = page.view;
  return <View key={page.id} item={item} />;
}
