/** Markup that runs something where a page takes it for its own. */
const MARKUP = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<iframe src=javascript:alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "<body onload=alert(1)>",
  "<details open ontoggle=alert(1)>",
  "<video><source onerror=alert(1)>",
  "<audio src=x onerror=alert(1)>",
  "<input autofocus onfocus=alert(1)>",
  "<object data=javascript:alert(1)>",
  "<embed src=javascript:alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<style>@import 'javascript:alert(1)'</style>",
  "<base href=javascript:alert(1)//>",
  "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
  "<scr<script>ipt>alert(1)</script>",
  "<!--<img src='--><img src=x onerror=alert(1)>'>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "</textarea><script>alert(1)</script>",
  "</title><script>alert(1)</script>",
  "<x onclick=alert(1) style=position:fixed;inset:0>x",
  '" onmouseover=alert(1) x="',
  "' onmouseover=alert(1) x='",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;img src=x onerror=alert(1)&#62;",
  "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}",
];
/** Places of a message in which markup may come. */
const AROUND: ((text: string) => string)[] = [
  (t) => t,
  (t) => `**${t}**`,
  (t) => `> ${t}`,
  (t) => `- ${t}`,
  (t) => `# ${t}`,
  (t) => `\`${t}\``,
  (t) => `\`\`\`html\n${t}\n\`\`\``,
  (t) => `|a|b|\n|-|-|\n|${t}|x|`,
  (t) => `[${t}](https://example.org)`,
  (t) => `@${t} #${t} ~${t} :${t}:`,
];
/** Targets of links that run something or lead to what the page must not open. */
const TARGETS = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java%0ascript:alert(1)",
  "java\tscript:alert(1)",
  "&#106;avascript:alert(1)",
  "javascript&colon;alert(1)",
  "\u0001javascript:alert(1)",
  "\u200bjavascript:alert(1)",
  "javascript://example.org/%0aalert(1)",
  "data:text/html,<script>alert(1)</script>",
  "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
  "data:image/svg+xml,<svg onload=alert(1)>",
  "vbscript:msgbox(1)",
  "view-source:javascript:alert(1)",
  "feed:javascript:alert(1)",
  "blob:https://example.org/1",
  "filesystem:https://example.org/1",
  "file:///etc/passwd",
  "about:blank",
  "intent://x#Intent;scheme=javascript;end",
  "\\javascript:alert(1)",
  'https://example.org/"onclick="alert(1)',
  "https://example.org/' onmouseover='alert(1)",
  "//example.org/%5C..%5C<script>alert(1)</script>",
  "/\\example.org",
];
const LINKS: ((target: string) => string)[] = [
  (t) => `[x](${t})`,
  (t) => `![x](${t})`,
  (t) => `<${t}>`,
  (t) => `[x][1]\n\n[1]: ${t}`,
  (t) => `[![x](${t})](${t})`,
  (t) => t,
  (t) => `[x](<${t}>)`,
  (t) => `![x](https://example.org/a.png "${t}")`,
];

/** Markup alone, for short fields. */
export const markup: readonly string[] = MARKUP;

/** Five hundred messages that try to run something. */
export const attacks: readonly string[] = [
  ...MARKUP.flatMap((text) => AROUND.map((around) => around(text))),
  ...TARGETS.flatMap((target) => LINKS.map((link) => link(target))),
];
