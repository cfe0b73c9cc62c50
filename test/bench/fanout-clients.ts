/** A process with many sockets that counts what they get; run by fanout.ts, which talks to it over IPC. */
import WebSocket from "ws";

/** How many sockets are being opened at a time. */
const OPENING = 50;

let heard = 0;
let wanted = Number.POSITIVE_INFINITY;
let closed = 0;

const reached = () => {
  if (heard < wanted) return;
  wanted = Number.POSITIVE_INFINITY;
  process.send?.({ heard, closed });
};

function open(url: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      headers: { Authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    socket.on("message", (text: Buffer) => {
      if (text.includes('"event":"posted"')) heard++;
      else if (text.includes('"event":"hello"')) resolve();
      reached();
    });
    socket.on("close", () => closed++);
    socket.on("error", reject);
  });
}

process.on("message", (message: { open?: { url: string; tokens: string[] }; until?: number }) => {
  if (message.until !== undefined) {
    wanted = message.until;
    reached();
  }
  if (message.open) void openAll(message.open.url, message.open.tokens);
});

async function openAll(url: string, tokens: string[]): Promise<void> {
  const waiting = [...tokens];
  const work = async () => {
    for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) await open(url, token);
  };
  await Promise.all(Array.from({ length: OPENING }, work));
  process.send?.({ open: tokens.length });
}
