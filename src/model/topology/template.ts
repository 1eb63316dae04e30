import { type Expression, ExpressionFault, evaluate, parseExpression } from './expression.js';
import { LIMITS } from './file.js';
import type { Scope } from './scope.js';

/** A text with expressions, in its pieces. */
type Template = readonly (string | { readonly text: string; readonly expression: Expression })[];

/** What a text stands for; or what is wrong with it, null where an issue says it already. */
export type Filled =
  | { readonly value: string | number }
  | { readonly fault: string | null; readonly about: string };

/** Fills texts with the values of their expressions. It parses each text once. */
export type Fill = (text: string, scope: Scope) => Filled;

/** Makes a {@link Fill}, which remembers the texts that it parsed. Pure otherwise. */
export function createFill(): Fill {
  const known = new Map<string, Template | Filled>();
  return (text, scope) => {
    if (!text.includes('${')) return { value: text };
    const template = known.get(text) ?? parseTemplate(text);
    known.set(text, template);
    return 'length' in template ? fill(template, scope) : template;
  };
}

function parseTemplate(text: string): Template | Filled {
  const pieces: Template[number][] = [];
  let from = 0;
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', from)) {
    if (text[at - 1] === '$' && at > from) {
      pieces.push(`${text.slice(from, at - 1)}\${`);
      from = at + 2;
      continue;
    }
    const end = text.indexOf('}', at);
    if (end === -1) {
      return {
        fault: `an expression has no end: write \${…}, or $\${ for a plain \${`,
        about: text,
      };
    }
    const own = text.slice(at, end + 1);
    try {
      const expression = parseExpression(own.slice(2, -1));
      pieces.push(text.slice(from, at), { text: own, expression });
    } catch (error) {
      return faultOf(own, error);
    }
    from = end + 1;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== '');
}

function fill(template: Template, scope: Scope): Filled {
  let filled = '';
  for (const piece of template) {
    if (typeof piece === 'string') {
      filled += piece;
    } else {
      try {
        const value = evaluate(piece.expression, scope);
        if (template.length === 1 && typeof value === 'number') return { value };
        filled += value;
      } catch (error) {
        return faultOf(piece.text, error);
      }
    }
    if (filled.length > LIMITS.text) {
      return { fault: `stands for more than ${LIMITS.text} characters`, about: 'length' };
    }
  }
  return { value: filled };
}

function faultOf(text: string, error: unknown): Filled {
  if (!(error instanceof ExpressionFault)) throw error;
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return { fault: error.message === null ? null : `${shown} ${error.message}`, about: text };
}
