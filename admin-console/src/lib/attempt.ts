import { toast } from "../../../webapp/shared/lib/toast.js";
import { errorText } from "./client.js";

/** Says what went wrong. */
export const complain = (error: unknown): void => toast(errorText(error), { error: true });

/** Runs something; says what was done, or what went wrong. Returns whether it went well. */
export async function attempt(work: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await work();
    toast(done);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
