import type { JSX } from "preact";
import { IconEdit } from "../../../shared/ui/icons.js";
import { drawerOpen, pane, togglePane } from "../../lib/panes.js";
import { draftsOf } from "./list.js";

/** Leads to what one has begun to write, while there is something. */
export function DraftsRow({ teamId }: { teamId: string }): JSX.Element | null {
  const count = draftsOf(teamId).length;
  const current = pane.value?.kind === "drafts";
  if (count === 0 && !current) return null;
  return (
    <div class="channel-row" data-current={current}>
      <button
        type="button"
        class="channel-row__link"
        aria-pressed={current}
        onClick={() => {
          drawerOpen.value = false;
          togglePane("drafts");
        }}
      >
        <IconEdit />
        <span class="truncate">Drafts</span>
        {count > 0 && (
          <span class="channel-row__count">
            {count}
            <span class="visually-hidden"> {count === 1 ? "draft" : "drafts"}</span>
          </span>
        )}
      </button>
    </div>
  );
}
