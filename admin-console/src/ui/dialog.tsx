import { signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useTask } from "../lib/use-task.js";
import { Button } from "./button.js";
import { TextField } from "./fields.js";
import { IconClose } from "./icons.js";

export interface DialogProps {
  title: string;
  onClose(): void;
  large?: boolean;
  footer?: ComponentChildren;
  children?: ComponentChildren;
}

/** A modal dialog on the browser's own element: focus stays inside, Esc closes, focus returns. */
export function Dialog({ title, onClose, large, footer, children }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.showModal();
    (ref.current?.querySelector<HTMLElement>("[data-autofocus]") ?? ref.current)?.focus();
    return () => before?.focus({ preventScroll: true });
  }, []);
  return (
    <dialog
      ref={ref}
      class={large ? "dialog dialog--large" : "dialog"}
      aria-labelledby={id}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog__head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="icon-btn" aria-label="Close" onClick={onClose}>
          <IconClose />
        </button>
      </div>
      <div class="dialog__body">{children}</div>
      {footer && <div class="dialog__foot">{footer}</div>}
    </dialog>
  );
}

export interface Question {
  title: string;
  text: ComponentChildren;
  /** What the button says. */
  action: string;
  danger?: boolean;
  /** Must be typed before the button works. */
  typed?: string;
  /** Done while the dialog stays open; what it throws is shown there. */
  run(): Promise<unknown>;
}

const asked = signal<Question | undefined>(undefined);

/** Asks before doing something; the deed runs in the dialog, which shows what went wrong. */
export function ask(question: Question): void {
  asked.value = question;
}

/** Where questions appear; once in the page. */
export function Questions(): JSX.Element | null {
  const question = asked.value;
  return question ? <QuestionDialog key={question.title} question={question} /> : null;
}

function QuestionDialog({ question }: { question: Question }): JSX.Element {
  const task = useTask();
  const [typed, setTyped] = useState("");
  const close = () => {
    asked.value = undefined;
  };
  const run = async () => {
    if (await task.run(() => question.run())) close();
  };
  return (
    <Dialog
      title={question.title}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            kind={question.danger ? "danger" : "primary"}
            busy={task.busy}
            disabled={question.typed !== undefined && typed !== question.typed}
            onClick={() => void run()}
          >
            {question.action}
          </Button>
        </>
      }
    >
      <div>{question.text}</div>
      {question.typed !== undefined && (
        <TextField
          label={`Type ${question.typed} to go on`}
          value={typed}
          onValue={setTyped}
          autocomplete="off"
          autofocus
        />
      )}
      {task.error && (
        <p class="notice notice--danger" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
