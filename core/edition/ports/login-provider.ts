import { manyPort } from "../ports.js";

/** A way to prove who somebody is other than the password kept here. */
export interface LoginProvider {
  /** Value of `auth_service` of the accounts this provider vouches for, such as `ldap`. */
  readonly service: string;
  /** Whether it vouches for anybody now; left out by those that always do. One that is switched off locks nobody out. */
  active?(): boolean;
  /**
   * The account for these credentials, made or brought up to date where needed; null when this provider does not know
   * the person. Throws AppError to refuse. `account` is the one the login name belongs to here, if it is this
   * provider's. Left out by providers that work through redirects of the browser.
   */
  signIn?(login: string, password: string, account?: ProvidedAccount): Promise<{ readonly id: string } | null>;
}

/** An account a provider vouches for. */
export interface ProvidedAccount {
  readonly id: string;
  /** Who it is at the provider. */
  readonly auth_data: string | null;
}

/** While none vouches for an account, a password that was set for it here counts. */
export const loginProviders = manyPort<LoginProvider>("login providers");
