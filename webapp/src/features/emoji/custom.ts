import type { CustomEmoji } from "@mattermost/types/emojis";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { may } from "../permissions/store.js";
import { myId } from "../users/store.js";
import { customEmoji, receiveEmoji } from "./store.js";
import { loadEmojiTable, unicodeFor } from "./table.js";

/** What the server takes as a picture of an emoji. */
export const PICTURE_TYPES = "image/png,image/jpeg,image/gif,image/webp";
export const PICTURE_BYTES = 1024 * 1024;
/** As many as the server tells at once. */
const PAGE = 200;

/** Whether to offer adding an emoji. Followed. */
export const mayAddEmoji = (): boolean => configFlag("EnableCustomEmoji") && may("create_emojis");

/** Whether to offer deleting an emoji. Followed. */
export const mayDeleteEmoji = (emoji: CustomEmoji): boolean =>
  may(emoji.creator_id === myId.value ? "delete_emojis" : "delete_others_emojis");

/** What is wrong with a name as it stands, or "". */
export function nameProblem(name: string): string {
  if (name === "") return "";
  if (!/^[a-zA-Z0-9_+-]+$/.test(name)) return "Only letters, digits, and the signs _ + - are allowed.";
  return name.length > 64 ? "At most 64 characters." : "";
}

/** Whether a name has a meaning already: a sentence about it, or "". @throws the client's error */
export async function nameTaken(name: string): Promise<string> {
  if (unicodeFor(await loadEmojiTable(), name)) return "This is the name of a standard emoji.";
  return (await client.getCustomEmojisByNames([name])).length > 0 ? "There is an emoji of this name already." : "";
}

/** What is wrong with a picture, or "". */
export function pictureProblem(file: Pick<File, "size" | "type">): string {
  if (!PICTURE_TYPES.split(",").includes(file.type)) return "It must be a PNG, JPEG, GIF or WebP picture.";
  return file.size > PICTURE_BYTES ? "The picture is larger than 1 MB." : "";
}

/** Adds an emoji for everybody on the server. @throws the client's error */
export async function addEmoji(name: string, picture: File): Promise<void> {
  const emoji = { name, creator_id: myId.peek() } as Parameters<typeof client.createCustomEmoji>[0];
  receiveEmoji([await client.createCustomEmoji(emoji, picture)]);
}

/** Deletes an emoji for everybody. Returns whether the server did it. */
export async function deleteEmoji(emoji: CustomEmoji): Promise<boolean> {
  try {
    await client.deleteCustomEmoji(emoji.id);
    customEmoji.delete(emoji.name);
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}

/** Emoji whose names hold a term; without one the first of all, by name. @throws the client's error */
export async function listEmoji(term: string): Promise<CustomEmoji[]> {
  const found = await (term ? client.searchCustomEmoji(term) : client.getCustomEmojis(0, PAGE, "name"));
  receiveEmoji(found);
  return found;
}
