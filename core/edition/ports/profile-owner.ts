import { manyPort } from "../ports.js";

/** A field of a profile that may come from elsewhere. */
export type OwnedField = "username" | "email" | "first_name" | "last_name" | "nickname" | "position" | "picture";

/** Where profiles of some accounts come from. */
export interface ProfileOwner {
  /** Value of `auth_service` of the accounts. */
  readonly service: string;
  /** The fields that can be changed there only. */
  fields(): readonly OwnedField[];
}

/**
 * The server remembers what an owner said last: while the owner is away people still cannot change these fields
 * themselves, but those who may edit others can.
 */
export const profileOwners = manyPort<ProfileOwner>("profile owners");
