import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { completedCommands, type ListedCommand } from './table.js';
import { zshScript } from './zsh.js';

/** The shells that vpcctl completes words for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/**
 * The completion script for a shell. It holds the words, the flags and the kinds of arguments of
 * each command. For live names it starts `vpcctl __complete`. Pure.
 * @param backends the names of the installed packet-filter drivers
 */
export function completionScript(
  shell: (typeof SHELLS)[number],
  {
    commands,
    backends,
    version,
  }: {
    readonly commands: readonly ListedCommand[];
    readonly backends: readonly string[];
    readonly version: string;
  },
): string {
  return SCRIPTS[shell](completedCommands(commands, backends), version);
}
