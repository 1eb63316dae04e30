import type { Config } from '@oclif/core';
import type { CommandOutput } from '@vpcctl/sdk/command';
import type { Drawer } from '../drawer/index.js';
import type { Live } from '../live/index.js';
import type { Past } from './past.js';
import type { Plans } from './plans.js';

/** All that answers are made from. */
export interface Site {
  readonly config: Config;
  readonly allowChanges: boolean;
  /** The value that changes bring in their header. */
  readonly key: string;
  readonly live: Live;
  readonly past: Past;
  readonly drawer: Drawer;
  readonly plans: Plans;
}

/** An output of a command that keeps its lines. */
export interface KeptOutput extends CommandOutput {
  readonly lines: string[];
}

/** Where commands that the page runs print. */
export function keptOutput(config: Config): KeptOutput {
  const lines: string[] = [];
  const keep = (line = '') => {
    lines.push(line);
  };
  return { config, lines, log: keep, note: keep };
}
