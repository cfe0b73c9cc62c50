import type { JSX, Ref } from "preact";
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useRef } from "preact/hooks";
import { CompletionList, useCompletion } from "./completion.js";
import { type Edit, inCodeFence, insertLink, insertText, newLine, toggleMark } from "./format-text.js";
import type { Suggestion } from "./suggestions.js";
import { complete } from "./trigger.js";

export interface TextBoxHandle {
  /** Changes the text and puts selection and focus where the change wants them. */
  apply(change: (edit: Edit) => Edit): void;
  focus(): void;
  element(): HTMLTextAreaElement | null;
}

export interface TextBoxProps {
  handle: Ref<TextBoxHandle>;
  value: string;
  onValue(value: string): void;
  onSubmit: () => void;
  /** Esc, when nothing of the box itself is open. */
  onEscape?: () => void;
  /** Arrow up in an empty box. */
  onUp?: () => void;
  onPaste?(event: ClipboardEvent): void;
  onBlur?(): void;
  channelId: string;
  rootId: string;
  label: string;
  placeholder?: string;
  autofocus?: boolean | undefined;
  /** Ctrl+Enter sends and Enter makes a line (touch screens, code fences). */
  enterMakesLine: boolean;
  disabled?: boolean;
}

const MAX_SHARE = 0.42;

function grow(box: HTMLTextAreaElement): void {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, innerHeight * MAX_SHARE)}px`;
}

// The browser's own undo keeps working only if text goes in by this command.
function write(box: HTMLTextAreaElement, next: Edit): void {
  const old = box.value;
  let head = 0;
  const most = Math.min(old.length, next.value.length);
  while (head < most && old[head] === next.value[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === next.value[next.value.length - 1 - tail]) tail++;
  box.focus();
  box.setSelectionRange(head, old.length - tail);
  const text = next.value.slice(head, next.value.length - tail);
  const done =
    text === ""
      ? old.length - tail === head || document.execCommand("delete")
      : document.execCommand("insertText", false, text);
  if (!done || box.value !== next.value) {
    box.value = next.value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  box.setSelectionRange(next.start, next.end);
}

/** The text field of composer and editor: grows with its text, completes names, knows the formatting keys. */
export function TextBox(props: TextBoxProps): JSX.Element {
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const completion = useCompletion(props.channelId, props.rootId);
  const apply = (change: (edit: Edit) => Edit) => {
    const el = box.current;
    if (el) write(el, change({ value: el.value, start: el.selectionStart, end: el.selectionEnd }));
  };
  useImperativeHandle(
    props.handle,
    () => ({ apply, focus: () => box.current?.focus(), element: () => box.current }),
    [],
  );
  useLayoutEffect(() => {
    if (box.current) grow(box.current);
  }, [props.value]);
  useEffect(() => {
    const el = box.current;
    if (!el || !props.autofocus) return;
    el.focus({ preventScroll: true });
    el.setSelectionRange(el.value.length, el.value.length);
  }, [props.autofocus, props.channelId, props.rootId]);

  const open = completion.items.length > 0;
  const pick = (item: Suggestion) => {
    const { trigger } = completion;
    const el = box.current;
    if (!trigger || !el) return;
    apply((edit) => complete(edit.value, { ...trigger, end: Math.max(trigger.end, edit.start) }, item.insert));
    completion.close();
  };
  const inPopup = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") completion.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") completion.close();
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) {
      const item = completion.items[completion.at];
      // A command that is written out is sent, not completed again.
      if (item?.insert.startsWith("/") && event.key === "Enter" && props.value.trim().startsWith(item.insert))
        return false;
      if (item) pick(item);
    } else return false;
    return true;
  };
  /** What a key does, if it is one of ours. */
  const actionOf = (event: KeyboardEvent): (() => void) | undefined => {
    const ctrl = event.ctrlKey || event.metaKey;
    const el = box.current;
    if (ctrl && !event.altKey && !event.shiftKey) {
      const key = event.key.toLowerCase();
      if (key === "b") return () => apply((edit) => toggleMark(edit, "**"));
      if (key === "i") return () => apply((edit) => toggleMark(edit, "*"));
      if (key === "k" && el && el.selectionStart !== el.selectionEnd) return () => apply(insertLink);
    }
    if (event.key === "Enter") {
      const fenced = el !== null && inCodeFence(el.value, el.selectionStart);
      if (ctrl || (!event.shiftKey && !event.altKey && !props.enterMakesLine && !fenced)) return props.onSubmit;
      return () => apply(fenced || event.altKey ? (edit) => insertText(edit, "\n") : newLine);
    }
    if (event.key === "Escape") return props.onEscape;
    if (event.key === "ArrowUp" && !ctrl && !event.shiftKey && !event.altKey && props.value === "") return props.onUp;
    return undefined;
  };
  const onKey = (event: KeyboardEvent) => {
    // While an input method composes, its keys are its own.
    if (event.isComposing || event.keyCode === 229) return;
    const action = inPopup(event) ? () => {} : actionOf(event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  return (
    <div class="text-box">
      <CompletionList id={id} completion={completion} onPick={pick} />
      <textarea
        ref={box}
        class="text-box__field"
        rows={1}
        dir="auto"
        value={props.value}
        placeholder={props.placeholder}
        disabled={props.disabled}
        spellcheck
        aria-label={props.label}
        aria-autocomplete="list"
        aria-controls={open ? id : undefined}
        aria-activedescendant={open ? `${id}-${completion.at}` : undefined}
        onInput={(event) => {
          props.onValue(event.currentTarget.value);
          completion.update(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onSelect={(event) =>
          event.currentTarget.selectionStart === event.currentTarget.selectionEnd &&
          completion.update(event.currentTarget.value, event.currentTarget.selectionStart)
        }
        onKeyDown={onKey}
        onPaste={props.onPaste}
        onBlur={() => {
          completion.close();
          props.onBlur?.();
        }}
      />
    </div>
  );
}
