import type { FileInfo } from "../../core/api/files.js";
import { aPost, type Person } from "./people.js";

/** Uploads one file to a channel, as web clients do; returns what the server says of it. */
export async function upload(
  person: Person,
  channel: { id: string },
  name: string,
  content: string | Uint8Array,
): Promise<FileInfo> {
  const form = new FormData();
  form.append("files", new File([content as BlobPart], name));
  form.append("channel_id", channel.id);
  const answer = await person.post<{ file_infos: FileInfo[] }>("/api/v4/files", form);
  return answer.file_infos[0] as FileInfo;
}

/** Writes a message that names files. */
export const share = (person: Person, channel: { id: string }, files: { id: string }[]): Promise<{ id: string }> =>
  aPost(person, channel, "", { file_ids: files.map((file) => file.id) });
