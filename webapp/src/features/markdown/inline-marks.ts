import type { StateCore, Token } from "markdown-it";

// One pass over the text of a message finds everything people write that is not Markdown proper.
// Each part is bounded, so the work grows with the length of the text alone.
const MARK = new RegExp(
  [
    `[@＠](?<mention>[a-z0-9][a-z0-9._-]{0,63}(?::[a-z0-9][a-z0-9.-]{0,63})?)`,
    `~(?<channel>[a-z0-9][a-z0-9_-]{0,63})`,
    String.raw`#(?<hashtag>\p{L}[\p{L}\p{M}\p{N}._-]{1,63})`,
    `:(?<emoji>[a-z0-9_+-]{1,64}):`,
    String.raw`(?<face>:'\(|[:;=]-?[)(DPpOo|/\\*]|<\/?3|8-?\)|:-?\$)`,
  ].join("|"),
  "giu",
);
const WORD = /[\p{L}\p{N}_/@#:.&=-]$/u;
const FACES: Record<string, string> = {
  ":)": "slightly_smiling_face",
  ":-)": "slightly_smiling_face",
  "=)": "slightly_smiling_face",
  ";)": "wink",
  ";-)": "wink",
  ":D": "smile",
  ":-D": "smile",
  "=D": "smile",
  ":(": "slightly_frowning_face",
  ":-(": "slightly_frowning_face",
  ":'(": "cry",
  ":p": "stuck_out_tongue",
  ":P": "stuck_out_tongue",
  ":-p": "stuck_out_tongue",
  ":-P": "stuck_out_tongue",
  ":o": "open_mouth",
  ":O": "open_mouth",
  ":-o": "open_mouth",
  ":-O": "open_mouth",
  ":|": "neutral_face",
  ":-|": "neutral_face",
  ":/": "confused",
  ":-/": "confused",
  ":*": "kissing_heart",
  ":-*": "kissing_heart",
  ":$": "flushed",
  ":-$": "flushed",
  "<3": "heart",
  "</3": "broken_heart",
  "8)": "sunglasses",
  "8-)": "sunglasses",
};

function made(state: StateCore, type: string, content: string, level: number): Token {
  const token = new state.Token(type, "", 0);
  token.content = content;
  token.level = level;
  return token;
}

/** What a match stands for, or null when it is only text. `before` and `after` are the neighbouring characters. */
function reading(match: RegExpExecArray, before: string, after: string): [type: string, content: string] | null {
  const groups = match.groups ?? {};
  if (groups.face !== undefined) {
    const name = FACES[match[0]];
    return name && !/\S$/.test(before) && !/^[^\s.,!?)]/.test(after) ? ["emoji", name] : null;
  }
  // An emoji may follow anything (":tada::tada:", "done:+1:") but a digit or a colon: 10:30:45 is a time.
  if (groups.emoji !== undefined)
    return /[0-9]$/.test(before) && /^[0-9]+$/.test(groups.emoji) ? null : ["emoji", groups.emoji.toLowerCase()];
  if (WORD.test(before)) return null;
  if (groups.mention !== undefined) return ["mention", groups.mention];
  if (groups.channel !== undefined) return ["channel_link", groups.channel];
  const hashtag = (groups.hashtag ?? "").replace(/[._-]+$/, "");
  return [...hashtag].length >= 2 ? ["hashtag", hashtag] : null;
}

function split(state: StateCore, token: Token, previous: string): Token[] {
  const text = token.content;
  const out: Token[] = [];
  let from = 0;
  MARK.lastIndex = 0;
  for (let match = MARK.exec(text); match; match = MARK.exec(text)) {
    const before = match.index > 0 ? text.slice(Math.max(0, match.index - 2), match.index) : previous;
    const found = reading(match, before, text.charAt(MARK.lastIndex));
    if (!found) {
      // The next mark may begin inside what only looked like one.
      MARK.lastIndex = match.index + 1;
      continue;
    }
    if (found[0] === "hashtag") MARK.lastIndex = match.index + 1 + found[1].length;
    if (match.index > from) out.push(made(state, "text", text.slice(from, match.index), token.level));
    const mark = made(state, found[0], found[1], token.level);
    mark.markup = text.slice(match.index, MARK.lastIndex);
    out.push(mark);
    from = MARK.lastIndex;
  }
  if (from === 0) return [token];
  if (from < text.length) out.push(made(state, "text", text.slice(from), token.level));
  return out;
}

/** Core rule: finds @names, ~channels, #hashtags, :emoji: and emoticons outside links and code. */
export function inlineMarks(state: StateCore): void {
  for (const block of state.tokens) {
    if (block.type !== "inline" || !block.children) continue;
    const out: Token[] = [];
    let links = 0;
    let previous = "";
    for (const token of block.children) {
      if (token.type === "link_open") links++;
      if (token.type === "link_close") links--;
      if (token.type === "text" && links === 0) for (const part of split(state, token, previous)) out.push(part);
      else out.push(token);
      previous = token.type.startsWith("text")
        ? token.content.slice(-2)
        : token.type === "code_inline"
          ? "_"
          : token.type === "link_close"
            ? "_"
            : "";
    }
    block.children = out;
  }
}

/** Core rule: marks list items that begin with [ ] or [x]. */
export function taskItems(state: StateCore): void {
  const { tokens } = state;
  for (let i = 0; i + 2 < tokens.length; i++) {
    const item = tokens[i];
    const inline = tokens[i + 2];
    const first = inline?.children?.[0];
    if (item?.type !== "list_item_open" || tokens[i + 1]?.type !== "paragraph_open" || first?.type !== "text") continue;
    const box = /^\[([ xX])\]\s/.exec(first.content);
    if (!box) continue;
    item.meta = { checked: box[1] !== " " };
    first.content = first.content.slice(box[0].length);
  }
}
