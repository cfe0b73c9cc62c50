import { promptDialog } from "../../ui/overlay.js";
import { createCategory } from "./store.js";

/** Asks for a name and makes a category, with a first channel if one is given. */
export async function newCategory(teamId: string, channelIds: string[] = []): Promise<void> {
  const name = await promptDialog({ title: "New category", label: "Name", confirm: "Create", maxLength: 64 });
  if (name) await createCategory(teamId, name, channelIds);
}
