import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingInfo } from "../../../../core/api/config.js";
import type { Endpoint } from "../../../../core/api/endpoint.js";
import { call, errorText } from "../../lib/client.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { drafts } from "./store.js";

export interface ConnectionTest {
  readonly label: string;
  readonly path: string;
}

/** What can be tried out before it is saved, by page. */
export const tests: Readonly<Record<string, ConnectionTest>> = {
  environment_file_storage: { label: "Test the storage", path: "/api/v4/file/test" },
  environment_smtp: { label: "Send a test mail to me", path: "/api/v4/email/test" },
  authentication_ldap: { label: "Test the directory", path: "/api/v4/ldap/test" },
};

type Test = Endpoint;

/** Tries the settings of the page as they are edited, without saving them. */
export function TestButton({
  test,
  settings,
}: {
  test: ConnectionTest;
  settings: readonly SettingInfo[];
}): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<{ ok: boolean; text: string; transcript: readonly string[] } | undefined>();
  const run = async () => {
    setBusy(true);
    try {
      const body: Record<string, Record<string, unknown>> = {};
      for (const { path } of settings) {
        if (!drafts.value.has(path)) continue;
        const [section = "", key = ""] = path.split(".");
        body[section] = { ...body[section], [key]: drafts.value.get(path) };
      }
      const answer = (await call<Test>("POST", test.path, { body: body as never })) as {
        to?: string;
        transcript?: string[];
      };
      setResult({
        ok: true,
        text: answer.to ? `It works: a mail went to ${answer.to}.` : "It works.",
        transcript: answer.transcript ?? [],
      });
    } catch (error) {
      setResult({ ok: false, text: errorText(error), transcript: [] });
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
          onClose={() => setResult(undefined)}
          footer={<Button onClick={() => setResult(undefined)}>Close</Button>}
        >
          <p class={result.ok ? "notice notice--good" : "notice notice--danger"} role="alert">
            {result.text}
          </p>
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
