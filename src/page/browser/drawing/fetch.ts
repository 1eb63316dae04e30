import { addressOf, ask, Failure } from '../base/api.js';

/** Which drawing is wanted: points of the history, and VPCs; null: now, no comparison, all. */
export interface Wanted {
  readonly at: string | null;
  readonly before: string | null;
  readonly vpc: readonly string[];
  /** VPCs that are drawn in full, or closed. */
  readonly open: readonly string[];
  readonly closed: readonly string[];
}

/**
 * Fetches a drawing as elements. The browser parses it as XML: no text of it becomes markup of the
 * page, and the page makes none from text itself, which its policy forbids.
 * @param signal gives it up: the server then makes it no longer
 * @throws Failure; the reason of the signal
 */
export function fetchDrawing(wanted: Wanted, signal: AbortSignal): Promise<SVGSVGElement> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', addressOf('drawing.svg', { ...wanted }));
    request.responseType = 'document';
    request.overrideMimeType('image/svg+xml');
    request.addEventListener('load', () => {
      const root = request.responseXML?.documentElement;
      if (request.status === 200 && root instanceof SVGSVGElement) resolve(withoutScripts(root));
      else ask('drawing.svg', { ...wanted }, signal).then(() => reject(failed(NOT_MADE)), reject);
    });
    request.addEventListener('abort', () => reject(signal.reason));
    signal.addEventListener('abort', () => request.abort());
    request.addEventListener('error', () => reject(failed('vpcctl ui does not answer')));
    request.send();
  });
}

/** An answer that is an error is no document of XML: it is asked for once more to tell why. */
const NOT_MADE = 'the drawing could not be made';

function failed(message: string): Failure {
  return new Failure({ code: 'DRAWING_FAILED', message, hints: ['see vpcctl graph'] });
}

/** What a drawing is made of. */
const ELEMENTS: readonly string[] = [
  ...['svg', 'g', 'rect', 'path', 'text', 'tspan', 'title', 'desc', 'line', 'polygon', 'circle'],
];
const ATTRIBUTES =
  /^(xmlns|viewBox|width|height|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|d|points|class|role|transform|text-anchor|data-[a-z]+|aria-label)$/;

/** Keeps what a drawing is made of, and no more: the server escapes all text already. */
function withoutScripts(root: SVGSVGElement): SVGSVGElement {
  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (!ELEMENTS.includes(element.localName)) element.remove();
    for (const { name } of [...element.attributes]) {
      if (!ATTRIBUTES.test(name)) element.removeAttribute(name);
    }
  }
  return document.importNode(root, true);
}
