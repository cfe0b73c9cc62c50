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
