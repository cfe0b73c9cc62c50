import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Wordmark } from "../../../shared/ui/logo.js";
import { client } from "../../lib/client.js";
import { config, siteName } from "../../lib/config.js";
import { Markdown } from "../markdown/markdown.js";

/** The organisation's own picture; where there is none, the product's mark. */
export function BrandPicture(): JSX.Element {
  const [missing, setMissing] = useState(false);
  if (missing) return <Wordmark size={32} />;
  return (
    <img
      class="auth__picture"
      src={client.getBrandImageUrl("0")}
      alt={siteName.value}
      onError={() => setMissing(true)}
    />
  );
}

/** What the organisation has to say to people before they sign in. */
export function BrandText(): JSX.Element | null {
  const text = config.value["CustomBrandText"];
  return text ? (
    <div class="auth__text">
      <Markdown text={text} />
    </div>
  ) : null;
}
