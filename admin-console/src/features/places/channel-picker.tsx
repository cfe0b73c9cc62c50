import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/reports.js";
import type { ChannelReport } from "../../../../core/api/reports.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";

export type PickedChannel = Pick<ChannelReport, "id" | "display_name">;

export interface ChannelPickerProps {
  teamId: string;
  picked: readonly PickedChannel[];
  onPicked(channels: readonly PickedChannel[]): void;
}

/** Chooses channels of a team: type to find, then add; what is chosen stands above. */
export function ChannelPicker({ teamId, picked, onPicked }: ChannelPickerProps): JSX.Element {
  const [term, setTerm] = useState("");
  const found = useLoad(
    async () =>
      call<typeof api.reportChannels>("GET", "/api/v4/courtyard/reports/channels", {
        query: { team_id: teamId, term: term.trim(), per_page: 8 },
      }),
    [teamId, term],
  );
  const others = (found.data ?? []).filter((channel) => !picked.some(({ id }) => id === channel.id));
  return (
    <>
      <TextField label="Channels they will see" type="search" value={term} onValue={setTerm} placeholder="Find" />
      <ul class="list" aria-label="Chosen channels">
        {picked.map((channel) => (
          <li key={channel.id}>
            <strong>{channel.display_name}</strong>
            <Button small onClick={() => onPicked(picked.filter(({ id }) => id !== channel.id))}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <ul class="list" aria-label="Channels found">
        {others.map((channel) => (
          <li key={channel.id}>
            <span>{channel.display_name}</span>
            <Button small onClick={() => onPicked([...picked, channel])}>
              Add
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
