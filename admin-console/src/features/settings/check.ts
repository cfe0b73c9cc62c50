import type { SettingInfo } from "../../../../core/api/config.js";

/** What a text of a certain form looks like. */
function formOf(pattern: string): string {
  if (pattern.startsWith("^https?://")) return "Begin with https:// or http://, and leave out spaces.";
  if (pattern.includes("@")) return "Enter one address, such as anna@example.org.";
  return "This does not have the right form.";
}

/** What is wrong with a value, in words, or ''. The server checks again; this spares the way there. */
export function problemOf(setting: SettingInfo, value: unknown): string {
  switch (setting.type) {
    case "number": {
      if (typeof value !== "number" || !Number.isFinite(value)) return "Enter a number.";
      if (setting.min !== undefined && value < setting.min) return `At least ${setting.min}.`;
      if (setting.max !== undefined && value > setting.max) return `At most ${setting.max}.`;
      return "";
    }
    case "text": {
      if (typeof value !== "string") return "Enter a text.";
      if (setting.maxLength !== undefined && value.length > setting.maxLength)
        return `At most ${setting.maxLength} characters.`;
      if (setting.pattern && value !== "" && !new RegExp(setting.pattern, "u").test(value))
        return formOf(setting.pattern);
      return "";
    }
    default:
      return "";
  }
}
