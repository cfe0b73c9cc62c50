import type { JSX } from "preact";
import type { SettingInfo } from "../../../../core/api/config.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { bytes } from "../../lib/format.js";
import { problemOf } from "./check.js";
import { drafts, edit, settingsState } from "./store.js";

const MASK = "*".repeat(32);

/** One setting: what it is and does on one side, its value on the other. */
export function SettingRow({ setting, found }: { setting: SettingInfo; found: boolean }): JSX.Element {
  const { path, title, help, source, variable, restart, writable } = setting;
  const edited = drafts.value.has(path);
  const draft = drafts.value.get(path);
  const value = edited ? (draft === null ? setting.default : draft) : setting.value;
  const problem = edited && draft !== null ? problemOf(setting, draft) : "";
  const set = (next: unknown) => edit(path, JSON.stringify(next) === JSON.stringify(setting.value) ? undefined : next);
  return (
    <div class={found ? "setting setting--found" : "setting"} id={path}>
      <div class="setting__about">
        <label class="field__label" for={`value-${path}`}>
          {title}
        </label>
        <p class="field__hint" id={`help-${path}`}>
          {help}
        </p>
        <div class="setting__badges">
          {source === "environment" && <span class="badge badge--accent">set by {variable}</span>}
          {source === "console" && <span class="badge">changed here</span>}
          {restart && <span class="badge badge--warn">from the next start</span>}
          {edited && <span class="badge badge--warn">not saved</span>}
        </div>
      </div>
      <div class="field">
        <Input setting={setting} value={value} onValue={set} problem={problem} />
        {problem && (
          <p class="field__error" id={`problem-${path}`} role="alert">
            {problem}
          </p>
        )}
        {edited && <Forgets setting={setting} />}
        <div class="row">
          <code class="setting__path">{path}</code>
          {writable && source === "console" && !edited && (
            <Button kind="quiet" small onClick={() => edit(path, null)}>
              Back to the default<span class="visually-hidden"> of {title}</span>
            </Button>
          )}
          {edited && (
            <Button kind="quiet" small onClick={() => edit(path, undefined)}>
              Undo<span class="visually-hidden"> the change of {title}</span>
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

/** Says which secrets a change takes away. */
function Forgets({ setting }: { setting: SettingInfo }): JSX.Element | null {
  const lost = setting.forgets
    .map((path) => settingsState.value?.settings.find((other) => other.path === path))
    .filter((other) => other !== undefined && other.value === MASK && !drafts.value.has(other.path));
  if (lost.length === 0) return null;
  return (
    <p class="field__hint">
      Saving this clears {lost.map((other) => `“${other?.title}”`).join(", ")}: it was meant for the former address.
      Enter it anew.
    </p>
  );
}

interface InputProps {
  setting: SettingInfo;
  value: unknown;
  onValue(value: unknown): void;
  problem: string;
}

function Input({ setting, value, onValue, problem }: InputProps): JSX.Element {
  const { path, type, writable, unit } = setting;
  const common = {
    id: `value-${path}`,
    class: "input",
    disabled: !writable,
    "aria-describedby": [`help-${path}`, problem && `problem-${path}`].filter(Boolean).join(" "),
    "aria-invalid": problem ? ("true" as const) : undefined,
  };
  if (setting.secret) return <SecretInput {...{ setting, value, onValue, common }} />;
  switch (type) {
    case "switch":
      return (
        <label class="switch">
          <input
            {...common}
            class={undefined}
            type="checkbox"
            checked={value === true}
            onChange={(event) => onValue(event.currentTarget.checked)}
          />
          <span aria-hidden="true">{value === true ? "On" : "Off"}</span>
        </label>
      );
    case "choice":
      return (
        <select {...common} value={String(value)} onChange={(event) => onValue(event.currentTarget.value)}>
          {setting.choices?.map((choice) => (
            <option key={choice} value={choice}>
              {choice === "" ? "None" : choice.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      );
    case "number":
      return (
        <div class="input-with-unit">
          <input
            {...common}
            type="number"
            min={setting.min}
            max={setting.max}
            step="any"
            value={Number.isNaN(value) ? "" : String(value)}
            onInput={(event) =>
              onValue(event.currentTarget.value === "" ? Number.NaN : Number(event.currentTarget.value))
            }
          />
          {unit && <span class="muted">{unit}</span>}
          {unit === "bytes" && typeof value === "number" && value >= 1000 && (
            <span class="muted small">({bytes(value)})</span>
          )}
        </div>
      );
    case "list":
      return (
        <textarea
          {...common}
          rows={3}
          placeholder="One in each line"
          value={(value as string[]).join("\n")}
          onChange={(event) =>
            onValue(
              event.currentTarget.value
                .split(/\n/)
                .map((line) => line.trim())
                .filter(Boolean),
            )
          }
        />
      );
    default:
      return setting.multiline ? (
        <textarea
          {...common}
          rows={4}
          maxLength={setting.maxLength}
          value={String(value)}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      ) : (
        <input
          {...common}
          type="text"
          maxLength={setting.maxLength}
          value={String(value)}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      );
  }
}

type SecretProps = Pick<InputProps, "setting" | "value" | "onValue"> & {
  common: { id: string; class: string; disabled: boolean };
};

/** A secret is never shown: a new one can be typed, or the one that is set removed. */
function SecretInput({ setting, value, onValue, common }: SecretProps): JSX.Element {
  const isSet = setting.value === MASK;
  const untouched = value === MASK;
  return (
    <div class="stack">
      <input
        {...common}
        type="password"
        autocomplete="new-password"
        placeholder={untouched ? "Set; type to replace it" : isSet && value === "" ? "Will be removed" : ""}
        value={untouched ? "" : String(value)}
        onInput={(event) => onValue(event.currentTarget.value === "" ? setting.value : event.currentTarget.value)}
      />
      {isSet && setting.writable && value !== "" && (
        <div>
          <Button small onClick={() => onValue("")}>
            Remove<span class="visually-hidden"> {setting.title}</span>
          </Button>
        </div>
      )}
    </div>
  );
}
