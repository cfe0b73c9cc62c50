import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { ReplyOf } from "../../../../core/api/endpoint.js";
import type * as api from "../../../../core/api/license.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { call, errorText } from "../../lib/client.js";
import { count, day } from "../../lib/format.js";
import { Dialog } from "../../ui/dialog.js";
import { Card } from "../../ui/page.js";
import { Impact } from "./impact.js";

type Preview = ReplyOf<typeof api.previewEdition>;

/** What people call a capability, by its name. */
type Titles = ReadonlyMap<string, string>;

const formOf = (file: File) => {
  const form = new FormData();
  form.append("license", file);
  return form;
};

/** Takes a licence file by drop or choice, shows what is in it, and applies it when asked. */
export function Upload({ titles, onSwitched }: { titles: Titles; onSwitched(): void }): JSX.Element {
  const id = useId();
  const [over, setOver] = useState(false);
  const [error, setError] = useState("");
  const [found, setFound] = useState<{ file: File; preview: Preview } | undefined>();
  const look = async (file: File | undefined) => {
    if (!file) return;
    setError("");
    try {
      const preview = await call<typeof api.previewEdition>("POST", "/api/v4/courtyard/edition/preview", {
        body: formOf(file),
      });
      setFound({ file, preview });
    } catch (problem) {
      setError(errorText(problem));
    }
  };
  return (
    <Card title="Apply a licence">
      <div
        class="drop"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void look(event.dataTransfer?.files[0]);
        }}
      >
        <p>Drop the licence file here. You see what it holds and what it changes before anything happens.</p>
        <label class="btn btn--secondary" for={id}>
          Choose a file
        </label>
        <input
          id={id}
          class="visually-hidden"
          type="file"
          onChange={(event) => {
            void look(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      {error && (
        <p class="notice notice--error" role="alert">
          {error}
        </p>
      )}
      {found && (
        <PreviewDialog
          {...found}
          titles={titles}
          onClose={() => setFound(undefined)}
          onApplied={() => {
            setFound(undefined);
            onSwitched();
          }}
        />
      )}
    </Card>
  );
}

function PreviewDialog({
  file,
  preview,
  titles,
  onClose,
  onApplied,
}: {
  file: File;
  preview: Preview;
  titles: Titles;
  onClose(): void;
  onApplied(): void;
}): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const { licence, impact } = preview;
  const apply = async () => {
    setBusy(true);
    try {
      await call<typeof api.uploadLicense>("POST", "/api/v4/license", { body: formOf(file) });
      toast("The licence is in force.");
      onApplied();
    } catch (problem) {
      setError(errorText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={`Licence of ${licence.customer.name}`}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} onClick={() => void apply()}>
            Apply this licence
          </Button>
        </>
      }
    >
      <dl class="facts">
        <dt>Valid</dt>
        <dd>
          {day(licence.starts_at)} to {day(licence.expires_at)}
        </dd>
        <dt>Seats</dt>
        <dd>{licence.seats > 0 ? count(licence.seats) : "no limit"}</dd>
        <dt>Capabilities</dt>
        <dd>{licence.capabilities.map((name) => titles.get(name) ?? name).join(", ")}</dd>
        <dt>Licence id</dt>
        <dd class="break">
          <code>{licence.id}</code>
        </dd>
      </dl>
      <Impact report={impact} />
      {error && (
        <p class="notice notice--error" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}
