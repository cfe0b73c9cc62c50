import { FOREIGN } from "./routes.js";

/** Lets code outside components change the page's address; the root component fills it in. */
let go: (url: string, replace?: boolean) => void = (url) => location.assign(url);

export function provideNavigation(route: (url: string, replace?: boolean) => void): void {
  go = route;
}

/** Shows another address without reloading the page; what the server itself answers (the admin console) is loaded. */
export function navigate(url: string, replace = false): void {
  if (FOREIGN.test(url)) location.assign(url);
  else go(url, replace);
}
