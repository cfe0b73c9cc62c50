import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useId, useState } from "preact/hooks";
import type * as api from "../../../../core/api/terms.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { Spinner } from "../../../../webapp/shared/ui/spinner.js";
import { CallError, call, statusOf } from "../../lib/client.js";
import { moment } from "../../lib/format.js";
import { type Loaded, useLoad } from "../../lib/load.js";
import { boot } from "../../lib/session.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Switch } from "../../ui/fields.js";
import { Await, Card } from "../../ui/page.js";
import { settingsState } from "./store.js";
import { TermsAcceptances } from "./terms-acceptances.js";

const PATH = "/api/v4/terms_of_service";
/** What the server takes at most. */
const LONGEST = 16_383;

const FormattedText = lazy(() =>
  import("../../ui/formatted-text.js").then(({ FormattedText: component }) => ({ default: component })),
);

type Terms = api.TermsOfService;

/** A text that was begun and not put in force, and the id of the terms it was begun from. It outlives a visit elsewhere. */
const draft = signal<{ from: string; text: string } | undefined>(undefined);
addEventListener("beforeunload", (event) => {
  if (draft.value) event.preventDefault();
});

async function read(): Promise<Terms | null> {
  try {
    return await call<typeof api.getTermsOfService>("GET", PATH);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/** Whether people are asked to accept the text now, as the settings are saved. */
const isAsked = () =>
  settingsState.value?.settings.find(({ path }) => path === "SupportSettings.CustomTermsOfServiceEnabled")?.value ===
  true;

/** The text of the terms of service: read, and replaced by another, which counts at once; and who accepted it. */
export function TermsText({ writable }: { writable: boolean }): JSX.Element {
  const loaded = useLoad(read);
  const begun = draft.value;
  const edit = () => {
    draft.value = { from: loaded.data?.id ?? "", text: loaded.data?.text ?? "" };
  };
  return (
    <>
      <Card
        title="Text of the terms"
        actions={
          writable &&
          !begun &&
          loaded.data !== undefined && (
            <Button onClick={edit}>{loaded.data ? "Write a new version" : "Write the terms"}</Button>
          )
        }
      >
        <Await from={loaded}>
          {(terms) =>
            begun && writable ? <Editor loaded={loaded} terms={terms} begun={begun} /> : <Current terms={terms} />
          }
        </Await>
      </Card>
      {loaded.data && <TermsAcceptances key={loaded.data.id} asked={isAsked()} />}
    </>
  );
}

function Current({ terms }: { terms: Terms | null }): JSX.Element {
  if (!terms)
    return (
      <p class="muted">
        There is no text yet. Until there is one nobody is asked anything, whatever the settings above say.
      </p>
    );
  return (
    <>
      <p class="muted small">
        {isAsked() ? "In force" : "Not asked for while “Own terms of service” is off"}, written{" "}
        {moment(terms.create_at)}.
      </p>
      <Reading text={terms.text} name="The terms as people read them" />
    </>
  );
}

function Reading({ text, name }: { text: string; name: string }): JSX.Element {
  return (
    <section class="terms-text" aria-label={name} tabIndex={0}>
      <Suspense fallback={<Spinner page />}>
        <FormattedText text={text} />
      </Suspense>
    </section>
  );
}

interface EditorProps {
  loaded: Loaded<Terms | null>;
  terms: Terms | null;
  begun: { from: string; text: string };
}

function Editor({ loaded, terms, begun }: EditorProps): JSX.Element {
  const id = useId();
  const [preview, setPreview] = useState(false);
  const [asks, setAsks] = useState(false);
  const { text } = begun;
  const left = LONGEST - text.length;
  const unchanged = text.trim() === (terms?.text ?? "");
  return (
    <div class="stack">
      {begun.from !== (terms?.id ?? "") && (
        <p class="notice notice--warn" role="alert">
          Somebody else put another text in force since you began ({moment(terms?.create_at ?? 0)}). Yours replaces it.
        </p>
      )}
      {preview ? (
        <Reading text={text} name="Preview" />
      ) : (
        <div class="field">
          <label class="field__label" for={id}>
            New text
          </label>
          <textarea
            id={id}
            class="input terms-text__input"
            rows={16}
            maxLength={LONGEST}
            value={text}
            aria-describedby={`${id}-note`}
            onInput={(event) => {
              draft.value = { ...begun, text: event.currentTarget.value };
            }}
          />
          <p class="field__hint" id={`${id}-note`}>
            Markdown: headings, lists, bold, links. {left.toLocaleString()} characters left.
          </p>
        </div>
      )}
      <div class="row">
        <Button kind="primary" disabled={text.trim() === "" || unchanged} onClick={() => setAsks(true)}>
          Put in force…
        </Button>
        <Button onClick={() => setPreview(!preview)}>{preview ? "Edit" : "Preview"}</Button>
        <Button
          kind="quiet"
          onClick={() => {
            draft.value = undefined;
          }}
        >
          Discard
        </Button>
      </div>
      {asks && <PutInForce loaded={loaded} begun={begun} onClose={() => setAsks(false)} />}
    </div>
  );
}

/** Says what follows before it does: everybody is asked, also whoever sits here. */
function PutInForce({ loaded, begun, onClose }: Omit<EditorProps, "terms"> & { onClose(): void }): JSX.Element {
  const task = useTask();
  const [mine, setMine] = useState(false);
  const asked = isAsked();
  const run = async () => {
    const current = await read();
    if ((current?.id ?? "") !== (loaded.data?.id ?? "")) {
      loaded.set(current);
      throw new CallError(
        "Somebody else has just put another text in force. Look at it before yours replaces it.",
        409,
      );
    }
    const made = await call<typeof api.createTermsOfService>("POST", PATH, { body: { text: begun.text } });
    draft.value = undefined;
    toast("The new terms are in force.");
    try {
      if (asked && mine)
        await call<typeof api.answerTermsOfService>("POST", "/api/v4/users/{user_id}/terms_of_service", {
          params: { user_id: "me" },
          body: { termsOfServiceId: made.id, accepted: true },
        });
    } finally {
      // Not before: what is loaded with it is refused until then.
      loaded.set(made);
    }
    if (asked) await boot();
  };
  return (
    <Dialog
      title="Put the new terms in force?"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" busy={task.busy} onClick={() => void task.run(run).then((good) => good && onClose())}>
            Put in force
          </Button>
        </>
      }
    >
      {asked ? (
        <>
          <p>
            <strong>Everybody has to accept again, at once.</strong> Whoever is signed in is stopped until they have,
            with every app and every access token; bots go on. The former text cannot be put back without asking once
            more.
          </p>
          <Switch label="I accept these terms myself, and go on working here" value={mine} onValue={setMine} />
        </>
      ) : (
        <p>
          Nobody is asked yet, because “Own terms of service” is off. Once it is on, everybody has to accept this text,
          also those who accepted a former one.
        </p>
      )}
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
