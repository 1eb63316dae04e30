import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Help, type Interfaces } from '@oclif/core';
import { renderGroups } from './ui/help/groups.js';
import { availableWidth } from './ui/text/fit.js';

/** The words that ask for help, and not for help about something. */
const ASKING = ['help', '--help'];

/** oclif makes one where help is asked for: package.json, `oclif.helpClass`. */
export class VpcctlHelp {
  constructor(
    private readonly config: Interfaces.Config,
    private readonly options?: Partial<Interfaces.HelpOptions>,
  ) {}

  /**
   * Shows all commands in groups, the tutorial, or what oclif says of one command or topic.
   * @param argv the command line
   */
  async showHelp(argv: string[]): Promise<void> {
    const [first, ...more] = argv.filter((word) => !ASKING.includes(word));
    if (first === undefined) {
      const { commands, pjson, version } = this.config;
      const title = `${pjson['description'] ?? ''}\nvpcctl ${version}`;
      process.stdout.write(renderGroups(title, commands, availableWidth()));
    } else if (first === 'tutorial' && more.length === 0) {
      await showTutorial(this.config.root);
    } else {
      await new Help(this.config, this.options).showHelp(argv);
    }
  }
}

/** Plays the tutorial step by step on a terminal; elsewhere nobody could press Enter. */
async function showTutorial(root: string): Promise<void> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    const text = readFileSync(join(root, 'docs', 'tutorial.md'), 'utf8');
    // What the tests expect of each command is no part of the text.
    process.stdout.write(text.replaceAll(/<!--.*?-->\n/gs, ''));
    return;
  }
  const { spawnInherit } = await import('./host/index.js');
  const demo = join(root, 'dist', 'demo.cjs');
  process.exitCode = await spawnInherit(process.execPath, [demo, '--steps']);
}
