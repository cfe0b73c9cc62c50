export type Side = "top" | "bottom" | "left" | "right";
export type Align = "start" | "center" | "end";

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Where to put a floating box of `size` beside `anchor` so that it stays inside the window:
 * the wanted side if there is room, the opposite one otherwise, then pushed inwards. In px.
 */
export function place(
  anchor: Box,
  size: { width: number; height: number },
  view: { width: number; height: number },
  side: Side,
  align: Align,
  gap = 6,
): { left: number; top: number } {
  const room: Record<Side, number> = {
    top: anchor.top,
    bottom: view.height - anchor.top - anchor.height,
    left: anchor.left,
    right: view.width - anchor.left - anchor.width,
  };
  const opposite: Record<Side, Side> = { top: "bottom", bottom: "top", left: "right", right: "left" };
  const vertical = side === "top" || side === "bottom";
  const need = (vertical ? size.height : size.width) + gap;
  const chosen = room[side] < need && room[opposite[side]] > room[side] ? opposite[side] : side;
  const along = (start: number, length: number, own: number) =>
    align === "start" ? start : align === "end" ? start + length - own : start + (length - own) / 2;
  let left = vertical
    ? along(anchor.left, anchor.width, size.width)
    : chosen === "left"
      ? anchor.left - size.width - gap
      : anchor.left + anchor.width + gap;
  let top = vertical
    ? chosen === "top"
      ? anchor.top - size.height - gap
      : anchor.top + anchor.height + gap
    : along(anchor.top, anchor.height, size.height);
  left = Math.max(8, Math.min(left, view.width - size.width - 8));
  top = Math.max(8, Math.min(top, view.height - size.height - 8));
  return { left, top };
}
