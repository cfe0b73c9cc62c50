import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/ui/button.js";
import { Dialog } from "../../shared/ui/dialog.js";

interface Layer {
  id: number;
  draw(close: () => void): JSX.Element;
}

const layers = signal<Layer[]>([]);
let nextId = 1;

/** Opens a dialog from anywhere: `openDialog((close) => <MyDialog onClose={close} />)`. Returns its closer. */
export function openDialog(draw: (close: () => void) => JSX.Element): () => void {
  const id = nextId++;
  const close = () => {
    layers.value = layers.value.filter((layer) => layer.id !== id);
  };
  layers.value = [...layers.value, { id, draw: () => draw(close) }];
  return close;
}

/** True while a dialog is open (global shortcuts stay quiet then). */
export function dialogOpen(): boolean {
  return layers.peek().length > 0;
}

/** Drawn once, at the root of the app. */
export function Overlays(): JSX.Element {
  return (
    <>
      {layers.value.map((layer) => (
        <LayerView key={layer.id} layer={layer} />
      ))}
    </>
  );
}

function LayerView({ layer }: { layer: Layer }): JSX.Element {
  return layer.draw(() => {});
}

export interface ConfirmOptions {
  title: string;
  text: string;
  confirm: string;
  danger?: boolean;
}

/** Asks a yes-or-no question. Resolves to the answer; closing means no. */
export function confirmDialog(options: ConfirmOptions): Promise<boolean> {
  return new Promise((resolve) => {
    openDialog((close) => {
      const answer = (value: boolean) => {
        close();
        resolve(value);
      };
      return (
        <Dialog
          title={options.title}
          size="small"
          onClose={() => answer(false)}
          footer={
            <>
              <Button onClick={() => answer(false)}>Cancel</Button>
              <Button kind={options.danger ? "danger" : "primary"} data-autofocus onClick={() => answer(true)}>
                {options.confirm}
              </Button>
            </>
          }
        >
          <p>{options.text}</p>
        </Dialog>
      );
    });
  });
}

export interface PromptOptions {
  title: string;
  label: string;
  value?: string;
  confirm: string;
  maxLength?: number;
}

/** Asks for one line of text. Resolves to it, trimmed and not empty, or to undefined. */
export function promptDialog(options: PromptOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    openDialog((close) => (
      <PromptView
        options={options}
        answer={(value) => {
          close();
          resolve(value);
        }}
      />
    ));
  });
}

function PromptView({ options, answer }: { options: PromptOptions; answer(value?: string): void }): JSX.Element {
  const [value, setValue] = useState(options.value ?? "");
  const submit = (event: Event) => {
    event.preventDefault();
    if (value.trim()) answer(value.trim());
  };
  return (
    <Dialog
      title={options.title}
      size="small"
      onClose={() => answer(undefined)}
      footer={
        <>
          <Button onClick={() => answer(undefined)}>Cancel</Button>
          <Button kind="primary" disabled={!value.trim()} onClick={submit}>
            {options.confirm}
          </Button>
        </>
      }
    >
      <form onSubmit={submit}>
        <label class="field">
          <span class="field__label">{options.label}</span>
          <input
            class="input"
            data-autofocus
            value={value}
            maxLength={options.maxLength}
            onInput={(e) => setValue(e.currentTarget.value)}
          />
        </label>
      </form>
    </Dialog>
  );
}
