import { Fragment, type JSX } from "preact";
import type { ProfileField } from "../../../../core/api/profile-attributes.js";
import { safeHref } from "../markdown/link.js";
import { profileFields, profileValues, valueInWords } from "./store.js";

/** What a person has written in the organisation's own profile fields, as lines of a list of facts. */
export function ProfileFacts({ userId }: { userId: string }): JSX.Element {
  const values = profileValues(userId);
  const facts = (profileFields.value ?? [])
    .map((field) => ({ field, words: valueInWords(field, values?.[field.id]) }))
    .filter(({ words }) => words !== "");
  return (
    <>
      {facts.map(({ field, words }) => (
        <Fragment key={field.id}>
          <dt>{field.name}</dt>
          <dd class="truncate">
            <Fact field={field} words={words} />
          </dd>
        </Fragment>
      ))}
    </>
  );
}

function Fact({ field, words }: { field: ProfileField; words: string }): JSX.Element {
  const kind = field.attrs.value_type;
  if (kind === "email") return <a href={`mailto:${words}`}>{words}</a>;
  if (kind === "phone") return <a href={`tel:${words.replace(/[^+\d]/g, "")}`}>{words}</a>;
  const href = kind === "url" ? safeHref(words) : "";
  if (!href) return <>{words}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {words}
    </a>
  );
}
