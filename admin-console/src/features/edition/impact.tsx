import type { JSX } from "preact";
import type { ImpactReport } from "../../../../core/api/license.js";
import { count, moment } from "../../lib/format.js";

/** People that are named in a report. */
const SHOWN = 50;

/** What a switch means: for people, jobs, policies, settings and integrations. */
export function Impact({ report }: { report: ImpactReport }): JSX.Element {
  const titles = new Map(
    report.sections.filter(({ kind }) => kind === "features").flatMap(({ items }) => items.map((i) => [i.id, i.name])),
  );
  const named = (names: readonly string[]) => names.map((name) => titles.get(name) ?? name).join(", ");
  return (
    <div class="stack">
      {report.gained.length > 0 && (
        <p>
          <strong>Becomes active:</strong> {named(report.gained)}.
        </p>
      )}
      {report.lost.length > 0 && (
        <p>
          <strong>Ends:</strong> {named(report.lost)}.
        </p>
      )}
      {report.gained.length + report.lost.length === 0 && <p>Nothing changes in what is active.</p>}
      {report.sections.map((section) => (
        <section key={`${section.kind} ${section.capability} ${section.title}`} class="diff__item">
          <h3>{section.title}</h3>
          {section.advice && <p class="small">{section.advice}</p>}
          {section.items.length > 0 && (
            <ul class="small muted">
              {section.items.slice(0, SHOWN).map((item) => (
                <li key={item.id ?? item.name}>
                  {item.name}
                  {item.detail && ` – ${item.detail}`}
                  {item.at !== undefined && item.at > 0 && ` (${moment(item.at)})`}
                </li>
              ))}
              {section.kind === "sign_in" && section.count > Math.min(SHOWN, section.items.length) && (
                <li>and {count(section.count - Math.min(SHOWN, section.items.length))} more</li>
              )}
            </ul>
          )}
        </section>
      ))}
      {report.promises.length > 0 && (
        <ul class="small muted">
          {report.promises.map((promise) => (
            <li key={promise}>✓ {promise}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
