import { appliedDraft, failedDraft, history, START } from '@vpcctl/journal';
import { expect, it } from 'vitest';
import { ACTOR, append, intent, journalOf } from '../../../support/journal/support.js';

it('each item is an intent with its outcome', async () => {
  const { journal } = await journalOf();
  const error = { code: 'X', message: 'why' };
  let position = START;
  const put = async (draft: Parameters<typeof append>[2]) => {
    const appended = await append(journal, position, draft);
    position = appended.position;
    return appended.entry;
  };
  const one = await put(intent(null, 'one'));
  const applied = await put(appliedDraft(ACTOR));
  const two = await put(intent(null, 'two'));
  const failed = await put(failedDraft(error, ACTOR));
  const three = await put(intent(null, 'three'));
  const interrupted = await put(failedDraft(error, ACTOR, true));
  const four = await put(intent(null, 'four'));

  const { entries } = await journal.read();
  expect(history(entries)).toEqual([
    { entry: one, outcome: 'applied', error: null, settledAt: applied.at },
    { entry: two, outcome: 'failed', error, settledAt: failed.at },
    { entry: three, outcome: 'interrupted', error, settledAt: interrupted.at },
    { entry: four, outcome: 'pending', error: null, settledAt: null },
  ]);
  expect(history(entries.slice(1)).map(({ entry }) => entry.seq)).toEqual([2, 3, 4]);
  expect(history([])).toEqual([]);
});
