import type { Driver, HostReader } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { probeBackends, whyUnsupported } from '../../../src/host/driver-support.js';

async function refuse(): Promise<never> {
  throw new Error('nothing is run here');
}

const host: HostReader = {
  run: refuse,
  nft: refuse,
  readFile: () => null,
};

/** A driver with what keeps it from serving, and which says that it was asked. */
function driver(name: string, unsupportedReason: string | null, asked: string[] = []): Driver {
  return {
    name,
    kinds: [],
    programs: { sh: 'dash' },
    unsupportedReason: async () => {
      asked.push(name);
      return unsupportedReason;
    },
    compile: () => [],
    observe: async () => [],
  };
}

describe('the reason why a driver does not work', () => {
  it('is its own answer', async () => {
    expect(await whyUnsupported(driver('a', 'it is Tuesday'), host, 0)).toBe('it is Tuesday');
    expect(await whyUnsupported(driver('a', null), host, 0)).toBeNull();
    const { unsupportedReason: _, ...silent } = driver('a', 'it is Tuesday');
    expect(await whyUnsupported(silent, host, 0)).toBeNull();
  });

  it('is a missing program, without asking the driver', async () => {
    const asked: string[] = [];
    const lacking = { ...driver('a', null, asked), programs: { sh: 'dash', 'no-such': 'nosuch' } };
    expect(await whyUnsupported(lacking, host, 0)).toBe(
      'no-such is not installed (apt install nosuch)',
    );
    expect(asked).toEqual([]);
  });

  it('is only known to root', async () => {
    const asked: string[] = [];
    expect(await whyUnsupported(driver('a', 'it is Tuesday', asked), host, 1000)).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe('probing backends', () => {
  it('ends at the first one that works', async () => {
    const asked: string[] = [];
    const drivers = [
      driver('a', null, asked),
      driver('b', null, asked),
      driver('c', 'not here', asked),
    ];
    expect(await probeBackends(['c', 'gone', 'b', 'a'], drivers, host, 0)).toEqual([
      { name: 'a', unsupportedReason: undefined },
      { name: 'b', unsupportedReason: null },
      { name: 'c', unsupportedReason: 'not here' },
    ]);
    expect(asked).toEqual(['c', 'b']);
  });
});
