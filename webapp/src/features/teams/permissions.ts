import { useEffect, useState } from "preact/hooks";
import { client } from "../../lib/client.js";
import { me } from "../users/store.js";
import { teamMembersById } from "./store.js";

/** Whether one's roles in the system or the team hold a permission; false until that is known. The server decides. */
export function useMayInTeam(teamId: string, permission: string): boolean {
  const [may, setMay] = useState(false);
  const roles = `${me.value?.roles ?? ""} ${teamMembersById.get(teamId)?.roles ?? ""}`;
  useEffect(() => {
    client.getRolesByNames(roles.split(" ").filter(Boolean)).then(
      (list) => setMay(list.some((role) => role.permissions.includes(permission))),
      () => setMay(false),
    );
  }, [roles]);
  return may;
}
