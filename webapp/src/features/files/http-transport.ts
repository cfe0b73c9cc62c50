import type { FileInfo, FileUploadResponse } from "@mattermost/types/files";
import { Interrupted, type Transport } from "./transfer.js";

function csrfToken(): string {
  return /(?:^|;\s*)MMCSRF=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

function answerOf(request: XMLHttpRequest): { id?: string; message?: string } {
  try {
    return JSON.parse(request.responseText) as { id?: string; message?: string };
  } catch {
    // Not an answer of ours (a proxy's page): the status must do.
    return {};
  }
}

function explain(request: XMLHttpRequest): string {
  const { message } = answerOf(request);
  if (message) return message;
  return request.status === 413 ? "The file is too large." : `The upload was refused (${request.status}).`;
}

interface Call {
  method: "GET" | "POST";
  path: string;
  body?: FormData | Blob | string;
  type?: string;
  onSent?: (bytes: number) => void;
}

const BUSY = new Set([429, 502, 503, 504]);

/** Whether to try again: the server is busy, or still puts away what came over the connection that broke. */
function passing(request: XMLHttpRequest): boolean {
  return BUSY.has(request.status) || answerOf(request).id === "api.file.upload.offset.app_error";
}

/** XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
function call(options: Call, stop: AbortSignal): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    stop.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(options.method, `/api/v4${options.path}`);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    const token = csrfToken();
    if (token) request.setRequestHeader("X-CSRF-Token", token);
    if (options.type) request.setRequestHeader("Content-Type", options.type);
    const abort = () => request.abort();
    stop.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = (event) => options.onSent?.(event.loaded);
    request.onerror = () => reject(new Interrupted("The connection was lost."));
    request.ontimeout = request.onerror;
    request.onabort = () => reject(stop.reason);
    request.onloadend = () => stop.removeEventListener("abort", abort);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request);
      else if (passing(request)) reject(new Interrupted(explain(request)));
      else reject(new Error(explain(request)));
    };
    request.send(options.body);
  });
}

/** The real way to the server. */
export const httpTransport: Transport = {
  async sendWhole(channelId, file, clientId, onSent, stop) {
    const form = new FormData();
    form.append("channel_id", channelId);
    form.append("client_ids", clientId);
    form.append("files", file, file.name);
    const request = await call({ method: "POST", path: "/files", body: form, onSent }, stop);
    const answer = JSON.parse(request.responseText) as FileUploadResponse;
    const info = answer.file_infos?.[0];
    if (!info) throw new Error("The server did not keep the file.");
    return info;
  },

  async open(channelId, file, stop) {
    const body = JSON.stringify({
      channel_id: channelId,
      filename: file.name,
      file_size: file.size,
      type: "attachment",
    });
    const request = await call({ method: "POST", path: "/uploads", body, type: "application/json" }, stop);
    return (JSON.parse(request.responseText) as { id: string }).id;
  },

  async offset(session, stop) {
    const request = await call({ method: "GET", path: `/uploads/${session}` }, stop);
    return (JSON.parse(request.responseText) as { file_offset: number }).file_offset;
  },

  async sendPiece(session, piece, onSent, stop) {
    const request = await call(
      { method: "POST", path: `/uploads/${session}`, body: piece, type: "application/octet-stream", onSent },
      stop,
    );
    if (request.status === 204 || request.responseText.trim() === "") return null;
    const answer = JSON.parse(request.responseText) as Partial<FileInfo>;
    return answer.id ? (answer as FileInfo) : null;
  },

  pause(ms, stop) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        removeEventListener("online", end);
        stop.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      addEventListener("online", end);
      stop.addEventListener("abort", end);
    });
  },
};
