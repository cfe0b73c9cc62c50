import { httpTransport } from "../files/http-transport.js";
import { UploadPool, UploadTray } from "../files/uploads.js";
import { draftKey, draftOf, onReplaced } from "./drafts.js";

const pool = new UploadPool(httpTransport);
const trays = new Map<string, UploadTray>();

/** The files on their way to the message of a place. One for each place as long as the page lives. */
export function trayOf(channelId: string, rootId: string): UploadTray {
  const key = draftKey(channelId, rootId);
  let tray = trays.get(key);
  if (!tray) {
    tray = new UploadTray(pool, channelId);
    tray.restore(draftOf(key)?.files ?? []);
    trays.set(key, tray);
  }
  return tray;
}

onReplaced((key, draft) => trays.get(key)?.replace(draft?.files ?? []));

/** A local picture of an image, for the tray. */
export function localPicture(file: File): string | undefined {
  return /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/.test(file.type) ? URL.createObjectURL(file) : undefined;
}

export interface FileLimits {
  count: number;
  bytes: number;
}

/** Which of some chosen files may be added, and what to say about the rest. */
export function admit(
  files: readonly File[],
  present: number,
  limits: FileLimits,
  size: (bytes: number) => string,
): { files: File[]; problem: string } {
  const large = files.filter((file) => file.size > limits.bytes);
  const empty = files.filter((file) => file.size === 0);
  const good = files.filter((file) => file.size > 0 && file.size <= limits.bytes);
  const room = Math.max(0, limits.count - present);
  const problems = [
    large.length > 0 && `${large.map((file) => file.name).join(", ")}: larger than ${size(limits.bytes)}.`,
    empty.length > 0 && `${empty.map((file) => file.name).join(", ")}: empty.`,
    good.length > room && `A message can have ${limits.count} files.`,
  ];
  return { files: good.slice(0, room), problem: problems.filter(Boolean).join(" ") };
}
