import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import type { HostCommand, Resource } from '@vpcctl/sdk';

/** Host commands, one a line, with the text that a program reads below it. */
function lines(commands: readonly HostCommand[]): string {
  const text = commands.map((command) => {
    switch (command.type) {
      case 'program': {
        const { phase, program, arguments: words, input } = command;
        return `${phase}: ${[program, ...words].join(' ')}\n${input ?? ''}`;
      }
      case 'batch':
        return `${command.phase}: ${command.program} ${command.words.join(' ')}\n`;
      default:
        throw new Error(`unexpected ${command.type} command`);
    }
  });
  return `\n${text.join('')}`;
}

export const created = (after: Resource): string =>
  lines(iptablesLegacy.compile([{ action: 'create', after }]));
export const deleted = (before: Resource): string =>
  lines(iptablesLegacy.compile([{ action: 'delete', before }]));
export const updated = (before: Resource, after: Resource): string =>
  lines(iptablesLegacy.compile([{ action: 'update', before, after }]));
