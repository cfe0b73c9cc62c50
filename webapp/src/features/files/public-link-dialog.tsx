import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { FileLink } from "../../../../core/api/files.js";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { call, errorText } from "../../lib/client.js";
import { configNumber } from "../../lib/config.js";
import { longTime } from "../scheduled/long-time.js";
import { CopyField } from "../teams/copy-field.js";
import { displayName, user } from "../users/store.js";

const DAY = 86_400_000;
/** Days a link may live; 0 = without end. */
const LIVES = [1, 7, 30, 365, 0];
const inWords = (days: number) => (days === 0 ? "No end" : days === 1 ? "One day" : `${days} days`);

/** The link with which anybody gets a file: made, given an end, copied, taken back. */
export function PublicLinkDialog({
  file,
  onClose,
}: {
  file: { id: string; name: string };
  onClose(): void;
}): JSX.Element {
  const path = `/courtyard/files/${file.id}/link`;
  const usual = configNumber("PublicLinkDays", 30);
  const [state, setState] = useState<FileLink>();
  const [days, setDays] = useState(usual);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const run = async (work: () => Promise<FileLink>) => {
    setBusy(true);
    setError("");
    try {
      setState(await work());
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  useEffect(() => void run(() => call<FileLink>("GET", path)), [path]);
  const save = (life: number) =>
    run(() => call<FileLink>("PUT", path, { expires_at: life === 0 ? 0 : Date.now() + life * DAY }));
  const revoke = () =>
    run(async () => {
      await call("DELETE", path);
      toast("The link no longer works");
      return { link: "", create_at: 0, expires_at: 0, user_id: "" };
    });
  const maker = state?.user_id ? user(state.user_id) : undefined;
  return (
    <Dialog
      title={`Public link to ${file.name}`}
      onClose={onClose}
      footer={
        state && (
          <>
            {state.link && (
              <Button kind="danger" busy={busy} onClick={() => void revoke()}>
                Take the link back
              </Button>
            )}
            <Button kind={state.link ? undefined : "primary"} busy={busy} onClick={() => void save(days)}>
              {state.link ? "Change its end" : "Make a link"}
            </Button>
          </>
        )
      }
    >
      <div class="stack">
        <p>Anybody who has the link gets this file, without an account. Nothing else of the channel is shown.</p>
        {!state && !error && <Spinner />}
        {state?.link && (
          <>
            <CopyField label="Link" value={state.link} />
            <p class="muted small">
              {state.expires_at ? `It works until ${longTime(state.expires_at)}.` : "It has no end."}
              {maker ? ` Made by ${displayName(maker)}.` : ""}
            </p>
          </>
        )}
        {state && (
          <label class="field">
            <span class="field__label">{state.link ? "From now on it works for" : "It works for"}</span>
            <select class="input" value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
              {[...new Set([...LIVES, usual])]
                .sort((a, b) => (a || Number.POSITIVE_INFINITY) - (b || Number.POSITIVE_INFINITY))
                .map((one) => (
                  <option key={one} value={one}>
                    {inWords(one)}
                  </option>
                ))}
            </select>
          </label>
        )}
        {error && <p class="notice notice--error">{error}</p>}
      </div>
    </Dialog>
  );
}
