import type { JSX } from "preact";
import { IconButton } from "../../../shared/ui/button.js";
import {
  IconBold,
  IconCode,
  IconHeading,
  IconItalic,
  IconLink,
  IconList,
  IconListOrdered,
  IconQuote,
  IconStrike,
} from "../../../shared/ui/icons.js";
import { type Edit, insertLink, toggleCode, toggleLines, toggleMark } from "./format-text.js";

const TOOLS: readonly [label: string, keys: string | undefined, icon: JSX.Element, change: (edit: Edit) => Edit][] = [
  ["Bold", "Ctrl+B", <IconBold />, (edit) => toggleMark(edit, "**")],
  ["Italic", "Ctrl+I", <IconItalic />, (edit) => toggleMark(edit, "*")],
  ["Strikethrough", undefined, <IconStrike />, (edit) => toggleMark(edit, "~~")],
  ["Heading", undefined, <IconHeading />, (edit) => toggleLines(edit, "heading")],
  ["Link", "Ctrl+K", <IconLink />, insertLink],
  ["Code", undefined, <IconCode />, toggleCode],
  ["Quote", undefined, <IconQuote />, (edit) => toggleLines(edit, "quote")],
  ["List", undefined, <IconList />, (edit) => toggleLines(edit, "list")],
  ["Numbered list", undefined, <IconListOrdered />, (edit) => toggleLines(edit, "numbers")],
];

/** Buttons that put Markdown marks around what is selected. */
export function FormatToolbar({
  apply,
  disabled,
}: {
  apply(change: (edit: Edit) => Edit): void;
  disabled: boolean;
}): JSX.Element {
  return (
    <div class="format-bar" role="toolbar" aria-label="Formatting">
      {TOOLS.map(([label, keys, icon, change]) => (
        <IconButton
          key={label}
          small
          label={label}
          keys={keys}
          disabled={disabled}
          onPointerDown={(event: PointerEvent) => event.preventDefault()}
          onClick={() => apply(change)}
        >
          {icon}
        </IconButton>
      ))}
    </div>
  );
}
