import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { copyText } from "../../../shared/lib/copy.js";
import { Button } from "../../../shared/ui/button.js";
import { IconCheck, IconCopy } from "../../../shared/ui/icons.js";
import { inviteUrl } from "../../lib/routes.js";
import { isSystemAdmin } from "./store.js";

/** A read-only line with a copy button. Where the clipboard is closed to pages, the text is selected instead. */
export function CopyField({ label, value }: { label: string; value: string }): JSX.Element {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    input.current?.select();
    if (!(await copyText(value))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      <div class="copy-row">
        <input
          id={id}
          ref={input}
          class="input"
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button onClick={() => void copy()}>
          {copied ? <IconCheck /> : <IconCopy />}
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
    </div>
  );
}

/** Whether an address leads nowhere from another machine. */
export const isOwnMachine = (address: string): boolean =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);

/** The link into a team, with a word of warning while it leads nowhere for others. */
export function InviteLink({ inviteId }: { inviteId: string }): JSX.Element {
  const link = inviteUrl(inviteId);
  return (
    <>
      <CopyField label="Invite link" value={link} />
      {isOwnMachine(link) && (
        <p class="notice notice--warn">
          <span>
            This link works on this computer only, as long as the server is opened as {new URL(link).hostname}.{" "}
            {isSystemAdmin() && (
              <a href="/admin_console/help/start" target="_blank" rel="noopener">
                How others reach it
              </a>
            )}
          </span>
        </p>
      )}
    </>
  );
}
