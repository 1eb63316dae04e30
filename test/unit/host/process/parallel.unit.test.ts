import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inParallel } from '../../../../src/host/process/parallel.js';

/** Work that ends only when it is told to. */
function controlled() {
  const ends = new Map<number, (error?: Error) => void>();
  const work = (value: number) =>
    new Promise<number>((resolve, reject) => {
      ends.set(value, (error) => (error === undefined ? resolve(value) : reject(error)));
    });
  const end = async (value: number, error?: Error) => {
    ends.get(value)?.(error);
    await new Promise(setImmediate);
  };
  return { work, end, begun: () => [...ends.keys()] };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('inParallel', () => {
  it('has the results in the order of the values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 40 }), async (turns) => {
        const { results, failures } = await inParallel(
          [...turns.entries()],
          async ([index, turn]) => {
            for (let at = 0; at < turn; at += 1) await null;
            return index;
          },
        );
        expect(results).toEqual(numbers(turns.length));
        expect(failures).toEqual([]);
      }),
    );
  });

  it('starts a few at once, and the next one when one has ended', async () => {
    const { work, end, begun } = controlled();
    const all = inParallel(numbers(18), work);
    expect(begun()).toEqual(numbers(16));
    await end(3);
    expect(begun()).toEqual(numbers(17));
    for (const value of numbers(18)) await end(value);
    expect((await all).results).toEqual(numbers(18));
  });

  it('starts none after a failure, and waits for the running ones', async () => {
    const { work, end, begun } = controlled();
    let ended = false;
    const all = inParallel(numbers(20), work).finally(() => {
      ended = true;
    });
    await end(5, new Error('no luck'));
    await end(6, new Error('nor here'));
    expect(begun()).toEqual(numbers(16));
    for (const value of numbers(15)) await end(value);
    expect(ended).toBe(false);
    await end(15);
    expect(begun()).toEqual(numbers(16));
    expect((await all).failures).toEqual([new Error('no luck'), new Error('nor here')]);
  });
});
