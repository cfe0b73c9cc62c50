import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Logo, Wordmark } from "../../../shared/ui/logo.js";
import { configFlag, siteName } from "../../lib/config.js";
import { BrandPicture, BrandText } from "./brand.js";
import "../../styles/auth.css";

export interface FrameProps {
  title: string;
  lead?: ComponentChildren;
  /** Step and number of steps, for the first-run wizard. */
  steps?: [number, number];
  children?: ComponentChildren;
}

/** The page around every form before the app itself. The browser's tab is named after it, unless the page says more. */
export function AuthFrame({ title, lead, steps, children }: FrameProps): JSX.Element {
  const branded = configFlag("EnableCustomBrand");
  useEffect(() => {
    document.title = `${title} – ${siteName.peek()}`;
  }, [title]);
  return (
    <div class="auth">
      {branded ? (
        <aside class="auth__art auth__art--brand">
          <BrandPicture />
          <BrandText />
          <Plan />
        </aside>
      ) : (
        <aside class="auth__art" aria-hidden="true">
          <Wordmark size={36} />
          <div>
            <p class="auth__slogan">A quiet place for your team to talk.</p>
            <p>Messages, threads, files and search, under your own roof.</p>
          </div>
          <Plan />
        </aside>
      )}
      <main class="auth__main">
        <div class="auth__card">
          <div class="auth__small-logo">{branded ? <BrandPicture /> : <Wordmark size={32} />}</div>
          {steps && (
            <div class="steps" role="img" aria-label={`Step ${steps[0]} of ${steps[1]}`}>
              {Array.from({ length: steps[1] }, (_, i) => (
                <span key={i} data-done={i < steps[0]} />
              ))}
            </div>
          )}
          <header>
            <h1>{title}</h1>
            {lead && <p class="muted">{lead}</p>}
          </header>
          {children}
          {branded && (
            <div class="auth__small-text">
              <BrandText />
            </div>
          )}
        </div>
      </main>
    </div>
  );
}

function Plan(): JSX.Element {
  return (
    <div class="auth__plan" aria-hidden="true">
      <Logo size={720} />
    </div>
  );
}
