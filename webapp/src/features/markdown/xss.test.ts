import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Drawn, drawn, elements } from "./testing.js";

const ELEMENTS = new Set(
  "a b blockquote br code div em h1 h2 h3 h4 h5 h6 hr img input li ol p pre s strong table tbody td th thead tr ul".split(
    " ",
  ),
);
const PROPS = new Set(
  "alt aria-label checked class dir disabled height href role src start tabIndex title type width".split(" "),
);

const js = "javascript:alert(1)";
const raw = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg/onload=alert(1)//",
  "<iframe src=javascript:alert(1)>",
  "<body onload=alert(1)>",
  "<a href='javascript:alert(1)'>x</a>",
  "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
  "<details open ontoggle=alert(1)>",
  "<video><source onerror=alert(1)>",
  "<input autofocus onfocus=alert(1)>",
  "<object data=javascript:alert(1)>",
  "<embed src=javascript:alert(1)>",
  "<form action=javascript:alert(1)><button>x",
  "<style>@import 'javascript:alert(1)'</style>",
  "<link rel=stylesheet href=javascript:alert(1)>",
  "<base href='javascript:alert(1)//'>",
  "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
  "<script\u0000>alert(1)</script>",
  "<scr<script>ipt>alert(1)</scr</script>ipt>",
  "<!--<img src='--><img src=x onerror=alert(1)//'>",
  "<![CDATA[<script>alert(1)</script>]]>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "`<img src=x onerror=alert(1)>`",
  "```\n<script>alert(1)</script>\n```",
  '```html"onmouseover="alert(1)\n<b>\n```',
  "    <script>alert(1)</script>",
  "> <script>alert(1)</script>",
  "- <img src=x onerror=alert(1)>",
  "|<script>alert(1)</script>|b|\n|-|-|\n|<svg onload=alert(1)>|x|",
  "# <svg onload=alert(1)>",
  "**<script>alert(1)</script>**",
  "@<script>alert(1)</script>",
  "#<svg/onload=alert(1)>",
  "~<img/src/onerror=alert(1)>",
  ":<script>:",
  `:"onclick=alert(1):`,
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;img src=x onerror=alert(1)&#62;",
];
const links = [
  js,
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "java\tscript:alert(1)",
  "java%0ascript:alert(1)",
  "&#106;avascript:alert(1)",
  "&#x6A;avascript&colon;alert(1)",
  "javascript&#58;alert(1)",
  "\u0001javascript:alert(1)",
  "java\u00adscript:alert(1)",
  "\u200bjavascript:alert(1)",
  "javascript://x.io/%0aalert(1)",
  "data:text/html,<script>alert(1)</script>",
  "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
  "data:image/svg+xml,<svg onload=alert(1)>",
  "vbscript:msgbox(1)",
  "livescript:alert(1)",
  "mocha:alert(1)",
  "view-source:javascript:alert(1)",
  "feed:javascript:alert(1)",
  "blob:https://x.io/1",
  "filesystem:https://x.io/1",
  "jar:javascript:alert(1)!",
  "file:///etc/passwd",
  "about:blank",
  "intent://x#Intent;scheme=javascript;end",
  "ms-msdt:/id",
  "\\javascript:alert(1)",
  "<javascript:alert(1)>",
  'x" onclick="alert(1)',
  "x' onmouseover='alert(1)",
  'https://x.io/"onclick="alert(1)',
  'javascript:alert(1) "t" =10x10',
];
const forms: ((target: string) => string)[] = [
  (t) => `[x](${t})`,
  (t) => `![x](${t})`,
  (t) => `<${t}>`,
  (t) => `[x][1]\n\n[1]: ${t}`,
  (t) => `[![x](${t})](${t})`,
  (t) => t,
  (t) => `[x](<${t}>)`,
  (t) => `![x](https://x.io/a.png "${t}")`,
  (t) => `[x](${t} "onclick=alert(1)")`,
];
const payloads = [...raw, ...links.flatMap((target) => forms.map((form) => form(target)))];

function check(element: Drawn): void {
  assert.ok(ELEMENTS.has(element.name), `element ${element.name}`);
  for (const [name, value] of Object.entries(element.props)) {
    if (value === undefined) continue;
    assert.ok(PROPS.has(name), `attribute ${name}`);
    assert.notEqual(typeof value, "function", `attribute ${name}`);
    if (name === "href") assert.match(String(value), /^(?:https?:\/\/|mailto:|ftp:\/\/|tel:|\/(?![/\\]))/);
    if (name === "src") assert.match(String(value), /^(?:https?:\/\/|\/(?![/\\]))/);
  }
}

describe("Messages that attack the page", () => {
  it(`leave only harmless elements (${payloads.length} payloads)`, () => {
    assert.ok(payloads.length >= 60);
    for (const payload of payloads) {
      for (const inline of [false, true]) {
        for (const element of elements(drawn(payload, inline))) {
          try {
            check(element);
          } catch (error) {
            throw new Error(`${JSON.stringify(payload)}: ${(error as Error).message}`);
          }
        }
      }
    }
  });

  it("keep what was written readable", () => {
    const [paragraph] = drawn("<script>alert(1)</script>");
    assert.deepEqual(typeof paragraph === "string" ? [] : paragraph?.children, ["<script>alert(1)</script>"]);
  });
});
