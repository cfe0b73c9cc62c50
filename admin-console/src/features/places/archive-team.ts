import type { TeamReport } from "../../../../core/api/reports.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { attempt } from "../../lib/attempt.js";
import { client } from "../../lib/client.js";
import { ask } from "../../ui/dialog.js";

/** Archives a team after a question, or restores it. */
export function archiveTeam(team: Pick<TeamReport, "id" | "display_name" | "delete_at">, onDone: () => void): void {
  if (team.delete_at > 0) {
    void attempt(() => client.unarchiveTeam(team.id), `${team.display_name} is back.`).then((well) => well && onDone());
    return;
  }
  ask({
    title: `Archive ${team.display_name}?`,
    text: "Nobody can open the team until it is restored. Nothing is deleted.",
    action: "Archive",
    danger: true,
    async run() {
      await client.deleteTeam(team.id);
      toast(`${team.display_name} is archived.`);
      onDone();
    },
  });
}
