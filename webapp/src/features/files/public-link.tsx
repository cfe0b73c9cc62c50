import type { JSX } from "preact";
import { Suspense } from "preact/compat";
import { IconButton } from "../../../shared/ui/button.js";
import { IconLink } from "../../../shared/ui/icons.js";
import { configFlag } from "../../lib/config.js";
import { lazy } from "../../lib/lazy.js";
import { openDialog } from "../../ui/overlay.js";
import { mayInChannel } from "../permissions/store.js";

const PublicLinkDialog = lazy(() => import("./public-link-dialog.js").then((m) => m.PublicLinkDialog));

interface LinkedFile {
  id: string;
  name: string;
  channel_id?: string;
}

/** Opens the link with which people without an account get a file. Nothing where that is not allowed. */
export function PublicLinkButton({ file, small }: { file: LinkedFile; small?: boolean }): JSX.Element | null {
  const { channel_id: channelId } = file;
  if (!channelId || !configFlag("EnablePublicLink") || !mayInChannel("get_public_link", channelId)) return null;
  return (
    <IconButton
      small={small}
      label={`Public link to ${file.name}`}
      onClick={() =>
        openDialog((close) => (
          <Suspense fallback={null}>
            <PublicLinkDialog file={file} onClose={close} />
          </Suspense>
        ))
      }
    >
      <IconLink />
    </IconButton>
  );
}
