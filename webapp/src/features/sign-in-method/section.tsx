import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { configFlag } from "../../lib/config.js";
import { signInWays, wayName } from "../login/ways.js";
import { me } from "../users/store.js";
import { SwitchForm } from "./form.js";

/** How one signs in, and the ways it can be changed to; nothing where a password here is the only way. */
export function SignInMethod(): JSX.Element | null {
  const [target, setTarget] = useState<string | undefined>();
  const service = me.value?.auth_service ?? "";
  const allowed = configFlag("ExperimentalEnableAuthenticationTransfer");
  const offered = signInWays();
  // Who leaves for a password proves the way they sign in now: it has to be there.
  const targets = !allowed ? [] : service === "" ? offered : offered.filter((way) => way.service === service);
  if (service === "" && targets.length === 0) return null;
  const name = service === "" ? "a password of this server" : wayName(service);
  return (
    <section class="settings__group" aria-labelledby="sign-in-method">
      <h3 id="sign-in-method">How you sign in</h3>
      {target !== undefined ? (
        <SwitchForm from={service} to={target} onCancel={() => setTarget(undefined)} />
      ) : (
        <div class="settings__actions">
          <span class="grow">
            You sign in with {name}.
            {service !== "" && targets.length === 0 && ` Your password is changed there, not here.`}
          </span>
          {service !== "" && targets.length > 0 && (
            <Button onClick={() => setTarget("")}>Use a password of this server</Button>
          )}
          {service === "" &&
            targets.map((way) => (
              <Button key={way.service} onClick={() => setTarget(way.service)}>
                Use {way.label}
              </Button>
            ))}
        </div>
      )}
    </section>
  );
}
