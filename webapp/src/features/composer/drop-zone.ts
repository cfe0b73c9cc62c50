import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Takes files dropped anywhere on the pane that holds the composer. */
export function useDropZone(
  root: RefObject<HTMLElement | null>,
  enabled: boolean,
  onFiles: (files: File[]) => void,
): void {
  useEffect(() => {
    const zone = root.current?.closest<HTMLElement>("[data-drop-zone]") ?? root.current?.parentElement;
    if (!zone || !enabled) return;
    let depth = 0;
    const show = (on: boolean) => zone.classList.toggle("drop-zone", on);
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth++;
      show(true);
    };
    const over = (event: DragEvent) => carriesFiles(event) && event.preventDefault();
    const leave = (event: DragEvent) => {
      if (carriesFiles(event) && --depth <= 0) show(false);
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      show(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    zone.addEventListener("dragenter", enter);
    zone.addEventListener("dragover", over);
    zone.addEventListener("dragleave", leave);
    zone.addEventListener("drop", drop);
    return () => {
      show(false);
      zone.removeEventListener("dragenter", enter);
      zone.removeEventListener("dragover", over);
      zone.removeEventListener("dragleave", leave);
      zone.removeEventListener("drop", drop);
    };
  }, [enabled, onFiles]);
}
