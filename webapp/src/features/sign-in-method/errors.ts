import { errorId, errorText } from "../../lib/client.js";
import { wantsCode } from "../login/code-field.js";

/** Where in the form an error belongs. */
export type Place = "current" | "code" | "directory" | "next" | "form";

export interface SwitchError {
  place: Place;
  text: string;
}

/**
 * What went wrong with a change of the way to sign in, in words of this form. The server's are made for the sign-in
 * page, where the same ids stand for another field.
 */
export function explainSwitch(error: unknown, names: { from: string; to: string }): SwitchError {
  const id = errorId(error);
  if (wantsCode(error)) return { place: "code", text: "Enter the code from your authenticator app." };
  if (id === "api.user.check_user_mfa.bad_code.app_error") return { place: "code", text: errorText(error) };
  if (id.startsWith("api.user.login.invalid_credentials"))
    return { place: "current", text: `That is not your password ${names.from ? `at ${names.from}` : "here"}.` };
  if (id === "api.user.login_switch.not_proved.app_error")
    return { place: "directory", text: `The name or the password at ${names.to} is not right.` };
  if (id === "api.user.update_auth.taken.app_error")
    return { place: "directory", text: `Another account here signs in as this person of ${names.to} already.` };
  if (id.startsWith("model.user.is_valid.pwd")) return { place: "next", text: errorText(error) };
  return { place: "form", text: errorText(error) };
}
