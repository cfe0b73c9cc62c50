import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { Spinner } from "../../../../webapp/shared/ui/spinner.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { complain } from "../../lib/attempt.js";
import { statusOf } from "../../lib/client.js";
import { plural } from "../../lib/format.js";
import { can } from "../../lib/session.js";
import { Card, Page } from "../../ui/page.js";
import { BrandPicture } from "./brand-picture.js";
import { problemOf } from "./check.js";
import { DirectorySync } from "./directory-sync.js";
import { SettingRow } from "./setting-row.js";
import { discard, drafts, loadSettings, save, settingsError, settingsState } from "./store.js";
import { TermsText } from "./terms-text.js";
import { TestButton, tests } from "./test-button.js";

export function SettingsPage({ item }: { item: string }): JSX.Element {
  const { url } = useLocation();
  const state = settingsState.value;
  const wanted = decodeURIComponent(location.hash.slice(1));
  useEffect(() => void loadSettings(), []);
  useEffect(() => {
    if (wanted && state) document.getElementById(wanted)?.scrollIntoView({ block: "center" });
  }, [url, wanted, state === undefined]);
  if (!state) return settingsError.value ? <Page title="Settings" lead={settingsError.value} /> : <Spinner page />;
  const page = state.pages.find(({ id }) => id === item);
  if (!page)
    return <Page title="There is no such page" lead="It may belong to a part of the product that is not active." />;
  const settings = state.settings.filter((setting) => setting.page === item);
  const edited = settings.filter(({ path }) => drafts.value.has(path));
  const problems = edited.filter(
    (setting) => drafts.value.get(setting.path) !== null && problemOf(setting, drafts.value.get(setting.path)) !== "",
  );
  const test = tests[item];
  return (
    <Page
      title={page.title}
      lead={page.writable ? undefined : "You may read these settings, but not change them."}
      actions={test && page.writable ? <TestButton test={test} settings={settings} /> : undefined}
    >
      {item === "authentication_ldap" && <DirectorySync />}
      <Card flush>
        <div class="settings">
          {settings.map((setting) => (
            <SettingRow key={setting.path} setting={setting} found={setting.path === wanted} />
          ))}
        </div>
      </Card>
      {item === "site_customization" && <BrandPicture writable={can("edit_brand")} />}
      {item === "compliance_custom_terms_of_service" && (
        <TermsText writable={can("sysconsole_write_compliance_custom_terms_of_service")} />
      )}
      {edited.length > 0 && <SaveBar key={item} paths={edited.map(({ path }) => path)} problems={problems.length} />}
    </Page>
  );
}

/** Saves what was edited on this page, with a word why. */
function SaveBar({ paths, problems }: { paths: string[]; problems: number }): JSX.Element {
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const changed = await save(paths, comment);
      toast(changed > 0 ? `${plural(changed, "setting")} saved.` : "Nothing had changed.");
      setConflict(false);
    } catch (error) {
      if (statusOf(error) === 409) setConflict(true);
      else complain(error);
    } finally {
      setBusy(false);
    }
  };
  const reload = async () => {
    await loadSettings();
    setConflict(false);
    toast("The newest settings are shown; what you edited is still there. Save again if it is right.");
  };
  return (
    <section class="savebar" aria-label="Not saved">
      <strong>{plural(paths.length, "change")} not saved</strong>
      <TextField label="Why (for the history)" value={comment} onValue={setComment} maxLength={500} />
      {conflict && (
        <div class="notice notice--warn" role="alert">
          Somebody else saved settings in between.
          <Button small onClick={() => void reload()}>
            Load theirs
          </Button>
        </div>
      )}
      <Button onClick={() => discard(paths)}>Discard</Button>
      <Button kind="primary" busy={busy} disabled={problems > 0} onClick={() => void run()}>
        Save
      </Button>
    </section>
  );
}
