import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { Await, Card, Page } from "../../ui/page.js";
import { type GuidePage, guidePages } from "./guide.js";

const texts = import.meta.glob<{ html: string }>("../../../help/*.md");

const address = (page: GuidePage) => to(`help/${page.id}`);

/** The guide for administrators, served by the server itself. */
export function HelpPages({ item }: { item: string }): JSX.Element {
  const page = guidePages.find(({ id }) => id === item);
  if (page) return <Text key={item} page={page} />;
  return (
    <Page title="Guide" lead="How to run this server. Everything here is part of it and works without the internet.">
      <ul class="guide__list">
        {guidePages.map((one) => (
          <li key={one.id}>
            <a class="card guide__entry" href={address(one)}>
              <strong>{one.title}</strong>
              <span class="small muted">{one.lead}</span>
            </a>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function Text({ page }: { page: GuidePage }): JSX.Element {
  const at = guidePages.indexOf(page);
  const loaded = useLoad(async () => {
    const load = texts[`../../../help/${page.id}.md`];
    if (!load) throw new Error(`help/${page.id}.md is not there`);
    return (await load()).html;
  }, [page.id]);
  useEffect(() => {
    if (!loaded.data) return;
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
    else scrollTo(0, 0);
  }, [loaded.data]);
  return (
    <Page
      title={page.title}
      lead={
        <>
          {page.lead}{" "}
          <a class="guide__all" href={to("help")}>
            All pages of the guide
          </a>
        </>
      }
    >
      <Await from={loaded}>
        {(html) => (
          <Card>
            {/* From files of this repository, turned into HTML when the console was built. */}
            <article class="guide" dangerouslySetInnerHTML={{ __html: html }} />
          </Card>
        )}
      </Await>
      <nav class="guide__turn" aria-label="Pages of the guide">
        <Turn page={guidePages[at - 1]} word="Before" />
        <Turn page={guidePages[at + 1]} word="Next" />
      </nav>
    </Page>
  );
}

function Turn({ page, word }: { page: GuidePage | undefined; word: string }): JSX.Element {
  return page ? (
    <a class="btn btn--secondary" href={address(page)}>
      {word}: {page.title}
    </a>
  ) : (
    <span />
  );
}
