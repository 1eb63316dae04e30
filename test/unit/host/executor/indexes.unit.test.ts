import type { LineOperation } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import { act } from '../../../../src/host/executor/netlink-actions.js';
import { NetlinkError, type NetlinkSession } from '../../../../src/host/netlink/index.js';

const about = { resources: [], why: 'a test', namespace: null };
const up: LineOperation = { op: 'link.set', phase: 'up', link: 'v0', up: true, ...about };
const gone: LineOperation = { op: 'link.delete', phase: 'detach', link: 'v0', ...about };

/** A kernel in which the link v0 has an index, which changes when `isMadeAnew` says so before a request. */
function kernel(isMadeAnew: (request: number) => boolean, refusal = 19) {
  let now = 7;
  let requests = 0;
  const known = new Map<string, number>();
  const log: string[] = [];
  const socket = {
    index(name: string) {
      if (!known.has(name)) log.push('asks');
      const index = known.get(name) ?? now;
      known.set(name, index);
      return index;
    },
    forgetIndexes() {
      const knew = known.size > 0;
      known.clear();
      return knew;
    },
    request({ what }: { what: string }) {
      requests += 1;
      if (isMadeAnew(requests)) now += 1;
      const isFound = what.endsWith(` ${now}`);
      log.push(`${what}${isFound ? '' : ' in vain'}`);
      if (!isFound) {
        throw new NetlinkError(what, { errno: refusal, text: null, offset: null, missing: null });
      }
      return null;
    },
  };
  return { session: { socket: () => socket } as unknown as NetlinkSession, log };
}

it('the kernel is asked once for the index of a link', () => {
  const { session, log } = kernel(() => false);
  act(up, session);
  act(up, session);
  expect(log).toEqual(['asks', 'link set 7', 'link set 7']);
});

it.each([19, 3])('a link that was made anew meanwhile is found (error %i)', (refusal) => {
  const { session, log } = kernel((request) => request === 2, refusal);
  act(up, session);
  act(up, session);
  expect(log).toEqual(['asks', 'link set 7', 'link set 7 in vain', 'asks', 'link set 8']);
});

it('what is refused twice is a failure', () => {
  const { session, log } = kernel(() => true);
  expect(() => act(up, session)).toThrow(NetlinkError);
  expect(log).toEqual(['asks', 'link set 7 in vain', 'asks', 'link set 8 in vain']);
});

it('a link is deleted by the index that it has just then', () => {
  const { session, log } = kernel(() => false);
  act(up, session);
  act(gone, session);
  expect(log).toEqual(['asks', 'link set 7', 'asks', 'link delete 7']);
});
