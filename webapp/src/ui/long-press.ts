import { useMemo } from "preact/hooks";

const HOLD_MS = 500;
/** A finger trembles; further than this it scrolls. */
const SLACK_PX = 10;

/**
 * Props that call `act` with the place when a finger rests on something. Phones that tell of it themselves by a
 * "contextmenu" event do so for some elements only.
 */
export function useLongPress(act: (at: DOMRect) => void) {
  return useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let start = { x: 0, y: 0 };
    let acted = false;
    const stop = () => clearTimeout(timer);
    return {
      onPointerDown: (event: PointerEvent) => {
        acted = false;
        if (event.pointerType !== "touch") return;
        start = { x: event.clientX, y: event.clientY };
        stop();
        timer = setTimeout(() => {
          acted = true;
          act(new DOMRect(start.x, start.y, 0, 0));
        }, HOLD_MS);
      },
      onPointerMove: (event: PointerEvent) => {
        if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLACK_PX) stop();
      },
      onPointerUp: stop,
      onPointerCancel: stop,
      onContextMenu: (event: MouseEvent) => {
        event.preventDefault();
        stop();
        if (!acted) act(new DOMRect(event.clientX, event.clientY, 0, 0));
        acted = true;
      },
      /** The press that opened something is no tap. */
      onClickCapture: (event: MouseEvent) => {
        if (!acted || event.detail === 0) return;
        acted = false;
        event.preventDefault();
        event.stopPropagation();
      },
    };
  }, []);
}
