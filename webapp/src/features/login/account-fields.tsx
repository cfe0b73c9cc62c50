import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { TextField } from "../../../shared/ui/text-field.js";
import { minPasswordLength, type NewAccount } from "./account.js";
import { emailProblem, passwordLevel, suggestUsername, usernameProblem } from "./account-rules.js";

export interface AccountFieldsProps {
  value: NewAccount;
  onValue(value: NewAccount): void;
}

/** Email, user name and password of a new account. */
export function AccountFields({ value, onValue }: AccountFieldsProps): JSX.Element {
  const [touchedName, setTouchedName] = useState(false);
  // Nobody is told off while they write.
  const [left, setLeft] = useState({ email: false, password: false });
  const min = minPasswordLength();
  const set = (change: Partial<NewAccount>) => onValue({ ...value, ...change });
  return (
    <>
      <TextField
        label="Email address"
        type="email"
        name="email"
        autocomplete="email"
        autofocus
        value={value.email}
        error={left.email ? emailProblem(value.email) : ""}
        onBlur={() => setLeft({ ...left, email: true })}
        onValue={(email) => set({ email, ...(touchedName ? {} : { username: suggestUsername(email) }) })}
      />
      <TextField
        label="User name"
        name="username"
        autocomplete="username"
        value={value.username}
        error={usernameProblem(value.username)}
        hint="How others mention you, like @anna."
        onValue={(username) => {
          setTouchedName(true);
          set({ username: username.toLowerCase() });
        }}
      />
      <div class="stack">
        <TextField
          label="Password"
          type="password"
          name="password"
          autocomplete="new-password"
          value={value.password}
          error={
            left.password && value.password && value.password.length < min ? `Use at least ${min} characters.` : ""
          }
          onBlur={() => setLeft({ ...left, password: true })}
          hint={`At least ${min} characters. A few words you can remember are best.`}
          onValue={(password) => set({ password })}
        />
        <div class="password-meter" data-level={passwordLevel(value.password, min)} aria-hidden="true">
          <span />
          <span />
          <span />
        </div>
      </div>
    </>
  );
}

/** True if the form may be sent. */
export function accountComplete(value: NewAccount): boolean {
  return (
    value.email !== "" &&
    emailProblem(value.email) === "" &&
    value.username !== "" &&
    usernameProblem(value.username) === "" &&
    value.password.length >= minPasswordLength()
  );
}
