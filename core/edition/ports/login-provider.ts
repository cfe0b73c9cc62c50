import { manyPort } from "../ports.js";

/** A way to prove who somebody is other than the password kept here. */
export interface LoginProvider {
  /** Value of `auth_service` of the accounts this provider vouches for, such as `ldap`. */
  readonly service: string;
  /**
   * The account for these credentials, made or brought up to date where needed; null when this provider does not know
   * the person. Throws AppError to refuse. Left out by providers that work through redirects of the browser.
   */
  signIn?(login: string, password: string): Promise<{ readonly id: string } | null>;
}

/** While none vouches for an account, a password that was set for it here counts. */
export const loginProviders = manyPort<LoginProvider>("login providers");
