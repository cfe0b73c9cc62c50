import type { JSX } from "preact";
import { Suspense } from "preact/compat";
import { useEffect } from "preact/hooks";
import { LocationProvider, useLocation } from "preact-iso";
import { Button } from "../shared/ui/button.js";
import { IconOffline } from "../shared/ui/icons.js";
import { Spinner } from "../shared/ui/spinner.js";
import { Toasts } from "../shared/ui/toasts.js";
import { session, unsentMessages } from "./features/login/session.js";
import { ProfilePopover } from "./features/users/profile-popover.js";
import { lazy } from "./lib/lazy.js";
import { navigate, provideNavigation } from "./lib/navigation.js";
import { FOREIGN, parseRoute, safeReturn } from "./lib/routes.js";
import { Overlays } from "./ui/overlay.js";
import { Workspace } from "./workspace.js";

const SetupPage = lazy(() => import("./features/setup/setup-page.js").then((m) => m.SetupPage));
const AuthPages = lazy(() => import("./features/login/auth-pages.js").then((m) => m.AuthPages));
const SecondFactorPage = lazy(() => import("./features/login/second-factor-page.js").then((m) => m.SecondFactorPage));
const TermsPage = lazy(() => import("./features/terms/terms-page.js").then((m) => m.TermsPage));
const TeamPages = lazy(() => import("./features/teams/team-pages.js").then((m) => m.TeamPages));

/** Links to what the server itself answers (files, the admin console) are left to the browser. */
const OWN_ADDRESSES = new RegExp(`^(?!${FOREIGN.source.slice(1)})`);

export function App(): JSX.Element {
  return (
    <LocationProvider scope={OWN_ADDRESSES}>
      <Page />
      <Overlays />
      <ProfilePopover />
      <Toasts />
    </LocationProvider>
  );
}

function Page(): JSX.Element {
  const location = useLocation();
  provideNavigation(location.route);
  const route = parseRoute(location.url);
  const state = session.value;

  useEffect(() => {
    // Whoever is signed in has no business on the sign-in page.
    if (state === "in" && ["login", "link-by-mail"].includes(route.page))
      navigate(safeReturn(location.query["redirect_to"]), true);
  }, [state, route.page]);

  if (state === "loading") return <Spinner page />;
  if (state === "unreachable") return <Unreachable />;
  return (
    <Suspense fallback={<Spinner page />}>
      {state === "setup" ? (
        <SetupPage />
      ) : state === "second-factor" ? (
        <SecondFactorPage />
      ) : state === "terms" ? (
        <TermsPage />
      ) : state === "out" || ["signup", "forgot", "reset", "verify", "link"].includes(route.page) ? (
        <AuthPages route={route} url={location.url} />
      ) : route.page === "create-team" || route.page === "select-team" ? (
        <TeamPages page={route.page} />
      ) : (
        <Workspace route={route} url={location.url} />
      )}
    </Suspense>
  );
}

function Unreachable(): JSX.Element {
  const waiting = unsentMessages();
  return (
    <main class="empty empty--page">
      <IconOffline size={32} />
      <h1>No connection to the server</h1>
      <p role="status">
        {waiting === 0
          ? "This page goes on by itself as soon as there is one. What you have written is kept."
          : `This page goes on by itself as soon as there is one. ${waiting === 1 ? "One message waits and is" : `${waiting} messages wait and are`} sent then.`}
      </p>
      <Button onClick={() => location.reload()}>Try again now</Button>
    </main>
  );
}
