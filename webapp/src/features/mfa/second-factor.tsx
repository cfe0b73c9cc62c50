import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { errorText } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { confirmDialog } from "../../ui/overlay.js";
import { me } from "../users/store.js";
import { RecoveryCodes } from "./recovery-codes.js";
import { MfaSetUp } from "./set-up.js";
import { switchMfa } from "./store.js";

/** Two-step sign-in: on, off, and codes for the day the phone is lost. */
export function SecondFactor(): JSX.Element {
  const [shown, setShown] = useState<"" | "set-up" | "codes">("");
  const turnOff = async () => {
    const sure = await confirmDialog({
      title: "Turn two-step sign-in off?",
      text: "Your password alone will then be enough to sign in.",
      confirm: "Turn off",
      danger: true,
    });
    if (!sure) return;
    try {
      await switchMfa(false, "");
      toast("Two-step sign-in is off");
    } catch (failure) {
      toast(errorText(failure), { error: true });
    }
  };
  return (
    <section class="settings__group">
      <h3>Two-step sign-in</h3>
      {shown === "set-up" ? (
        <MfaSetUp
          onDone={() => {
            toast("Two-step sign-in is on");
            setShown("codes");
          }}
          onCancel={() => setShown("")}
        />
      ) : !me.value?.mfa_active ? (
        <div class="settings__actions">
          <span class="grow">Protects your account even if somebody learns your password.</span>
          <Button onClick={() => setShown("set-up")}>Set up</Button>
        </div>
      ) : (
        <>
          <div class="settings__actions">
            <span class="grow">A code from your authenticator app is asked for when you sign in.</span>
            {!configFlag("EnforceMultifactorAuthentication") && (
              <Button onClick={() => void turnOff()}>Turn off</Button>
            )}
          </div>
          {shown === "codes" ? (
            <RecoveryCodes onDone={() => setShown("")} />
          ) : (
            <div class="settings__actions">
              <span class="grow">Recovery codes let you in without your phone.</span>
              <Button onClick={() => setShown("codes")}>Recovery codes</Button>
            </div>
          )}
        </>
      )}
    </section>
  );
}
