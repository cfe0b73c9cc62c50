import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../../webapp/shared/ui/button.js";
import { Spinner } from "../../../webapp/shared/ui/spinner.js";
import type { Loaded } from "../lib/load.js";

export interface PageProps {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  wide?: boolean;
  children?: ComponentChildren;
}

/** A page with its heading, which takes the focus when the page opens so that screen readers begin there. */
export function Page({ title, lead, actions, wide, children }: PageProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Courtyard console`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class={wide ? "page page--wide" : "page"}>
      <header class="page__head">
        <div class="grow">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="page__lead">{lead}</p>}
        </div>
        {actions && <div class="row">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Shows what was loaded; before that that it is loading, or what went wrong. */
export function Await<T>({ from, children }: { from: Loaded<T>; children(data: T): ComponentChildren }): JSX.Element {
  return (
    <>
      {from.error && (
        <div class="notice notice--error" role="alert">
          <span class="grow">{from.error}</span>
          <Button small onClick={from.reload}>
            Try again
          </Button>
        </div>
      )}
      {from.data !== undefined ? children(from.data) : !from.error && <Spinner page />}
    </>
  );
}

export interface CardProps {
  title?: string;
  actions?: ComponentChildren;
  flush?: boolean;
  children?: ComponentChildren;
}

export function Card({ title, actions, flush, children }: CardProps): JSX.Element {
  return (
    <section class={flush ? "card card--flush" : "card"} aria-label={title}>
      {(title || actions) && (
        <div class="card__head">
          {title && <h2>{title}</h2>}
          {actions && <div class="row">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

export function Empty({ children }: { children: ComponentChildren }): JSX.Element {
  return <p class="muted card__empty">{children}</p>;
}
