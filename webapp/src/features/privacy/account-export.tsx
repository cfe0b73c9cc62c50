import type { JSX } from "preact";
import { IconDownload } from "../../../shared/ui/icons.js";
import { myId } from "../users/store.js";

/** Lets people take along everything the server keeps of them. */
export function AccountExport(): JSX.Element {
  return (
    <section class="settings__group">
      <h3>Your data</h3>
      <div class="settings__actions">
        <span class="grow">Everything kept of you as a ZIP file: profile, memberships, messages, files.</span>
        <a class="btn btn--secondary" href={`/api/v4/courtyard/users/${myId.value}/export`} download="">
          <IconDownload size={16} />
          Download
        </a>
      </div>
    </section>
  );
}
