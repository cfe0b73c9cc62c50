import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { configFlag } from "../../lib/config.js";
import { desktop } from "../../lib/desktop.js";
import { playSound } from "../realtime/sound.js";
import { me } from "../users/store.js";
import { ThisDevice } from "../web-push/this-device.js";
import { patchNotify } from "./save.js";

const LEVELS = [
  ["all", "Every new message"],
  ["mention", "Mentions, direct messages and threads I follow"],
  ["none", "Nothing"],
] as const;

type Level = (typeof LEVELS)[number][0];

function Levels({
  name,
  legend,
  value,
  onValue,
}: {
  name: string;
  legend: string;
  value: string;
  onValue(value: Level): void;
}): JSX.Element {
  return (
    <fieldset class="settings__group">
      <legend>{legend}</legend>
      <div>
        {LEVELS.map(([level, label]) => (
          <label key={level} class="choice">
            <input type="radio" name={name} checked={value === level} onChange={() => onValue(level)} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function NotificationSettings(): JSX.Element | null {
  const props = me.value?.notify_props;
  const [words, setWords] = useState(props?.mention_keys ?? "");
  if (!props) return null;
  const level = props.desktop === "all" || props.desktop === "none" ? props.desktop : "mention";
  const push = props.push === "all" || props.push === "none" ? props.push : "mention";
  return (
    <>
      <BrowserPermission />
      <Levels
        name="desktop"
        legend="On this computer"
        value={level}
        onValue={(desktopLevel) => void patchNotify({ desktop: desktopLevel })}
      />
      <label class="switch">
        <input
          type="checkbox"
          checked={props.desktop_sound !== "false"}
          onChange={(event) => void patchNotify({ desktop_sound: event.currentTarget.checked ? "true" : "false" })}
        />
        <span>Play a sound</span>
        <Button
          small
          kind="link"
          onClick={(event) => {
            event.preventDefault();
            playSound();
          }}
        >
          Listen
        </Button>
      </label>
      <Levels
        name="push"
        legend={configFlag("EnableWebPush") ? "On the phone, and on devices where the app is closed" : "On the phone"}
        value={push}
        onValue={(pushLevel) => void patchNotify({ push: pushLevel })}
      />
      {push !== "none" && (configFlag("SendPushNotifications") || configFlag("EnableWebPush")) && (
        <PhoneDetails props={props} />
      )}
      {!configFlag("SendPushNotifications") && (
        <p class="small muted">
          This server does not notify {configFlag("EnableWebPush") ? "the mobile app" : "phones"} yet; what you choose
          holds as soon as it does.
        </p>
      )}
      <ThisDevice />
      {configFlag("SendEmailNotifications") && (
        <label class="switch">
          <input
            type="checkbox"
            checked={props.email === "true"}
            onChange={(event) => void patchNotify({ email: event.currentTarget.checked ? "true" : "false" })}
          />
          <span>Send an email for mentions while I am away</span>
        </label>
      )}
      <fieldset class="settings__group">
        <legend>Words that count as a mention</legend>
        <form
          class="row"
          onSubmit={async (event) => {
            event.preventDefault();
            if (await patchNotify({ mention_keys: words })) toast("Saved");
          }}
        >
          <div class="grow">
            <TextField label="Separated by commas" value={words} onValue={setWords} placeholder="release, greenhouse" />
          </div>
        </form>
        <div class="settings__actions">
          <Button
            disabled={words === props.mention_keys}
            onClick={async () => (await patchNotify({ mention_keys: words })) && toast("Saved")}
          >
            Save words
          </Button>
        </div>
        <label class="switch">
          <input
            type="checkbox"
            checked={props.first_name === "true"}
            onChange={(event) => void patchNotify({ first_name: event.currentTarget.checked ? "true" : "false" })}
          />
          <span>My first name{me.value?.first_name ? ` ("${me.value.first_name}")` : ""}</span>
        </label>
        <label class="switch">
          <input
            type="checkbox"
            checked={props.channel !== "false"}
            onChange={(event) => void patchNotify({ channel: event.currentTarget.checked ? "true" : "false" })}
          />
          <span>@channel, @all and @here</span>
        </label>
      </fieldset>
    </>
  );
}

const TIMES = [
  ["online", "Always"],
  ["away", "When I am away or offline"],
  ["offline", "Only when I am offline"],
] as const;

/** When the phone is notified, and whether of threads. */
function PhoneDetails({ props }: { props: Partial<Record<"push_status" | "push_threads", string>> }): JSX.Element {
  const when = props.push_status === "online" || props.push_status === "offline" ? props.push_status : "away";
  return (
    <fieldset class="settings__group">
      <legend>{configFlag("EnableWebPush") ? "When they are notified" : "When the phone is notified"}</legend>
      <div>
        {TIMES.map(([status, label]) => (
          <label key={status} class="choice">
            <input
              type="radio"
              name="push_status"
              checked={when === status}
              onChange={() => void patchNotify({ push_status: status })}
            />
            {label}
          </label>
        ))}
      </div>
      <label class="switch">
        <input
          type="checkbox"
          checked={props.push_threads !== "mention" && props.push_threads !== "none"}
          onChange={(event) => void patchNotify({ push_threads: event.currentTarget.checked ? "all" : "mention" })}
        />
        <span>Replies in threads I follow</span>
      </label>
    </fieldset>
  );
}

/** Asks the browser for permission; only a person's click may do that. */
function BrowserPermission(): JSX.Element | null {
  const [state, setState] = useState(typeof Notification === "undefined" ? "unsupported" : Notification.permission);
  if (state === "granted" || desktop()?.sendNotification) return null;
  if (state === "unsupported") return <div class="notice">This browser shows no notifications.</div>;
  if (state === "denied")
    return (
      <div class="notice notice--warn">
        The browser blocks notifications of this page. You can allow them in its site settings.
      </div>
    );
  return (
    <div class="notice">
      <span class="grow">Let the browser show notifications of new messages.</span>
      <Button small kind="primary" onClick={async () => setState(await Notification.requestPermission())}>
        Allow
      </Button>
    </div>
  );
}
