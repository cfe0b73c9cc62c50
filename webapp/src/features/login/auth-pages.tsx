import type { JSX } from "preact";
import type { Route } from "../../lib/routes.js";
import { LinkByMailPage, LinkPage } from "./link-pages.js";
import { ForgotPage, ResetPage, VerifyPage } from "./password-pages.js";
import { session } from "./session.js";
import { SignInPage } from "./sign-in-page.js";
import { SignUpPage } from "./sign-up-page.js";

/** Everything one sees without being signed in. */
export function AuthPages({ route, url }: { route: Route; url: string }): JSX.Element {
  if (route.page === "signup") return <SignUpPage key={route.inviteId} inviteId={route.inviteId} token={route.token} />;
  if (route.page === "forgot") return <ForgotPage />;
  if (route.page === "reset") return <ResetPage token={route.token} />;
  if (route.page === "verify") return <VerifyPage token={route.token} />;
  if (route.page === "link") return <LinkPage token={route.token} />;
  if (route.page === "link-by-mail") return <LinkByMailPage />;
  // Other addresses are shown after sign-in.
  if (route.page !== "login") return <SignInPage key={session.value} wanted={url} changed={false} />;
  const query = new URLSearchParams(url.split("?")[1]);
  const changed = query.get("extra") === "signin_change";
  return <SignInPage key={session.value} wanted={query.get("redirect_to") ?? ""} changed={changed} />;
}
