import type { HostCommand } from '@vpcctl/sdk';
import type { DesiredState } from './desired.js';

/** Commands without the lines about links that can't be there: those into namespaces that are not ours and have gone. */
export function dropUnreachable(
  { drivers, resources }: DesiredState,
  commands: readonly HostCommand[],
): readonly HostCommand[] {
  const links = new Set(drivers.flatMap((driver) => driver.unreachableLinks?.(resources) ?? []));
  const isAbout = (command: HostCommand) =>
    command.type === 'batch' &&
    command.namespace === null &&
    command.words.some((word) => links.has(word));
  return links.size === 0 ? commands : commands.filter((command) => !isAbout(command));
}
