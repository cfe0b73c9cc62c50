import { toast } from "./toast.js";

/** Puts text on the clipboard. Returns whether that worked. */
export async function copyText(text: string): Promise<boolean> {
  // Pages that did not come by https, as on many a local network, have no clipboard of the newer kind.
  if (!navigator.clipboard) return copyByEvent(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Puts text on the clipboard and says `done`, or that it did not work. */
export async function copyAndSay(text: string, done = "Copied"): Promise<void> {
  if (await copyText(text)) toast(done);
  else toast("The browser does not allow copying here. Select the text and copy it yourself.", { error: true });
}

function copyByEvent(text: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", put);
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", put);
  }
}
