import type * as api from "../../../../core/api/license.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { complain } from "../../lib/attempt.js";
import { call } from "../../lib/client.js";
import { ask } from "../../ui/dialog.js";
import { Impact } from "./impact.js";

/** The ways to the other edition: first what it would mean, then the switch. */
export function useSwitching(onSwitched: () => void): { toTeam(): Promise<void>; toEvaluation(): Promise<void> } {
  const impactOf = (target: "team" | "evaluation") =>
    call<typeof api.getImpact>("GET", "/api/v4/courtyard/edition/impact", { query: { to: target } });
  return {
    async toTeam() {
      try {
        const report = await impactOf("team");
        ask({
          title: "Go back to the Team Edition?",
          text: <Impact report={report} />,
          action: "Go back to the Team Edition",
          danger: true,
          async run() {
            await call<typeof api.removeLicense>("DELETE", "/api/v4/license");
            toast("The server runs as Team Edition.");
            onSwitched();
          },
        });
      } catch (error) {
        complain(error);
      }
    },
    async toEvaluation() {
      try {
        const report = await impactOf("evaluation");
        ask({
          title: "Start the evaluation?",
          text: <Impact report={report} />,
          action: "Start the evaluation",
          async run() {
            await call<typeof api.startEvaluation>("POST", "/api/v4/courtyard/edition/evaluation");
            toast("The server runs as Enterprise Edition.");
            onSwitched();
          },
        });
      } catch (error) {
        complain(error);
      }
    },
  };
}
