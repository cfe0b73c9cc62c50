import { randomInt } from "node:crypto";
import { AppError } from "../../platform/app-error.js";
import type { UserRow, Users } from "../users/index.js";

const TRIES = 5;
/** Says that another user name has to be tried. */
const OTHER_NAME = ["app.user.save.username_exists.app_error", "model.user.is_valid.username.app_error"];

/** A user name made of the part before the @ of an address, as the sign-up form suggests it. */
function nameFrom(email: string): string {
  const local = (email.split("@")[0] ?? "").replace(/[^a-z0-9._-]/g, "").replace(/^[^a-z]+/, "");
  return local.length < 3 ? "guest" : local.slice(0, 58);
}

/**
 * Makes the account of a guest who will sign in by mailed links. They are asked for no name, so one is found; undefined
 * when somebody else made an account with the address at the same moment. @throws AppError 400, 501
 */
export async function newGuest(users: Users, email: string, expiresAt: number): Promise<UserRow | undefined> {
  const name = nameFrom(email);
  const as = { roles: "system_guest", guestExpiresAt: expiresAt, passwordless: true };
  for (let turn = 0; ; turn++) {
    try {
      return await users.create({ username: turn === 0 ? name : `${name}${randomInt(100_000)}`, email }, "guest", as);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.id === "app.user.save.email_exists.app_error") return undefined;
      if (turn >= TRIES || !OTHER_NAME.includes(error.id)) throw error;
    }
  }
}
