import type { UserProfile } from "@mattermost/types/users";
import { client } from "../../lib/client.js";
import { configNumber } from "../../lib/config.js";
import { enter, enterSetup } from "./session.js";

export function minPasswordLength(): number {
  return configNumber("PasswordMinimumLength", 8);
}

export interface NewAccount {
  email: string;
  username: string;
  password: string;
}

/** Makes the account and signs in. Throws what the server said. */
export async function createAccount(account: NewAccount, inviteId = "", token = ""): Promise<void> {
  await client.createUser(
    { ...account, email: account.email.trim(), username: account.username.trim() } as UserProfile,
    token,
    inviteId,
  );
  await enter(await client.login(account.username.trim(), account.password));
}

/** Makes the server's first account; the wizard goes on before the app is shown. */
export async function createFirstAccount(account: NewAccount): Promise<void> {
  await client.createUser(
    { ...account, email: account.email.trim(), username: account.username.trim() } as UserProfile,
    "",
    "",
  );
  await enterSetup(await client.login(account.username.trim(), account.password));
}
