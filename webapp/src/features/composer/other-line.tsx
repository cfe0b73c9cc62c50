import type { JSX } from "preact";
import { Button } from "../../../shared/ui/button.js";
import { IconWarning } from "../../../shared/ui/icons.js";
import { keepOther, otherOf, swapOther } from "./drafts.js";

/** Says that a text written on another device lost against the one that stands here, and gives it back. */
export function OtherLine({ place }: { place: string }): JSX.Element | null {
  const other = otherOf(place);
  if (!other) return null;
  const files = other.files.length;
  return (
    <div class="composer__other" role="status">
      <IconWarning size={16} />
      <span class="composer__other-text">
        Another version was written elsewhere:{" "}
        <q class="composer__other-quote">{other.message.trim() || (files === 1 ? "1 file" : `${files} files`)}</q>
      </span>
      <Button small onClick={() => swapOther(place)}>
        Use it
      </Button>
      <Button small kind="quiet" onClick={() => keepOther(place, undefined)}>
        Discard
      </Button>
    </div>
  );
}
