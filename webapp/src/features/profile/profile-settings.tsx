import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { client, errorText } from "../../lib/client.js";
import { Avatar } from "../../ui/avatar.js";
import { usernameProblem } from "../login/account-rules.js";
import { OwnFields } from "../profile-attributes/own-fields.js";
import { me, receiveUsers } from "../users/store.js";
import { patchMe } from "./save.js";

const PICTURE_TYPES = "image/png,image/jpeg,image/gif,image/webp";

/** Name, picture and what others see of a person. */
export function ProfileSettings(): JSX.Element | null {
  const own = me.value;
  const [fields, setFields] = useState({
    first_name: own?.first_name ?? "",
    last_name: own?.last_name ?? "",
    nickname: own?.nickname ?? "",
    position: own?.position ?? "",
    username: own?.username ?? "",
  });
  const [busy, setBusy] = useState(false);
  if (!own) return null;
  const set = (name: keyof typeof fields) => (value: string) => setFields({ ...fields, [name]: value });
  // Fields that a directory fills are changed there.
  const managed = own.auth_service !== "" && own.auth_service !== undefined;
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const change = Object.fromEntries(
      Object.entries(fields).filter(([name, value]) => value !== own[name as keyof typeof fields]),
    );
    if (Object.keys(change).length === 0 || (await patchMe(change))) toast("Saved");
    setBusy(false);
  };
  return (
    <>
      <Picture />
      <form class="settings__group" onSubmit={save}>
        <TextField
          label="First name"
          maxLength={64}
          autocomplete="given-name"
          disabled={managed}
          value={fields.first_name}
          onValue={set("first_name")}
        />
        <TextField
          label="Last name"
          maxLength={64}
          autocomplete="family-name"
          disabled={managed}
          value={fields.last_name}
          onValue={set("last_name")}
        />
        <TextField label="Nickname" maxLength={64} value={fields.nickname} onValue={set("nickname")} />
        <TextField
          label="User name"
          maxLength={64}
          disabled={managed}
          value={fields.username}
          error={usernameProblem(fields.username)}
          onValue={(value) => set("username")(value.toLowerCase())}
        />
        <TextField
          label="What you do"
          maxLength={128}
          placeholder="Head gardener"
          value={fields.position}
          onValue={set("position")}
        />
        {managed && <p class="muted small">Your organisation's directory manages some of these fields.</p>}
        <div class="settings__actions">
          <Button
            kind="primary"
            type="submit"
            busy={busy}
            disabled={usernameProblem(fields.username) !== "" || !fields.username}
          >
            Save
          </Button>
        </div>
      </form>
      <OwnFields />
    </>
  );
}

function Picture(): JSX.Element | null {
  const own = me.value;
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  if (!own) return null;
  const run = async (call: () => Promise<unknown>, at: number) => {
    setBusy(true);
    try {
      await call();
      receiveUsers([{ ...own, last_picture_update: at }]);
    } catch (error) {
      toast(errorText(error), { error: true });
    }
    setBusy(false);
  };
  return (
    <div class="settings__picture">
      <Avatar user={own} size={96} />
      <div class="stack">
        <div class="settings__actions">
          <Button busy={busy} onClick={() => input.current?.click()}>
            Upload a picture
          </Button>
          {own.last_picture_update > 0 && (
            <Button kind="quiet" onClick={() => void run(() => client.setDefaultProfileImage(own.id), 0)}>
              Remove
            </Button>
          )}
        </div>
        <p class="muted small">Square pictures look best.</p>
        <input
          ref={input}
          type="file"
          hidden
          accept={PICTURE_TYPES}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) void run(() => client.uploadProfileImage(own.id, file), Date.now());
          }}
        />
      </div>
    </div>
  );
}
