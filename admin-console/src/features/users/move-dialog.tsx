import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/accounts.js";
import type { BodyOf } from "../../../../core/api/endpoint.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { call } from "../../lib/client.js";
import { plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import { Await } from "../../ui/page.js";
import { signInWith } from "./user-facts.js";

type Move = BodyOf<typeof api.moveSignInMethods>;

const SERVICES = ["", "ldap", "saml", "openid", "gitlab", "google", "office365"].map(
  (name) => [name, signInWith(name)] as const,
);

/** Moves everybody from one way of signing in to another, after showing how many that are. */
export function MoveDialog({ onClose, onMoved }: { onClose(): void; onMoved(): void }): JSX.Element {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("ldap");
  const [match, setMatch] = useState("email");
  const task = useTask();
  const move = (dryRun: boolean) =>
    call<typeof api.moveSignInMethods>("POST", "/api/v4/courtyard/users/sign_in_method", {
      body: { from, to, match, dry_run: dryRun } as Move,
    });
  const preview = useLoad(async () => (from === to ? undefined : move(true)), [from, to, match]);
  const run = async () => {
    const work = async () => {
      const { moved } = await move(false);
      toast(`${plural(moved, "account")} moved.`);
    };
    if (await task.run(work)) onMoved();
  };
  return (
    <Dialog
      title="Change how people sign in"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="danger"
            busy={task.busy}
            disabled={from === to || !preview.data?.moved}
            onClick={() => void run()}
          >
            Move {preview.data ? plural(preview.data.moved, "account") : "them"}
          </Button>
        </>
      }
    >
      <Choice label="Everybody who signs in with" value={from} onValue={setFrom} choices={SERVICES} />
      <Choice label="signs in from now on with" value={to} onValue={setTo} choices={SERVICES} />
      {to !== "" && (
        <Choice
          label="There they are known by"
          value={match}
          onValue={setMatch}
          choices={[
            ["email", "their e-mail address"],
            ["username", "their user name"],
          ]}
        />
      )}
      <Await from={preview}>
        {(counts) => (
          <p aria-live="polite">
            {counts
              ? `${plural(counts.moved, "account")} would move, be signed out, and lose a password kept here.`
              : "Choose two different ways."}
            {counts !== undefined &&
              counts.conflicts > 0 &&
              ` ${plural(counts.conflicts, "account")} would stay, because another account has that id there.`}{" "}
            Your own account stays as it is.
          </p>
        )}
      </Await>
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
