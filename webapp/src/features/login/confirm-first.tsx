import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { client } from "../../lib/client.js";
import { AuthForm } from "./form.js";
import { AuthFrame } from "./frame.js";

/** The server's answer to right credentials of an address nobody has confirmed. */
export const NOT_CONFIRMED = "api.user.login.not_verified.app_error";

/** Says that a mail is waiting, and has it sent again. `email` may be unknown; `onBack` goes to signing in. */
export function ConfirmFirst({ email, onBack }: { email: string; onBack(): void }): JSX.Element {
  const [address, setAddress] = useState(email);
  const [again, setAgain] = useState(false);
  const submit = async () => {
    await client.sendVerificationEmail(address.trim());
    setAgain(true);
  };
  return (
    <AuthFrame
      title="Confirm your email address"
      lead={
        again
          ? `If ${address.trim()} is the address of an account that is not confirmed, a new link is on its way.`
          : "We have sent you a link. Open it, then sign in."
      }
    >
      <AuthForm submit="Send the link again" disabled={!/.@./.test(address)} onSubmit={submit}>
        <TextField label="Email address" type="email" autocomplete="email" value={address} onValue={setAddress} />
      </AuthForm>
      <Button kind="secondary" wide onClick={onBack}>
        Go to sign-in
      </Button>
    </AuthFrame>
  );
}
