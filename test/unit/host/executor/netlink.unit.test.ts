import type { LineOperation } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { runByNetlink } from '../../../../src/host/executor/netlink.js';
import { Refusal } from '../../../../src/host/executor/refusal.js';

const GONE = 'Cannot find device "b"';
const FULL = 'RTNETLINK answers: No buffer space available';

function deletion(link: string): LineOperation {
  const about = { resources: [], why: 'a test' };
  return { op: 'link.delete', phase: 'detach', namespace: null, link, ...about };
}

/** Runs the deletions of a, b and c, with what the kernel says of some of them. */
async function run(
  said: Readonly<Record<string, string>>,
  { isForced = false, ...options }: { isForced?: boolean; signal?: AbortSignal } = {},
  onLink: (link: string) => void = () => {},
) {
  const done: string[] = [];
  let isClosed = false;
  const failure = await runByNetlink(
    ['a', 'b', 'c'].map(deletion),
    {
      carryOut(operation) {
        const link = 'link' in operation ? String(operation.link) : '';
        onLink(link);
        const refusal = said[link];
        if (refusal !== undefined) throw new Refusal(refusal);
        done.push(link);
      },
      close: () => {
        isClosed = true;
      },
    },
    { isForced, ...options },
  ).then(
    () => null,
    ({ code, message }) => ({ code, message }),
  );
  return { done, failure, isClosed };
}

const ok = { failure: null, isClosed: true };
const failed = (message: string) => ({
  failure: { code: 'HOST_STEP_FAILED', message },
  isClosed: true,
});

describe('operations by netlink', () => {
  it('run in their order', async () => {
    expect(await run({})).toEqual({ ...ok, done: ['a', 'b', 'c'] });
  });

  it('stop at the first that fails', async () => {
    const failure = failed(`ip link del dev b: ${GONE}`);
    expect(await run({ b: GONE, c: FULL })).toEqual({ ...failure, done: ['a'] });
  });

  it('where forced, go on, and give the first real failure', async () => {
    const isForced = true;
    expect(await run({ b: GONE }, { isForced })).toEqual({ ...ok, done: ['a', 'c'] });
    const failure = failed(`ip link del dev a: ${FULL}`);
    expect(await run({ a: FULL, b: GONE, c: FULL }, { isForced })).toEqual({
      ...failure,
      done: [],
    });
  });

  it('stop between two of them when they are interrupted', async () => {
    const interruption = new AbortController();
    const { signal } = interruption;
    const result = await run({}, { signal }, (link) => {
      if (link === 'b') interruption.abort();
    });
    expect(result).toEqual({
      ...{ done: ['a', 'b'], isClosed: true },
      failure: { code: 'HOST_INTERRUPTED', message: 'interrupted' },
    });
  });

  it('let a timer, or a signal of the system, have its turn between two of them', async () => {
    const interruption = new AbortController();
    const { signal } = interruption;
    const result = await run({}, { signal }, () => {
      setTimeout(() => interruption.abort());
      // Longer than the timer: an operation blocks.
      for (const start = performance.now(); performance.now() - start < 3; );
    });
    expect(result.failure?.code).toBe('HOST_INTERRUPTED');
  });
});
