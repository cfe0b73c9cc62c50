import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../../shared/ui/button.js";
import { IconChevronRight, IconClose, IconDownload, IconZoomIn, IconZoomOut } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { openDialog } from "../../ui/overlay.js";
import { downloadUrl, fileUrl, formatSize } from "./format.js";
import { PublicLinkButton } from "./public-link.js";

/** What the lightbox needs to know of a picture. `id` is "" for pictures that are not files of ours. */
export interface LightboxItem {
  id: string;
  channel_id?: string;
  name: string;
  size: number;
  width: number;
  height: number;
  /** Where it comes from if it is no file of ours. */
  src?: string;
}

const MAX_ZOOM = 8;

/** Shows pictures over the whole window, starting with `start`. */
export function openLightbox(items: readonly LightboxItem[], start: number): void {
  openDialog((close) => <Lightbox items={items} start={start} onClose={close} />);
}

function useModal(onCancel: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.showModal();
    ref.current?.focus();
    return () => before?.focus({ preventScroll: true });
  }, []);
  return {
    ref,
    onCancel: (event: Event) => {
      event.preventDefault();
      onCancel();
    },
  };
}

function Stage({ item, zoom, onZoom }: { item: LightboxItem; zoom: number; onZoom(zoom: number): void }): JSX.Element {
  const [state, setState] = useState<"loading" | "shown" | "broken">("loading");
  const [fit, setFit] = useState<{ width: number; height: number } | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const src = item.src ?? fileUrl(item.id);
  const loaded = (img: HTMLImageElement) => {
    const frame = box.current;
    if (!frame) return;
    const scale = Math.min(
      1,
      (frame.clientWidth - 32) / img.naturalWidth,
      (frame.clientHeight - 32) / img.naturalHeight,
    );
    setFit({ width: img.naturalWidth * scale, height: img.naturalHeight * scale });
    setState("shown");
  };
  return (
    <div
      ref={box}
      class={`lightbox__stage${zoom > 1 ? " lightbox__stage--zoomed" : ""}`}
      onWheel={(event) => {
        if (!event.ctrlKey && zoom === 1) return;
        if (event.ctrlKey) {
          event.preventDefault();
          onZoom(zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2));
        }
      }}
    >
      {state === "loading" && <Spinner page />}
      {state === "broken" ? (
        <p class="lightbox__note">This picture cannot be shown.</p>
      ) : (
        <img
          class="lightbox__img"
          src={src}
          alt={item.name}
          draggable={false}
          style={
            fit
              ? { width: `${fit.width * zoom}px`, height: `${fit.height * zoom}px` }
              : { maxWidth: "100%", maxHeight: "100%" }
          }
          onLoad={(event) => loaded(event.currentTarget)}
          onError={() => setState("broken")}
          onClick={(event) => {
            event.stopPropagation();
            onZoom(zoom > 1 ? 1 : 2);
          }}
        />
      )}
    </div>
  );
}

function Lightbox({
  items,
  start,
  onClose,
}: {
  items: readonly LightboxItem[];
  start: number;
  onClose(): void;
}): JSX.Element | null {
  const [at, setAt] = useState(start);
  const [zoom, setZoom] = useState(1);
  const modal = useModal(onClose);
  const go = (step: number) => {
    setAt((at + step + items.length) % items.length);
    setZoom(1);
  };
  const zoomTo = (value: number) => setZoom(Math.min(MAX_ZOOM, Math.max(1, value)));
  const keys: Record<string, () => void> = {
    ArrowLeft: () => items.length > 1 && go(-1),
    ArrowRight: () => items.length > 1 && go(1),
    "+": () => zoomTo(zoom * 1.5),
    "=": () => zoomTo(zoom * 1.5),
    "-": () => zoomTo(zoom / 1.5),
    "0": () => zoomTo(1),
  };
  const item = items[at];
  if (!item) return null;
  return (
    <dialog
      {...modal}
      class="lightbox"
      aria-label={`Picture ${item.name}`}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape") event.stopPropagation();
        const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
        if (act) {
          event.preventDefault();
          act();
        }
      }}
      onClick={(event) => (event.target as Element).closest("button, a, img, .lightbox__bar") === null && onClose()}
    >
      <div class="lightbox__bar">
        <span class="grow truncate">{item.name}</span>
        <span class="small lightbox__meta">
          {[items.length > 1 && `${at + 1} of ${items.length}`, item.size > 0 && formatSize(item.size)]
            .filter(Boolean)
            .join(" · ")}
        </span>
        <IconButton label="Zoom out" keys="-" disabled={zoom <= 1} onClick={() => zoomTo(zoom / 1.5)}>
          <IconZoomOut />
        </IconButton>
        <IconButton label="Zoom in" keys="+" disabled={zoom >= MAX_ZOOM} onClick={() => zoomTo(zoom * 1.5)}>
          <IconZoomIn />
        </IconButton>
        <PublicLinkButton file={item} />
        {item.id && (
          <Tooltip text="Download">
            <a class="icon-btn" href={downloadUrl(item.id)} download={item.name} aria-label="Download">
              <IconDownload />
            </a>
          </Tooltip>
        )}
        <IconButton label="Close" keys="Esc" onClick={onClose}>
          <IconClose />
        </IconButton>
      </div>
      <Stage key={item.id || item.src} item={item} zoom={zoom} onZoom={zoomTo} />
      {items.length > 1 && (
        <>
          <button
            type="button"
            class="lightbox__arrow lightbox__arrow--back"
            aria-label="Previous picture"
            onClick={() => go(-1)}
          >
            <IconChevronRight size={26} />
          </button>
          <button
            type="button"
            class="lightbox__arrow lightbox__arrow--next"
            aria-label="Next picture"
            onClick={() => go(1)}
          >
            <IconChevronRight size={26} />
          </button>
        </>
      )}
    </dialog>
  );
}
