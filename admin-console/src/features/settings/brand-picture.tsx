import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type * as api from "../../../../core/api/brand.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { addressOf, call, errorText } from "../../lib/client.js";
import { ask } from "../../ui/dialog.js";
import { Card } from "../../ui/page.js";

const PATH = "/api/v4/brand/image";

/** The organisation's picture on the sign-in page: seen, replaced and removed here. It counts at once, without saving. */
export function BrandPicture({ writable }: { writable: boolean }): JSX.Element {
  const id = useId();
  const [shown, setShown] = useState<"loading" | "there" | "none">("loading");
  const [version, setVersion] = useState(() => Date.now());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const again = () => {
    setShown("loading");
    setVersion(Date.now());
  };
  const send = async (file: File | undefined) => {
    if (!file) return;
    setError("");
    setBusy(true);
    const form = new FormData();
    form.append("image", file);
    try {
      await call<typeof api.uploadBrandImage>("POST", PATH, { body: form });
      toast("The picture is set.");
      again();
    } catch (problem) {
      setError(errorText(problem));
    } finally {
      setBusy(false);
    }
  };
  const remove = () =>
    ask({
      title: "Remove the picture?",
      text: "The sign-in page shows the mark of the product instead.",
      action: "Remove",
      danger: true,
      async run() {
        await call<typeof api.deleteBrandImage>("DELETE", PATH);
        toast("The picture is removed.");
        again();
      },
    });
  return (
    <Card
      title="Picture of the sign-in page"
      actions={
        writable && (
          <>
            <label class="btn btn--secondary" for={id} aria-busy={busy}>
              {shown === "there" ? "Replace" : "Choose a picture"}
            </label>
            <input
              id={id}
              class="visually-hidden"
              type="file"
              accept="image/png,image/jpeg,image/webp,image/gif"
              disabled={busy}
              onChange={(event) => {
                void send(event.currentTarget.files?.[0]);
                event.currentTarget.value = "";
              }}
            />
            {shown === "there" && <Button onClick={remove}>Remove</Button>}
          </>
        )
      }
    >
      <p class="muted small">
        Shown on white paper while “Own picture and text” is on. PNG, JPEG, GIF or WebP, at most 10 MB; large ones are
        made smaller.
      </p>
      {shown === "none" ? (
        <p class="muted">There is none yet.</p>
      ) : (
        <img
          class="brand-picture"
          src={addressOf(PATH, {}, { t: version })}
          alt="As people see it before they sign in"
          onLoad={() => setShown("there")}
          onError={() => setShown("none")}
        />
      )}
      {error && (
        <p class="notice notice--error" role="alert">
          {error}
        </p>
      )}
    </Card>
  );
}
