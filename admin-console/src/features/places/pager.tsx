import type { JSX } from "preact";
import { Button } from "../../../../webapp/shared/ui/button.js";

/** Goes through pages by number; says only how many there are while there is one page. */
export function Pager({
  page,
  more,
  onPage,
  label,
}: {
  page: number;
  more: boolean;
  onPage(page: number): void;
  label: string;
}): JSX.Element {
  if (page === 0 && !more)
    return (
      <div class="pager pager--one">
        <span class="small muted">{label}</span>
      </div>
    );
  return (
    <div class="pager">
      <Button small disabled={page === 0} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      <span class="small muted" aria-live="polite">
        Page {page + 1}, {label}
      </span>
      <Button small disabled={!more} onClick={() => onPage(page + 1)}>
        Next
      </Button>
    </div>
  );
}
