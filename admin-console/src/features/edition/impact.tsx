import type { JSX } from "preact";
import type { ImpactReport } from "../../../../core/api/license.js";
import { count, moment } from "../../lib/format.js";

/** What a switch means: for people, jobs, policies, settings and integrations. */
export function Impact({ report }: { report: ImpactReport }): JSX.Element {
  return (
    <div class="stack">
      {report.gained.length > 0 && (
        <p>
          <strong>Becomes active:</strong> {report.gained.join(", ")}.
        </p>
      )}
      {report.lost.length > 0 && (
        <p>
          <strong>Ends:</strong> {report.lost.join(", ")}.
        </p>
      )}
      {report.gained.length + report.lost.length === 0 && <p>Nothing changes in what is active.</p>}
      {report.sections.map((section) => (
        <section key={`${section.kind} ${section.capability} ${section.title}`} class="diff__item">
          <h3>
            {section.title} {section.count > 0 && <span class="badge">{count(section.count)}</span>}
          </h3>
          {section.advice && <p class="small">{section.advice}</p>}
          {section.items.length > 0 && (
            <ul class="small muted">
              {section.items.slice(0, 50).map((item) => (
                <li key={item.id ?? item.name}>
                  {item.name}
                  {item.detail && ` – ${item.detail}`}
                  {item.at !== undefined && item.at > 0 && ` (${moment(item.at)})`}
                </li>
              ))}
              {section.count > Math.min(50, section.items.length) && (
                <li>and {count(section.count - Math.min(50, section.items.length))} more</li>
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
