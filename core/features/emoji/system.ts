import { PLAIN, TONED } from "./system-names.js";

const words = (text: string) => text.trim().split(/\s+/);
const toned = new Set(words(TONED));
const names = new Set([...words(PLAIN), ...toned]);
const TONE = /_(?:medium_light|medium_dark|light|medium|dark)_skin_tone$/;

/** Whether a name stands for an emoji of the Unicode standard, with or without a skin tone (`wave_dark_skin_tone`). */
export function isSystemEmoji(name: string): boolean {
  return names.has(name) || (TONE.test(name) && toned.has(name.replace(TONE, "")));
}
