import { appendFileSync, writeFileSync } from 'node:fs';
import { appliedDraft, openJournal, START } from '@vpcctl/journal';
import { expect, it } from 'vitest';
import {
  intent,
  journalOf,
  temporaryDirectory,
  unlocked,
} from '../../../support/journal/support.js';

const OUTCOME = appliedDraft(intent().actor);
// Lines longer than what is read at once.
const DRAFTS = [intent({ text: 'x'.repeat(9000) }), OUTCOME, intent(), OUTCOME, intent()];

it('the position before the last lines is that of the entry before them', async () => {
  const { journal, positions, file } = await journalOf(...DRAFTS);
  for (const torn of ['', '{"seq":4']) {
    appendFileSync(file, torn);
    for (const [index, position] of positions.entries()) {
      expect(await journal.positionFromEnd(DRAFTS.length - index)).toEqual(position);
    }
    expect(await journal.positionFromEnd(100)).toEqual(START);
  }
});

it('it is the start where there is no journal, and where that entry is damaged', async () => {
  const empty = openJournal(temporaryDirectory(), { acquire: unlocked });
  expect(await empty.positionFromEnd(1)).toEqual(START);
  const { journal, bytes, file } = await journalOf(...DRAFTS);
  writeFileSync(file, bytes.toString().replaceAll('"ada"', '"eve"'));
  expect(await journal.positionFromEnd(1)).toEqual(START);
});
