import type { Team } from "@mattermost/types/teams";
import type { JSX } from "preact";
import { TextField } from "../../../shared/ui/text-field.js";
import { client } from "../../lib/client.js";
import { teamSlug } from "./slug.js";
import { loadTeams } from "./store.js";

export interface NewTeam {
  title: string;
  /** Part of the address; made of the title while empty. */
  name: string;
}

/** Makes a team and joins it. Throws what the server said. */
export async function createTeam(team: NewTeam): Promise<Team> {
  const made = await client.createTeam({
    display_name: team.title.trim(),
    name: team.name || teamSlug(team.title),
    type: "O",
  } as Team);
  await loadTeams();
  return made;
}

export function TeamFields({ value, onValue }: { value: NewTeam; onValue(value: NewTeam): void }): JSX.Element {
  const slug = value.name || teamSlug(value.title);
  return (
    <>
      <TextField
        label="Team name"
        autofocus
        maxLength={64}
        placeholder="Lighthouse Bakery"
        value={value.title}
        onValue={(title) => onValue({ ...value, title })}
      />
      <TextField
        label="Address"
        maxLength={64}
        value={slug}
        hint={slug ? `${location.origin}/${slug}` : "Small letters, digits and dashes."}
        onValue={(name) => onValue({ ...value, name: name.toLowerCase().replace(/[^a-z0-9-]/g, "") })}
      />
    </>
  );
}
