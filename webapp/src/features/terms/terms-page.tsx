import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client, errorText } from "../../lib/client.js";
import { loadConfig, siteName } from "../../lib/config.js";
import { AuthForm } from "../login/form.js";
import { AuthFrame } from "../login/frame.js";
import { enterAgain, signOut } from "../login/session.js";
import { Markdown } from "../markdown/markdown.js";
import "./terms.css";

interface Terms {
  id: string;
  text: string;
}

/** Shown instead of the app to those who have not accepted the terms of service in force. */
export function TermsPage(): JSX.Element {
  const [terms, setTerms] = useState<Terms | undefined>();
  const [error, setError] = useState("");
  useEffect(() => {
    document.title = `Terms of service – ${siteName.peek()}`;
    client.getTermsOfService().then(setTerms, (failure) => setError(errorText(failure)));
  }, []);
  const accept = async () => {
    await client.updateMyTermsOfServiceStatus((terms as Terms).id, true);
    // Others may have been put in force meanwhile: then those are shown.
    await loadConfig();
    await enterAgain();
  };
  return (
    <AuthFrame title="Terms of service" lead={`Accept these terms to use ${siteName.value}.`}>
      {error && <p class="notice notice--error">{error}</p>}
      {terms ? (
        <AuthForm submit="I accept" onSubmit={accept}>
          <section class="terms" aria-label="Terms of service" tabIndex={0}>
            <Markdown text={terms.text} />
          </section>
        </AuthForm>
      ) : (
        !error && <Spinner />
      )}
      <Button kind="quiet" wide onClick={() => void signOut()}>
        I do not accept: sign out
      </Button>
    </AuthFrame>
  );
}
