import { signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../webapp/shared/ui/button.js";
import { type DialogProps, Dialog as SharedDialog } from "../../../webapp/shared/ui/dialog.js";
import { TextField } from "../../../webapp/shared/ui/text-field.js";
import { useTask } from "../lib/use-task.js";

/** A dialog of the console. What was typed into it, or is shown this once, is not lost by a click beside it. */
export function Dialog(props: DialogProps): JSX.Element {
  return <SharedDialog stays {...props} />;
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
      size={typeof question.text === "string" ? "small" : "medium"}
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
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
