import {
  type ChangeEntry,
  type ChangeEvent,
  type Entry,
  type EntryContent,
  ZERO_HASH,
} from '@vpcctl/journal';

/**
 * An intent that was applied: `make` is a change, `['undo', 2]` takes one out. `failed` or `pending` in
 * front says that it came to nothing.
 */
type Given = 'make' | readonly (string | number)[];

const ACTOR = { uid: 0, user: 'ada', pid: 7, argv: ['vpcctl'] };

/** A journal of `requests`, each followed by its outcome. */
export function given(...requests: Given[]): Entry[] {
  return requests.flatMap((request, index) => {
    const words = request === 'make' ? ['make'] : [...request];
    const ending = words[0] === 'failed' || words[0] === 'pending' ? words.shift() : 'applied';
    const [type = 'make', ...targets] = words;
    const seq = index + 1;
    const intent = entry(
      seq,
      type === 'undo' || type === 'redo' || type === 'revert' || type === 'confirm'
        ? { type, v: 1, data: { targets } }
        : { type: 'change', events: [{ type: String(type), v: 1, data: {} }] },
    );
    if (ending === 'pending') return [intent];
    const error = { code: 'X', message: 'x' };
    const failed: EntryContent = { type: 'failed', v: 1, data: { error } };
    return [intent, entry(seq, ending === 'failed' ? failed : APPLIED)];
  });
}

const APPLIED: EntryContent = { type: 'applied', v: 1, data: {} };

/** The entry of a change, with `events`. */
export function changeOf(seq: number, ...events: ChangeEvent[]): ChangeEntry {
  return { ...fieldsOf(seq), type: 'change', events };
}

function entry(seq: number, content: EntryContent): Entry {
  return { ...fieldsOf(seq), ...content };
}

function fieldsOf(seq: number) {
  const at = '2026-01-01T00:00:00.000Z';
  return { seq, id: String(seq), at, actor: ACTOR, prev: ZERO_HASH, hash: '' };
}
