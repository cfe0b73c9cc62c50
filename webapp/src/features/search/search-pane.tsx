import type { JSX } from "preact";
import { Button } from "../../../shared/ui/button.js";
import { IconSearch } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { Tabs } from "../../ui/tabs.js";
import { myTeams } from "../teams/store.js";
import { FileResult, PostResult } from "./result.js";
import { SearchBox } from "./search-box.js";
import { allTeams, files, loadMore, matches, posts, search, searched, showTab, tab } from "./store.js";

export function SearchPane(): JSX.Element {
  const now = tab.value === "files" ? files.value : posts.value;
  return (
    <div class="results">
      <div class="only-small">
        <SearchBox autofocus />
      </div>
      <Tabs
        label="What to show"
        value={tab.value}
        onSelect={showTab}
        tabs={[
          { id: "messages", label: "Messages" },
          { id: "files", label: "Files" },
        ]}
      />
      {searched.value && (
        <div class="results__scope">
          <span class="grow truncate">
            Results for <b>{searched.value}</b>
          </span>
          {myTeams.value.length > 1 && (
            <label class="row">
              <input
                type="checkbox"
                checked={allTeams.value}
                onChange={(event) => {
                  allTeams.value = event.currentTarget.checked;
                  void search(searched.peek());
                }}
              />
              All teams
            </label>
          )}
        </div>
      )}
      <div aria-live="polite" class="visually-hidden">
        {searched.value && !now.loading ? `${now.items.length} results` : ""}
      </div>
      {now.error && <p class="notice notice--error">{now.error}</p>}
      {tab.value === "files"
        ? files.value.items.map((file) => <FileResult key={file.id} file={file} />)
        : posts.value.items.map((post) => <PostResult key={post.id} post={post} words={matches.value[post.id]} />)}
      {now.loading && <Spinner page />}
      {!now.loading && !now.error && now.items.length === 0 && <NoResults />}
      {!now.loading && !now.complete && (
        <div class="results__more">
          <Button small onClick={() => void loadMore()}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}

function NoResults(): JSX.Element {
  return (
    <div class="empty">
      <IconSearch size={40} />
      {searched.value ? (
        <>
          <h3>Nothing found</h3>
          <p>
            Try fewer or other words. A star finds beginnings: <b>plan*</b>
          </p>
        </>
      ) : (
        <p>Search all messages and files that you can see.</p>
      )}
    </div>
  );
}
