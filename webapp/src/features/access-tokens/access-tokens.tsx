import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { AccessToken } from "../../../../core/api/access-tokens.js";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { IconKeyboard } from "../../../shared/ui/icons.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { call, client, errorText } from "../../lib/client.js";
import { configFlag, configNumber } from "../../lib/config.js";
import { confirmDialog } from "../../ui/overlay.js";
import { CopyField } from "../teams/copy-field.js";
import { me, myId } from "../users/store.js";

const PERMISSION = "create_user_access_token";
const DAY = 86_400_000;
const LIVES: ReadonlyArray<[number, string]> = [
  [30, "30 days"],
  [90, "90 days"],
  [365, "A year"],
  [0, "Never"],
];

/** Whether one's roles allow to make tokens; false until that is known. */
function useMayMake(): boolean {
  const [may, setMay] = useState(false);
  const roles = me.value?.roles ?? "";
  useEffect(() => {
    client.getRolesByNames(roles.split(" ").filter(Boolean)).then(
      (list) => setMay(list.some((role) => role.permissions.includes(PERMISSION))),
      () => setMay(false),
    );
  }, [roles]);
  return may;
}

/** The tokens with which programs act for oneself. */
export function AccessTokens(): JSX.Element | null {
  const offered = configFlag("EnableUserAccessTokens");
  const may = useMayMake();
  if (!offered || !may) return null;
  return <List />;
}

function List(): JSX.Element {
  const [list, setList] = useState<AccessToken[]>([]);
  const [made, setMade] = useState<AccessToken | undefined>();
  const [form, setForm] = useState(false);
  const load = () =>
    call<AccessToken[]>("GET", `/users/${myId.peek()}/tokens?per_page=200`).then(setList, (error) =>
      toast(errorText(error), { error: true }),
    );
  useEffect(() => void load(), []);
  const revoke = async (token: AccessToken) => {
    const sure = await confirmDialog({
      title: `Delete "${token.description}"?`,
      text: "Programs that use this token are signed out at once.",
      confirm: "Delete token",
      danger: true,
    });
    if (!sure) return;
    await client.revokeUserAccessToken(token.id).catch((error) => toast(errorText(error), { error: true }));
    await load();
  };
  return (
    <section class="settings__group">
      <h3>Access tokens</h3>
      <p class="small muted">With a token, a program or script acts in your name. Treat it like your password.</p>
      {made?.token && (
        <div class="notice token-made">
          <CopyField label={`Token "${made.description}", shown only now`} value={made.token} />
        </div>
      )}
      <ul aria-label="Access tokens">
        {list.map((token) => (
          <li key={token.id} class="session-row">
            <IconKeyboard />
            <span class="person-row__text grow">
              <span class="truncate">{token.description}</span>
              <small>{describe(token)}</small>
            </span>
            <Button small onClick={() => void revoke(token)}>
              Delete
            </Button>
          </li>
        ))}
      </ul>
      {form ? (
        <NewToken
          onMade={(token) => {
            setMade(token);
            setForm(false);
            void load();
          }}
          onCancel={() => setForm(false)}
        />
      ) : (
        <div class="settings__actions">
          <Button onClick={() => setForm(true)}>Make a token</Button>
        </div>
      )}
    </section>
  );
}

const day = (at: number) => new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" });

function describe(token: AccessToken): string {
  const parts = [
    token.scope.includes("read") ? "Reading only" : "",
    token.is_active ? "" : "Switched off",
    token.expires_at ? `Expires ${day(token.expires_at)}` : "Never expires",
    token.last_used_at ? `used ${day(token.last_used_at)}` : "not used yet",
  ];
  return parts.filter(Boolean).join(" · ");
}

function NewToken({ onMade, onCancel }: { onMade(token: AccessToken): void; onCancel(): void }): JSX.Element {
  const most = configNumber("MaximumPersonalAccessTokenLifetimeDays", 0);
  const lives = LIVES.filter(([days]) => most === 0 || (days > 0 && days <= most));
  const offered = lives.length > 0 ? lives : [[most, `${most} days`] as const];
  const [description, setDescription] = useState("");
  const [days, setDays] = useState(offered[0]?.[0] ?? 0);
  const [reading, setReading] = useState(false);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      onMade(
        await call<AccessToken>("POST", `/users/${myId.peek()}/tokens`, {
          description: description.trim(),
          ...(days ? { expires_at: Date.now() + days * DAY } : {}),
          ...(reading ? { scope: ["read"] } : {}),
        }),
      );
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <form class="settings__group" onSubmit={submit}>
      <TextField
        label="What it is for"
        autofocus
        maxLength={255}
        value={description}
        onValue={setDescription}
        error={error}
      />
      <label class="field">
        <span class="field__label">Expires after</span>
        <select class="input" value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
          {offered.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label class="switch">
        <input type="checkbox" checked={reading} onChange={(event) => setReading(event.currentTarget.checked)} />
        <span>For reading only</span>
      </label>
      <div class="settings__actions">
        <Button kind="primary" type="submit" busy={busy} disabled={!description.trim()}>
          Make token
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
