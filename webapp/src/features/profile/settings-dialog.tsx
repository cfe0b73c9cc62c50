import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../../../shared/ui/dialog.js";
import { IconBell, IconLock, IconMonitor, IconUser } from "../../../shared/ui/icons.js";
import { Tabs } from "../../ui/tabs.js";
import { DisplaySettings } from "./display-settings.js";
import { NotificationSettings } from "./notification-settings.js";
import type { SettingsPage } from "./open-settings.js";
import { ProfileSettings } from "./profile-settings.js";
import { SecuritySettings } from "./security-settings.js";
import "../../styles/dialogs.css";

const PAGES = {
  profile: ProfileSettings,
  notifications: NotificationSettings,
  display: DisplaySettings,
  security: SecuritySettings,
} as const;

export function SettingsDialog({ page, onClose }: { page: SettingsPage; onClose(): void }): JSX.Element {
  const [shown, setShown] = useState<SettingsPage>(page);
  const Panel = PAGES[shown];
  return (
    <Dialog title="Settings" size="large" onClose={onClose}>
      <div class="settings">
        <div class="settings__side">
          <Tabs
            label="Settings"
            vertical
            value={shown}
            onSelect={(id) => setShown(id)}
            tabs={[
              {
                id: "profile",
                label: (
                  <>
                    <IconUser />
                    Profile
                  </>
                ),
              },
              {
                id: "notifications",
                label: (
                  <>
                    <IconBell />
                    Notifications
                  </>
                ),
              },
              {
                id: "display",
                label: (
                  <>
                    <IconMonitor />
                    Display
                  </>
                ),
              },
              {
                id: "security",
                label: (
                  <>
                    <IconLock />
                    Security
                  </>
                ),
              },
            ]}
          />
        </div>
        <div class="settings__panel" role="tabpanel">
          <Panel />
        </div>
      </div>
    </Dialog>
  );
}
