const MAX_NAME = 255;

/**
 * A file name as it is kept and shown: without folders, without control characters and without the marks that turn the
 * direction of writing (with them "txt.exe" can look like "exe.txt"). Never empty, at most 255 characters; the extension
 * survives the cut.
 */
export function cleanFileName(given: string): string {
  const name = Buffer.from(given)
    .toString()
    .normalize("NFC")
    .replace(/^.*[/\\]/s, "")
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .trim();
  if (/^\.*$/.test(name)) return "file";
  if (name.length <= MAX_NAME) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : "";
  // Through a buffer: the cut may have halved a character.
  return (
    Buffer.from(name.slice(0, MAX_NAME - extension.length))
      .toString()
      .replace(/\ufffd$/, "") + extension
  );
}
