/** Writes a DN so that two texts for the same entry are equal: types and values lower-case, without spaces, unescaped. */
export function sameDn(dn: string): string {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < dn.length; at++) {
    const character = dn[at] as string;
    if (character === "\\") {
      const bytes = /^(?:\\[0-9a-f]{2})+/i.exec(dn.slice(at))?.[0];
      if (bytes) part += Buffer.from(bytes.replaceAll("\\", ""), "hex").toString("utf8");
      else part += dn[at + 1] ?? "";
      at += bytes ? bytes.length - 1 : 1;
    } else if (character === "," || character === ";") {
      parts.push(part);
      part = "";
    } else {
      part += character;
    }
  }
  parts.push(part);
  // Whatever stood in a value stays apart from the comma between parts.
  return parts.map((one) => plain(one).replaceAll(",", "\\,")).join(",");
}

function plain(part: string): string {
  const at = part.indexOf("=");
  const type = part.slice(0, Math.max(at, 0)).trim();
  const value = part.slice(at + 1).trim();
  return `${type}=${value}`.toLowerCase().replace(/\s+/g, " ");
}
