import type { Mark } from '../base/past.js';

/** Boxes of the picture, by the place that they stand for. */
export type Boxes = ReadonlyMap<string, SVGGElement>;

const MARKS = ['added', 'removed', 'changed'] as const;

/** The boxes of VPCs, subnets and instances of a picture, in its order. */
export function boxesOf(picture: SVGSVGElement): Boxes {
  const found = [...picture.querySelectorAll<SVGGElement>('.g-box[data-id]')];
  const places = found.map((box): [string, SVGGElement] => [box.dataset['id'] ?? '', box]);
  return new Map(places.filter(([place]) => place !== '' && !place.startsWith('@')));
}

/**
 * Marks boxes before the picture of that time is there. A place that does not exist then is faint.
 * @param exists whether a place exists at that time
 */
export function colour(
  picture: SVGSVGElement,
  boxes: Boxes,
  marks: ReadonlyMap<string, Mark>,
  exists: (place: string) => boolean,
): void {
  picture.classList.toggle('g-compared', marks.size > 0);
  for (const [place, box] of boxes) {
    const mark = marks.get(place);
    for (const each of MARKS) box.classList.toggle(`g-${each}`, each === mark);
    box.classList.toggle('absent', mark === undefined && !exists(place));
  }
  // Edges have their marks in the picture of that time alone.
  for (const edge of picture.querySelectorAll('.g-edge')) {
    for (const each of MARKS) edge.classList.remove(`g-${each}`);
  }
}

/** The frame of a box. It has the focus: boxes are within each other, and a button has none in it. */
function frameOf(box: SVGGElement): SVGElement | null {
  return box.querySelector<SVGElement>(':scope > .g-body');
}

/**
 * Makes the frames of boxes buttons. One of them is in the order of Tab, and the arrows go to the
 * others.
 */
export function prepare(
  picture: SVGSVGElement,
  boxes: Boxes,
  act: { readonly select: (place: string) => void; readonly toggle: (place: string) => void },
): void {
  picture.setAttribute('role', 'group');
  picture.setAttribute('aria-label', 'Drawing of the network');
  let isFirst = true;
  for (const [place, box] of boxes) {
    const frame = frameOf(box);
    frame?.setAttribute('role', 'button');
    frame?.setAttribute('aria-label', box.querySelector('title')?.textContent ?? place);
    frame?.setAttribute('tabindex', isFirst ? '0' : '-1');
    isFirst = false;
    box.addEventListener('click', (event) => {
      event.stopPropagation();
      act.select(place);
    });
    box.addEventListener('dblclick', (event) => {
      event.stopPropagation();
      act.toggle(place);
    });
  }
}

/** Gives a box the focus, and makes it the one that Tab goes to. */
export function focusOn(boxes: Boxes, chosen: SVGGElement): void {
  for (const box of boxes.values()) {
    frameOf(box)?.setAttribute('tabindex', box === chosen ? '0' : '-1');
  }
  frameOf(chosen)?.focus({ preventScroll: true });
}

/** Whether a box has the words of a search in its name or its facts; with a slash, in its place. */
function matches(place: string, box: SVGGElement, words: string): boolean {
  if (words.includes('/') && place.includes(words)) return true;
  const [, ...facts] = (box.querySelector('title')?.textContent ?? '').split(', ');
  const name = place.slice(place.lastIndexOf('/') + 1);
  return [name, ...facts].join(' ').toLowerCase().includes(words);
}

/** Marks boxes that a search finds, and makes the others faint. */
export function showFound(boxes: Boxes, words: string): SVGGElement | null {
  let first: SVGGElement | null = null;
  for (const [place, box] of boxes) {
    const isFound = words !== '' && matches(place, box, words);
    box.classList.toggle('found', isFound);
    if (isFound) first ??= box;
  }
  for (const box of boxes.values()) {
    const isNear = box.classList.contains('found') || box.querySelector('.found') !== null;
    const isInside = box.parentElement?.closest('.found') !== null;
    box.classList.toggle('unfound', words !== '' && !isNear && !isInside);
  }
  return first;
}
