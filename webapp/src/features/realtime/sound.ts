let context: AudioContext | undefined;
let lastPlayed = 0;

/** Two soft notes, made by the browser: nothing to load. At most one every two seconds. */
export function playSound(): void {
  if (Date.now() - lastPlayed < 2000 || typeof AudioContext === "undefined") return;
  lastPlayed = Date.now();
  context ??= new AudioContext();
  const start = context.currentTime;
  for (const [i, frequency] of [587.3, 880].entries()) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const at = start + i * 0.11;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.4);
  }
}
