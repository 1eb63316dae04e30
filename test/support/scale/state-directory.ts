import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { appliedDraft, changeDraft, type Position, START, writeSnapshot } from '@vpcctl/journal';
import { chainEntry } from '../../../journal/src/entry/chain.js';
import { lineOf } from '../../../journal/src/entry/line.js';
import { advance } from '../../../journal/src/entry/position.js';
import { largeNetwork, type Recorded, type Size } from './network.js';

const ACTOR = { uid: 0, user: 'ada', pid: 7, argv: ['vpcctl', 'create-vpc', 'v0', '10.0.0.0/16'] };
const AT = new Date('2026-01-01T00:00:00Z');

/** A large network, and how many lines its journal has: at least those of the network. */
export interface StateSize extends Size {
  readonly entries: number;
}

/**
 * Writes a state directory as vpcctl would: the journal of a large network, and its snapshot. Where
 * the journal is to be longer, a VPC was created and deleted many times before.
 * @param version the version of the snapshot
 */
export async function writeStateDirectory(
  directory: string,
  size: StateSize,
  version: string,
): Promise<void> {
  const { changes, state } = largeNetwork(size);
  const { changes: first } = largeNetwork({ vpcs: 1, subnets: 0, rules: 0 });
  const deleted: Recorded = [{ type: 'vpc.delete', v: 1, data: { name: 'v0' } }];
  const pairs = Math.max(0, Math.floor((size.entries - 2 * changes.length) / 4));
  const before = Array.from({ length: pairs }, () => [...first, deleted]).flat();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const position = writeJournal(join(directory, 'journal.ndjson'), [...before, ...changes]);
  await writeSnapshot(join(directory, 'vpcs.json'), {
    ...{ format: 4, version, position, state },
    unconfirmed: null,
  });
}

function writeJournal(file: string, changes: readonly Recorded[]): Position {
  const fd = openSync(file, 'wx', 0o600);
  let position = START;
  try {
    for (const events of changes) {
      let lines = '';
      for (const draft of [changeDraft(events, ACTOR), appliedDraft(ACTOR)]) {
        const entry = chainEntry(position, draft, AT);
        lines += lineOf(entry);
        position = advance(position, entry);
      }
      writeSync(fd, lines);
    }
  } finally {
    closeSync(fd);
  }
  return position;
}
