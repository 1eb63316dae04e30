import type { Hook } from '@oclif/core';

/** oclif's hook for an unknown command. */
export const commandNotFound: Hook<'command_not_found'> = async ({ id, config }) => {
  const [{ inputError }, { meantCommand }] = await Promise.all([
    import('@vpcctl/sdk'),
    import('./meant-command.js'),
  ]);
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id);
  // If oclif knows no word, it takes all for the command: `creat-vpc:vpc1:10.0.0.0/16`.
  const [first = '', second, ...rest] = id.split(':');
  if (known.includes(first) && second !== undefined) {
    const takesFile = config.findCommand(first)?.flags['file'] !== undefined;
    throw inputError(
      'USAGE',
      `${first} takes no argument ${JSON.stringify(second)}`,
      ...(takesFile ? [`did you mean vpcctl ${first} -f ${second}?`] : []),
      'see --help',
    );
  }
  const names = known.map((command) => command.replaceAll(':', ' '));
  const topic = names.filter((name) => name.startsWith(`${first} `));
  const isTopic = topic.length > 0 && second !== undefined;
  const name = isTopic ? `${first} ${second}` : first;
  const words = [...id.split(':').slice(0, 2), ...rest];
  const meant = isTopic ? meantCommand([name], topic) : meantCommand(words, names);
  throw inputError(
    'COMMAND_UNKNOWN',
    `the command ${JSON.stringify(name)} does not exist`,
    ...(meant === null ? [] : [`did you mean ${meant}?`]),
    ...(isTopic ? [`there is: ${topic.join(', ')}`] : []),
    'see vpcctl --help',
  );
};
