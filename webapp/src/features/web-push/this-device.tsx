import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { WebPushDevice } from "../../../../core/api/web-push.js";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { IconMonitor, IconPhone } from "../../../shared/ui/icons.js";
import { errorText } from "../../lib/client.js";
import { siteName } from "../../lib/config.js";
import { myId } from "../users/store.js";
import {
  type DeviceState,
  deviceState,
  devices,
  refreshDevice,
  remove,
  tryDevice,
  turnOn,
  webPushOffered,
} from "./device.js";

/** What stands in the way, and what to do about it. */
const HINTS: Partial<Record<DeviceState, string>> = {
  insecure: "This needs an address that begins with https. Ask whoever runs this server.",
  install:
    "On iPhone and iPad this works once the app is on the home screen: open Share in Safari, choose Add to Home Screen, and open it from there.",
  unsupported: "This browser cannot be notified while the app is closed.",
  worker:
    "The browser lets nothing of the app run while it is closed, as in a private window. Load the page again, or use another window.",
  blocked:
    "The browser blocks notifications of this page. Allow them in its site settings, next to the address, and load the page again.",
};

/** Notifications of this browser while the app is closed, and the list of all browsers that have them. */
export function ThisDevice(): JSX.Element | null {
  const [busy, setBusy] = useState(false);
  /** What the person just chose, until it is so or has failed. */
  const [wanted, setWanted] = useState<boolean | undefined>();
  const [error, setError] = useState("");
  const [tried, setTried] = useState<{ text: string; failed: boolean } | undefined>();
  useEffect(() => {
    if (webPushOffered()) void refreshDevice().catch((failure) => setError(errorText(failure)));
  }, []);
  if (!webPushOffered()) return null;
  const state = deviceState.value;
  const able = state === "on" || state === "off";
  const act = async (work: () => Promise<string>) => {
    setBusy(true);
    setTried(undefined);
    setError("");
    setError(await work());
    setBusy(false);
  };
  const own = devices.value?.find((device) => device.current);
  const change = async (on: boolean) => {
    setWanted(on);
    await act(() => (on ? turnOn(myId.peek()) : own ? remove(myId.peek(), own) : Promise.resolve("")));
    setWanted(undefined);
  };
  return (
    <fieldset class="settings__group">
      <legend>While the app is closed</legend>
      <label class="switch">
        <input
          type="checkbox"
          checked={wanted ?? state === "on"}
          disabled={!able || busy}
          onChange={(event) => void change(event.currentTarget.checked)}
        />
        <span>Notify me on this device also when {siteName.value} is closed</span>
      </label>
      {HINTS[state] && <div class="notice notice--warn">{HINTS[state]}</div>}
      {error && (
        <p class="field__error" role="alert">
          {error}
        </p>
      )}
      {able && (
        <p class="small muted">
          What you chose for the phone holds here as well. Messages go encrypted through the push service of your
          browser's maker, which learns that this device got something, and not what.
        </p>
      )}
      {state === "on" && (
        <div class="settings__actions">
          <Button
            small
            busy={busy}
            onClick={() =>
              act(async () => {
                setTried(await tryDevice(myId.peek()));
                return "";
              })
            }
          >
            Send a test
          </Button>
          {tried && (
            <p class={tried.failed ? "field__error grow" : "small grow"} role="status">
              {tried.text}
            </p>
          )}
        </div>
      )}
      <DeviceList busy={busy} onRemove={(device) => act(() => remove(myId.peek(), device))} />
    </fieldset>
  );
}

const timeOf = (at: number) => new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

function DeviceList({
  busy,
  onRemove,
}: {
  busy: boolean;
  onRemove(device: WebPushDevice): Promise<void>;
}): JSX.Element | null {
  const list = devices.value ?? [];
  if (list.length === 0) return null;
  const taken = async (device: WebPushDevice) => {
    await onRemove(device);
    if (!devices.peek()?.some(({ id }) => id === device.id)) toast("It is not notified any more");
  };
  return (
    <>
      <h3>Devices that are notified</h3>
      <ul>
        {list.map((device) => (
          <li key={device.id} class="session-row">
            {/iOS|Android/.test(device.system) ? <IconPhone /> : <IconMonitor />}
            <span class="person-row__text grow">
              <span class="truncate">{[device.browser, device.system].filter(Boolean).join(" on ")}</span>
              <small>
                {device.current && "This device. "}Since {timeOf(device.create_at)}.{" "}
                {device.delivered_at ? `Last notified ${timeOf(device.delivered_at)}.` : "Not notified yet."}
              </small>
            </span>
            <Button small disabled={busy} onClick={() => void taken(device)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
