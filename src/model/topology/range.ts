import { LIMITS } from './file.js';
import { type Scope, within } from './scope.js';
import type { Fill } from './template.js';

/** A name that a text with ranges stands for, and the scope with the variables of these. */
export interface RangedName {
  readonly name: string;
  readonly scope: Scope;
}

/** What a text stands for; where it is faulty, one name with variables of unknown value. */
export interface RangedNames {
  readonly names: readonly RangedName[];
  readonly faults: readonly { readonly fault: string; readonly about: string }[];
}

/** A name in the making: pieces of text, and which of them are finished. */
interface Variant {
  readonly pieces: readonly (string | { readonly text: string })[];
  readonly scope: Scope;
}

const EXAMPLE = 'write name[1-50], name[01-50] or name[n=1-50]';
/** `1-50`, `n=1-50` or `1-${last}`. */
const RANGE = /^(?:([A-Za-z_]\w*)=)?(\d+|\$\{[^}]*\})-(\d+|\$\{[^}]*\})$/;
const VARIABLE = 'i';

/** The names that a text stands for, in order: `web[1-3]` is web1, web2 and web3. Pure. */
export function expandName(text: string, scope: Scope, fill: Fill): RangedNames {
  const faults: { fault: string; about: string }[] = [];
  if (text.length > LIMITS.text) {
    fault(`a name has at most ${LIMITS.text} characters`);
    const unknown = within(scope, VARIABLE, null);
    return { names: [{ name: text.slice(0, LIMITS.text), scope: unknown }], faults };
  }
  let variants: readonly Variant[] = [{ pieces: [], scope }];
  let from = 0;
  for (let open = text.indexOf('['); open !== -1; open = text.indexOf('[', from)) {
    const close = text.indexOf(']', open);
    const range = close === -1 ? null : text.slice(open + 1, close);
    const before = text.slice(from, open);
    from = close === -1 ? text.length : close + 1;
    variants = multiply(variants, before, range);
  }
  const rest = text.slice(from);
  const names = variants.map(({ pieces, scope: own }) => ({
    name: finish([...pieces, rest], own),
    scope: own,
  }));
  return { names, faults };

  function fault(message: string, about = message): void {
    faults.push({ fault: message, about });
  }

  /** Each variant once for each number of the range between the brackets. */
  function multiply(
    all: readonly Variant[],
    before: string,
    range: string | null,
  ): readonly Variant[] {
    const grown: Variant[] = [];
    for (const { pieces, scope: outer } of all) {
      const found = boundsOf(range, outer);
      if (found === null) {
        const [, variable = VARIABLE] = RANGE.exec(range ?? '') ?? [];
        const unknown = within(outer, variable, null);
        return [{ pieces: [...pieces, before, { text: `[${range}]` }], scope: unknown }];
      }
      const { variable, first, last, width } = found;
      if (grown.length + last - first + 1 > LIMITS.maps) {
        fault(`stands for more than ${LIMITS.maps} names`);
        return [{ pieces, scope: within(outer, variable, null) }];
      }
      for (let value = first; value <= last; value += 1) {
        const number = { text: String(value).padStart(width, '0') };
        grown.push({ pieces: [...pieces, before, number], scope: within(outer, variable, value) });
      }
    }
    return grown;
  }

  function boundsOf(range: string | null, outer: Scope) {
    const [, variable = VARIABLE, from, to] = RANGE.exec(range ?? '') ?? [];
    if (from === undefined || to === undefined) {
      fault(`the brackets of ${JSON.stringify(text.slice(0, 60))} hold no range: ${EXAMPLE}`);
      return null;
    }
    const [first, last] = [boundOf(from, outer), boundOf(to, outer)];
    if (first === null || last === null) return null;
    if (first > last) {
      fault(`the range [${range}] ends before it begins`);
      return null;
    }
    return { variable, first, last, width: /^0\d/.test(from) ? from.length : 0 };
  }

  function boundOf(bound: string, outer: Scope): number | null {
    const filled = fill(bound, outer);
    if ('fault' in filled) {
      if (filled.fault !== null) fault(filled.fault, filled.about);
      return null;
    }
    const value = Number(filled.value);
    if (/^\d+$/.test(String(filled.value)) && Number.isSafeInteger(value)) return value;
    const shown = String(filled.value).slice(0, 60);
    fault(`a range has whole numbers from 0 to ${Number.MAX_SAFE_INTEGER}, and not ${shown}`);
    return null;
  }

  function finish(pieces: Variant['pieces'], own: Scope): string {
    let name = '';
    for (const piece of pieces) {
      const filled = typeof piece === 'string' ? fill(piece, own) : { value: piece.text };
      if ('value' in filled) name += filled.value;
      else if (filled.fault !== null) fault(filled.fault, filled.about);
      if (name.length > LIMITS.text) {
        fault(`stands for a name with more than ${LIMITS.text} characters`);
        return '';
      }
    }
    return name;
  }
}
