import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { siteName } from "../../lib/config.js";
import { RecoveryCodes } from "../mfa/recovery-codes.js";
import { MfaSetUp } from "../mfa/set-up.js";
import { AuthFrame } from "./frame.js";
import { enterAgain, signOut } from "./session.js";
import "../../styles/dialogs.css";

/** Shown instead of the app to those whose account needs a second factor and has none yet. */
export function SecondFactorPage(): JSX.Element {
  const [done, setDone] = useState(false);
  const go = () => void enterAgain();
  return done ? (
    <AuthFrame title="Two-step sign-in is on" lead="Make codes for the day you do not have your phone at hand.">
      <RecoveryCodes onDone={go} />
    </AuthFrame>
  ) : (
    <AuthFrame title="Protect your account" lead={`${siteName.value} asks everybody for a second step at sign-in.`}>
      <MfaSetUp onDone={() => setDone(true)} />
      <Button kind="quiet" wide onClick={() => void signOut()}>
        Sign out
      </Button>
    </AuthFrame>
  );
}
