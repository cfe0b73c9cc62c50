import type { FileInfo } from "../../core/api/files.js";
import { newId } from "../../core/platform/ids.js";
import type { Person } from "./people.js";
import type { TestServer } from "./server.js";

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

/** Writes a message with files into the database, past the rules of messages. */
export async function share(
  server: TestServer,
  person: Person,
  channel: { id: string },
  files: { id: string }[],
): Promise<{ id: string }> {
  const ids = files.map((file) => file.id);
  const id = newId();
  await server.app.platform.db.transaction(async (tx) => {
    const text =
      "INSERT INTO posts (id, create_at, update_at, user_id, channel_id, file_ids) VALUES ($1, 1, 1, $2, $3, $4)";
    await tx.run({ name: "test.post", text }, [id, person.id, channel.id, ids]);
    await server.app.attachments.attach(tx, { fileIds: ids, userId: person.id, postId: id, channelId: channel.id });
  });
  return { id };
}
