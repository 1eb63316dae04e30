import type { Hook } from '@oclif/core';

/** oclif's hook for an unknown command. */
export const commandNotFound: Hook<'command_not_found'> = async ({ id, config }) => {
  const { inputError, unknownName } = await import('@vpcctl/sdk');
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id);
  // If oclif knows no word, it takes all for the command: `creat-vpc:vpc1:10.0.0.0/16`.
  const [first = '', second] = id.split(':');
  if (known.includes(first) && second !== undefined) {
    throw inputError('USAGE', `${first} takes no argument ${JSON.stringify(second)}`, 'see --help');
  }
  const isTopic = known.some((command) => command.startsWith(`${first}:`));
  const name = isTopic && second !== undefined ? `${first} ${second}` : first;
  const names = known.map((command) => command.replaceAll(':', ' '));
  throw unknownName('COMMAND_UNKNOWN', 'the command', name, names, 'see vpcctl --help');
};
