import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { isLineOperation, lineOf, type Operation, type Resource } from '@vpcctl/sdk';

/** Operations, one a line, with the text that a program reads below it. */
function lines(operations: readonly Operation[]): string {
  const text = operations.map((operation) => {
    if (isLineOperation(operation)) {
      const { program, words } = lineOf(operation);
      return `${operation.phase}: ${[program, ...words].join(' ')}\n`;
    }
    if (operation.op !== 'program.run') throw new Error(`unexpected ${operation.op}`);
    const { phase, program, arguments: words, input } = operation;
    return `${phase}: ${[program, ...words].join(' ')}\n${input ?? ''}`;
  });
  return `\n${text.join('')}`;
}

export const created = (after: Resource): string =>
  lines(iptablesLegacy.compile([{ action: 'create', after }]));
export const deleted = (before: Resource): string =>
  lines(iptablesLegacy.compile([{ action: 'delete', before }]));
export const updated = (before: Resource, after: Resource): string =>
  lines(iptablesLegacy.compile([{ action: 'update', before, after }]));
