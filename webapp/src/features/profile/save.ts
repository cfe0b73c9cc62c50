import type { UserProfile } from "@mattermost/types/users";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { me, receiveUsers } from "../users/store.js";

/** Changes one's own profile. Returns whether the server took it; tells the person if not. */
export async function patchMe(change: Partial<UserProfile>): Promise<boolean> {
  try {
    receiveUsers([await client.patchMe(change)]);
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}

/** Changes some of one's own notification settings; the others stay. Shown at once. */
export async function patchNotify(change: Partial<UserProfile["notify_props"]>): Promise<boolean> {
  const own = me.peek();
  if (!own) return false;
  const next = { ...own.notify_props, ...change };
  receiveUsers([{ ...own, notify_props: next }]);
  const done = await patchMe({ notify_props: next });
  if (!done) receiveUsers([own]);
  return done;
}
