import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { cleanFileName } from "./names.js";
import { FileError, type Spool, type SpooledFile } from "./storage.js";

/** A file of a form, received into the spool. */
export interface FormFile {
  /** Name of the form field. */
  field: string;
  /** File name without path and without characters that deceive; never empty. */
  name: string;
  content: SpooledFile;
}

/** A form received completely. Whoever gets it must `discard` it in the end; files adopted meanwhile stay. */
export interface Form {
  fields: Map<string, string[]>;
  /** In the order of the form. */
  files: FormFile[];
  discard(): Promise<void>;
}

export interface FormLimits {
  /** Largest single file, in bytes. */
  maxBytes: number;
  maxFiles: number;
  /** Longest text field, in bytes; 64 KiB when not given. */
  maxFieldBytes?: number;
}

/** A form that does not follow its rules; the text names the fault for the one who sent it. */
export class FormError extends Error {}

const MAX_FIELDS = 100;
/** How much of a refused body is still read, so that the client sees the answer instead of a broken connection. */
const DRAIN_BYTES = 16 * 1024 * 1024;
const DRAIN_MS = 1000;

/**
 * Reads a multipart form whose fields may come in any order, files into the spool.
 * @throws FileError too_large, full, aborted; FormError. Nothing is left in the spool then.
 */
export async function receiveForm(
  body: Readable,
  headers: IncomingHttpHeaders,
  spool: Spool,
  limits: FormLimits,
): Promise<Form> {
  const reader = new FormReader(spool, limits);
  try {
    await reader.read(body, headers);
    return reader.form;
  } catch (error) {
    await reader.form.discard();
    await drain(body);
    throw error;
  }
}

/** Receives a body that is the file itself. @throws FileError too_large, full, aborted */
export async function receiveRaw(body: Readable, spool: Spool, maxBytes: number): Promise<SpooledFile> {
  try {
    // Iterated without closing: a refused sender must still be able to hear why.
    return await spool.receive(body, { maxBytes });
  } catch (error) {
    await drain(body);
    throw error;
  }
}

class FormReader {
  readonly fields = new Map<string, string[]>();
  readonly #receiving: Promise<FormFile>[] = [];
  readonly #open = new Set<Readable>();
  #files: FormFile[] = [];

  constructor(
    private readonly spool: Spool,
    private readonly limits: FormLimits,
  ) {}

  get form(): Form {
    return {
      fields: this.fields,
      files: this.#files,
      discard: async () => {
        const settled = await Promise.allSettled(this.#receiving);
        await Promise.all(settled.map((one) => (one.status === "fulfilled" ? one.value.content.discard() : undefined)));
      },
    };
  }

  async read(body: Readable, headers: IncomingHttpHeaders): Promise<void> {
    const parser = this.#parser(headers);
    let fail: (error: unknown) => void = () => undefined;
    const cutOff = () => {
      if (!body.readableEnded) fail(new FileError("aborted", "The form ended before it was complete."));
    };
    try {
      await new Promise<void>((done, failed) => {
        fail = failed;
        this.#listen(parser, fail);
        parser.on("finish", done);
        body.on("error", cutOff).on("aborted", cutOff).on("close", cutOff);
        if (body.destroyed) cutOff();
        body.pipe(parser);
      });
    } catch (error) {
      for (const open of this.#open) open.destroy(error as Error);
      throw error;
    } finally {
      body.off("error", cutOff).off("aborted", cutOff).off("close", cutOff);
      body.unpipe(parser);
      // What the parser still has to say after a failure interests nobody, but must not bring the process down.
      parser.on("error", () => undefined);
    }
    this.#files = await Promise.all(this.#receiving);
  }

  #parser(headers: IncomingHttpHeaders): BusboyInstance {
    try {
      return new Busboy({
        headers: { ...headers, "content-type": headers["content-type"] ?? "" },
        // A part without file name that says "octet-stream" is a file, too: some clients send pictures like this.
        limits: {
          fieldSize: this.limits.maxFieldBytes ?? 65_536,
          fields: MAX_FIELDS,
          files: this.limits.maxFiles,
          parts: MAX_FIELDS + this.limits.maxFiles,
          fieldNameSize: 100,
          headerPairs: 20,
          headerSize: 8192,
        },
      });
    } catch (error) {
      throw new FormError(`it is not a multipart form (${(error as Error).message})`);
    }
  }

  #listen(parser: BusboyInstance, fail: (error: unknown) => void): void {
    const { maxBytes, maxFiles } = this.limits;
    parser.on("field", (name, value, nameTruncated, valueTruncated) => {
      if (nameTruncated || valueTruncated) return fail(new FormError(`the field ${name} is too long`));
      this.fields.set(name, [...(this.fields.get(name) ?? []), value]);
    });
    parser.on("file", (field, stream, fileName) => {
      this.#open.add(stream);
      // Whoever reads the stream hears of its errors; nobody reads it before its place in the spool is open.
      stream.on("error", () => undefined);
      const name = cleanFileName(fileName ?? "");
      const received = this.spool.receive(stream, { maxBytes }).then((content) => ({ field, name, content }));
      this.#receiving.push(received);
      received.catch(fail).finally(() => this.#open.delete(stream));
    });
    parser.on("filesLimit", () => fail(new FormError(`it holds more than ${maxFiles} files`)));
    parser.on("fieldsLimit", () => fail(new FormError("it holds too many fields")));
    parser.on("partsLimit", () => fail(new FormError("it holds too many parts")));
    parser.on("error", (error) => fail(new FormError(`it is damaged (${(error as Error).message})`)));
  }
}

/** Reads on for a moment and forgets what it reads. Never throws. */
function drain(body: Readable): Promise<void> {
  if (body.destroyed || body.readableEnded) return Promise.resolve();
  return new Promise((done) => {
    let left = DRAIN_BYTES;
    const timer = setTimeout(stop, DRAIN_MS);
    function take(chunk: Buffer): void {
      left -= chunk.length;
      if (left < 0) stop();
    }
    function stop(): void {
      clearTimeout(timer);
      body.off("data", take).off("end", stop).off("close", stop).pause();
      done();
    }
    body.on("error", () => undefined);
    body.on("end", stop).on("close", stop).on("data", take).resume();
  });
}
