import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { copyText } from "../../../shared/lib/copy.js";
import { Button } from "../../../shared/ui/button.js";
import { IconCheck, IconCopy } from "../../../shared/ui/icons.js";

/** A read-only line with a copy button. Where the clipboard is closed to pages, the text is selected instead. */
export function CopyField({ label, value }: { label: string; value: string }): JSX.Element {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    input.current?.select();
    if (!(await copyText(value))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      <div class="copy-row">
        <input
          id={id}
          ref={input}
          class="input"
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button onClick={() => void copy()}>
          {copied ? <IconCheck /> : <IconCopy />}
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
    </div>
  );
}
