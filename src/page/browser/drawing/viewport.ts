import {
  type Area,
  closeUp,
  fitting,
  kept,
  type Point,
  panned,
  type Size,
  scaleOf,
  showing,
  zoomed,
} from './view-box.js';

/** Below this scale texts of lines can't be read, and the names of VPCs are larger instead. */
const FAR = 0.55;

const STEP = 1.25;

export interface Viewport {
  /** Another picture. It is shown where the last one was, unless that was shown as a whole. */
  show(picture: SVGSVGElement): void;
  zoom(by: number): void;
  pan(by: Point): void;
  /** Shows all of the picture. */
  fit(): void;
  /** Moves so far that a box of the picture is seen; `close`: and that it is large enough to read. */
  reveal(box: SVGGraphicsElement, close?: boolean): void;
}

/** A frame in which a picture is dragged and zoomed. */
export function createViewport(frame: HTMLElement): Viewport {
  let picture: SVGSVGElement | null = null;
  let whole: Size = { width: 1, height: 1 };
  let view: Area | null = null;
  let isFitting = true;
  let asked = 0;
  const size = (): Size => ({
    width: Math.max(1, frame.clientWidth),
    height: Math.max(1, frame.clientHeight),
  });
  // One change of the picture for each frame of the screen, however many events come.
  const draw = () => {
    asked = 0;
    if (picture === null) return;
    if (isFitting || view === null) view = fitting(whole, size());
    const { x, y, width, height } = view;
    picture.setAttribute('viewBox', [x, y, width, height].map((each) => each.toFixed(2)).join(' '));
    frame.classList.toggle('far', scaleOf(view, size()) < FAR);
  };
  const change = (next: (view: Area, frame: Size) => Area) => {
    if (view === null) return;
    view = kept(next(view, size()), whole);
    isFitting = false;
    if (asked === 0) asked = requestAnimationFrame(draw);
  };
  const middle = (): Point => ({ x: size().width / 2, y: size().height / 2 });
  const zoomAt = (at: Point, by: number) => change((own, inner) => zoomed(own, inner, at, by));
  listen(frame, { zoomAt, pan: (by) => change((own, inner) => panned(own, inner, by)) });
  new ResizeObserver(() => {
    if (view !== null && !isFitting) {
      const { width, height } = size();
      view = { ...view, height: (view.width * height) / width };
    }
    draw();
  }).observe(frame);
  return {
    show(next) {
      picture = next;
      whole = { width: next.viewBox.baseVal.width, height: next.viewBox.baseVal.height };
      next.removeAttribute('width');
      next.removeAttribute('height');
      frame.replaceChildren(next);
      draw();
    },
    zoom: (by) => zoomAt(middle(), by > 0 ? STEP : 1 / STEP),
    pan: (by) => change((own, inner) => panned(own, inner, by)),
    fit() {
      isFitting = true;
      draw();
    },
    reveal(box, close = false) {
      const area = box.getBBox();
      if (close && view !== null && scaleOf(view, size()) < FAR) {
        change((_, inner) => closeUp(area, inner));
      } else change((own) => showing(own, area));
    },
  };
}

interface Moves {
  readonly zoomAt: (at: Point, by: number) => void;
  readonly pan: (by: Point) => void;
}

/** Dragging with one pointer, pinching with two, and the wheel. */
function listen(frame: HTMLElement, { zoomAt, pan }: Moves): void {
  const pointers = new Map<number, Point>();
  let moved = 0;
  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = frame.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  frame.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      zoomAt(placeOf(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)));
    },
    { passive: false },
  );
  frame.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    moved = 0;
    pointers.set(event.pointerId, placeOf(event));
  });
  frame.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = placeOf(event);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    moved += Math.abs(dx) + Math.abs(dy);
    // A click is allowed to tremble. What captures the pointer also gets the click at the end of a
    // drag, which is then none of a box.
    if (moved > 4 && !frame.hasPointerCapture(event.pointerId)) {
      frame.setPointerCapture(event.pointerId);
      frame.classList.add('dragged');
    }
    pointers.set(event.pointerId, now);
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    if (other === undefined) {
      if (moved > 4) pan({ x: dx, y: dy });
      return;
    }
    const distance = ({ x, y }: Point) => Math.hypot(x - other.x, y - other.y) || 1;
    zoomAt(
      { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 },
      distance(now) / distance(before),
    );
  });
  const end = ({ pointerId }: PointerEvent) => {
    pointers.delete(pointerId);
    frame.classList.remove('dragged');
  };
  for (const type of ['pointerup', 'pointercancel'] as const) frame.addEventListener(type, end);
}
