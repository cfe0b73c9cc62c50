import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingInfo } from "../../../../core/api/config.js";
import type { Endpoint } from "../../../../core/api/endpoint.js";
import type { LdapStep } from "../../../../core/api/ldap.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { call, errorText } from "../../lib/client.js";
import { Dialog } from "../../ui/dialog.js";
import { drafts } from "./store.js";

export interface ConnectionTest {
  readonly label: string;
  readonly path: string;
  /** The endpoint takes the keys of this section by themselves, not whole sections. */
  readonly section?: string;
}

/** What can be tried out before it is saved, by page. */
export const tests: Readonly<Record<string, ConnectionTest>> = {
  environment_file_storage: { label: "Test the storage", path: "/api/v4/file/test" },
  environment_smtp: { label: "Send a test mail to me", path: "/api/v4/email/test" },
  authentication_ldap: {
    label: "Test the directory",
    path: "/api/v4/courtyard/ldap/test",
    section: "LdapSettings",
  },
};

type Test = Endpoint;

/** What the tests answer; each only a part of it. */
interface Answer {
  readonly to?: string;
  readonly transcript?: readonly string[];
  readonly ok?: boolean;
  readonly steps?: readonly LdapStep[];
}

interface Result {
  readonly ok: boolean;
  readonly text: string;
  readonly transcript: readonly string[];
  readonly steps: readonly LdapStep[];
}

const STEP: Record<LdapStep["state"], readonly [style: string, word: string]> = {
  ok: ["badge badge--good", "works"],
  warning: ["badge badge--warn", "look at this"],
  failed: ["badge badge--danger", "failed"],
  skipped: ["badge", "not tried"],
};

function resultOf(answer: Answer): Result {
  const ok = answer.ok !== false;
  const found = answer.to ? `It works: a mail went to ${answer.to}.` : "It works.";
  return {
    ok,
    text: ok ? found : "It does not work yet.",
    transcript: answer.transcript ?? [],
    steps: answer.steps ?? [],
  };
}

/** Tries the settings of the page as they are edited, without saving them. */
export function TestButton({
  test,
  settings,
}: {
  test: ConnectionTest;
  settings: readonly SettingInfo[];
}): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Result | undefined>();
  const run = async () => {
    setBusy(true);
    try {
      const body: Record<string, Record<string, unknown>> = {};
      for (const { path, default: fallback } of settings) {
        if (!drafts.value.has(path)) continue;
        const draft = drafts.value.get(path);
        const [section = "", key = ""] = path.split(".");
        body[section] = { ...body[section], [key]: draft === null ? fallback : draft };
      }
      const sent = test.section ? (body[test.section] ?? {}) : body;
      setResult(resultOf((await call<Test>("POST", test.path, { body: sent as never })) as Answer));
    } catch (error) {
      setResult({ ok: false, text: errorText(error), transcript: [], steps: [] });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button busy={busy} onClick={() => void run()}>
        {test.label}
      </Button>
      {result && (
        <Dialog
          title={test.label}
          size={result.steps.length > 0 || result.transcript.length > 0 ? "medium" : "small"}
          onClose={() => setResult(undefined)}
          footer={<Button onClick={() => setResult(undefined)}>Close</Button>}
        >
          <p class={result.ok ? "notice notice--good" : "notice notice--error"} role="alert">
            {result.text}
          </p>
          {result.steps.length > 0 && (
            <ul class="list">
              {result.steps.map((step) => (
                <li key={step.step}>
                  <div>
                    <strong>{step.title}</strong>
                    {step.message && <p class="small muted break">{step.message}</p>}
                  </div>
                  <span class={STEP[step.state][0]}>{STEP[step.state][1]}</span>
                </li>
              ))}
            </ul>
          )}
          {result.transcript.length > 0 && (
            <details class="quiet">
              <summary>What the other side said</summary>
              <pre class="break">{result.transcript.join("\n")}</pre>
            </details>
          )}
        </Dialog>
      )}
    </>
  );
}
