import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Tabs } from "../../ui/tabs.js";
import { RemindersList } from "../reminders/reminders-list.js";
import { ScheduledList } from "./scheduled-list.js";
import "../../styles/search.css";

/** What comes later: messages that wait to be sent, and reminders. */
export function LaterPane(): JSX.Element {
  const [tab, setTab] = useState<"scheduled" | "reminders">("scheduled");
  return (
    <div class="results">
      <Tabs
        label="What to show"
        value={tab}
        onSelect={(id) => setTab(id)}
        tabs={[
          { id: "scheduled", label: "Scheduled messages" },
          { id: "reminders", label: "Reminders" },
        ]}
      />
      {tab === "scheduled" ? <ScheduledList /> : <RemindersList />}
    </div>
  );
}
