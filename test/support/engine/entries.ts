import { type Entry, ZERO_HASH } from '@vpcctl/journal';

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
    const intent = entry(seq, String(type), type === 'make' ? {} : { targets });
    if (ending === 'pending') return [intent];
    const error = { code: 'X', message: 'x' };
    return [intent, entry(seq, String(ending), ending === 'failed' ? { error } : {})];
  });
}

function entry(seq: number, type: string, data: Entry['data']): Entry {
  const at = '2026-01-01T00:00:00.000Z';
  return { seq, id: String(seq), at, actor: ACTOR, type, v: 1, data, prev: ZERO_HASH, hash: '' };
}
