import { randomBytes } from "node:crypto";
import { hash as argonHash, verify as argonVerify } from "@node-rs/argon2";
import { verify as bcryptVerify } from "@node-rs/bcrypt";
import { AppError } from "../../platform/app-error.js";
import type { Config } from "../../platform/config/config.js";
import { passwordSettings as settings } from "./config.js";

// OWASP password storage cheat sheet, first choice: argon2id with 19 MiB, two passes, one lane (argon2id is the library's default).
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => argonHash(password, COST);

const base64 = (bytes: number) => randomBytes(bytes).toString("base64").replaceAll("=", "");
/** A hash that no password has, as costly to check as any other. */
const DECOY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${base64(16)}$${base64(32)}`;

/**
 * Whether a password fits a stored hash: argon2id, or bcrypt from an import. Without a hash it takes as long and says
 * no, so that the time of an answer does not tell which accounts exist.
 */
export async function passwordFits(password: string, hash: string): Promise<boolean> {
  if (/^\$2[abxy]\$/.test(hash)) return bcryptVerify(password, hash);
  if (hash.startsWith("$argon2")) return argonVerify(hash, password);
  await argonVerify(DECOY, password);
  return false;
}

/** Whether a hash should be made anew at the next sign-in, because it is not of today's kind. */
export const outdated = (hash: string): boolean => hash.startsWith("$2");

/** Checks a new password against the server's rules. @throws AppError 400 that lists them all. */
export function checkPassword(config: Config, password: string): void {
  const length = config.get(settings.MinimumLength);
  const rules: [boolean, boolean, string][] = [
    [
      true,
      [...password].length >= length && Buffer.byteLength(password) <= 256,
      `at least ${length} characters and at most 256 bytes`,
    ],
    [config.get(settings.Lowercase), /\p{Ll}/u.test(password), "a lower-case letter"],
    [config.get(settings.Uppercase), /\p{Lu}/u.test(password), "a capital letter"],
    [config.get(settings.Number), /\p{Nd}/u.test(password), "a digit"],
    [config.get(settings.Symbol), /[^\p{L}\p{N}\s]/u.test(password), "a symbol"],
  ];
  const active = rules.filter(([on]) => on);
  if (active.every(([, met]) => met)) return;
  throw new AppError("model.user.is_valid.pwd.app_error", { rules: active.map(([, , words]) => words).join(", ") });
}
