import type { UserProfile } from "@mattermost/types/users";
import { call, client } from "../../lib/client.js";
import { config } from "../../lib/config.js";
import { myId, receiveUsers } from "../users/store.js";

/** Whether somebody has to set up their second factor before the server lets them do anything else. */
export function mustSetUp(user: UserProfile): boolean {
  const on = (name: string) => config.peek()[name] === "true";
  return (
    on("EnableMultifactorAuthentication") &&
    on("EnforceMultifactorAuthentication") &&
    !user.mfa_active &&
    !user.auth_service
  );
}

/** Switches one's second factor on, with a code of the app, or off. @throws the client's error */
export async function switchMfa(on: boolean, code: string): Promise<void> {
  await client.updateUserMfa(myId.peek(), on, code);
  receiveUsers([await client.getMe()]);
}

/** Ten codes for the day the phone is lost. `code` is one of the app. @throws the client's error */
export async function makeRecoveryCodes(code: string): Promise<string[]> {
  const path = `/courtyard/users/${myId.peek()}/mfa/recovery_codes`;
  return (await call<{ codes: string[] }>("POST", path, { code })).codes;
}
