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
  /**
   * Who somebody is at this provider, when their password there is right; null when it is not. Makes and changes no
   * account. Throws AppError to refuse. With it people bring an account they have here to the provider.
   */
  identify?(login: string, password: string): Promise<Identity | null>;
  /**
   * Where the browser goes to prove who somebody is at this provider, instead of `identify`. `account` has been proved
   * already and is linked by the provider when the person comes back.
   */
  linkAt?(account: { readonly id: string }): Promise<string>;
}

/** Somebody as a provider knows them. */
export interface Identity {
  /** What `auth_data` holds of the account linked to them. */
  readonly authData: string;
  /** Whether an account here is linked to them already. */
  taken(): Promise<boolean>;
  /** Called once an account was linked to them. */
  linked(accountId: string): Promise<void>;
}

/** An account a provider vouches for. */
export interface ProvidedAccount {
  readonly id: string;
  /** Who it is at the provider. */
  readonly auth_data: string | null;
}

/** While none vouches for an account, a password that was set for it here counts. */
export const loginProviders = manyPort<LoginProvider>("login providers");
