import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { State } from '@vpcctl/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/flow-logs/formats.js';
import { FlowLogService } from '../../../src/flow-logs/service.js';
import { watchedState } from '../../../src/flow-logs/watched.js';
import { type FlowListener, FlowLogStore, readLines } from '../../../src/host/flow-logs/index.js';
import type { CountedConnection, FlowLine } from '../../../src/model/flows/index.js';
import { type CommandRequest, given } from '../../support/features/given.js';
import { connection, type Growth } from '../../support/flows/arbitrary.js';

const VPC: readonly CommandRequest[] = [
  ['vpc.create', { name: 'shop', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'shop', name: 'web', cidr: '10.0.1.0/24' }],
  ['subnet.add', { vpc: 'shop', name: 'db', cidr: '10.0.2.0/24' }],
];
const LOG: CommandRequest = ['flow-logs.enable', { vpc: 'shop', aggregateSeconds: 10 }];
const EXPLAINER = { allowed: () => ({ entry: 4, rule: 'a reason' }), entryOf: () => 5 };
const LIMITS = { fileBytes: 1e6, fileMs: 1e9, totalBytes: 1e7 };

let directory: string;
let store: FlowLogStore;
let isFull = false;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-flow-logs-'));
  store = await FlowLogStore.open(directory, LIMITS);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

/** A kernel in memory: its connections, and a listener that hears of their ends. */
class Kernel {
  readonly present = new Map<number, CountedConnection>();
  listener: FlowListener | null = null;
  lost = 0;

  counts(id: number, counted: Growth): void {
    this.present.set(id, connection(id, counted));
  }

  ends(id: number, counted: Growth, at: number): void {
    this.present.delete(id);
    this.listener?.ended(connection(id, counted, { isEnding: true, endedAt: at }));
  }
}

/** A service at work, with a clock that is set. */
function serviceOn(kernel: Kernel, boot = 'boot') {
  const host = { now: 1000, state: given(...VPC, LOG).state as State | null };
  const said: string[] = [];
  const service = new FlowLogService({
    watched: {
      read: async () => {
        const { state } = host;
        host.state = null;
        return state === null ? null : watchedState(state, EXPLAINER);
      },
    },
    openSource: (listener) => {
      kernel.listener = listener;
      return {
        connections: () => [...kernel.present.values()],
        drain: () => {},
        takeLost: () => {
          const { lost } = kernel;
          kernel.lost = 0;
          return lost;
        },
        close: async () => {
          kernel.listener = null;
        },
      };
    },
    store: {
      get memory() {
        return store.memory;
      },
      commit(...written) {
        if (isFull) throw new Error('the disk is full');
        store.commit(...written);
      },
    },
    format: 'json',
    kernel: { boot, network: 1 },
    now: () => host.now,
    signal: new AbortController().signal,
    report: (sentence) => said.push(sentence),
  });
  return {
    said,
    async at(now: number, state: State | null = null) {
      host.now = now;
      host.state ??= state;
      await service.look();
    },
    async end(now: number) {
      host.now = now;
      await service.end();
    },
  };
}

const lines = () =>
  [...readLines(directory)].map(({ text }) => parseLine(text)).filter((line) => line !== null);
const gaps = () => lines().filter(({ status }) => status === 'SKIPDATA');
const packets = (all: readonly FlowLine[]) =>
  all.reduce((sum, line) => sum + (line.status === 'OK' ? line.packets : 0), 0);

describe('the service of flow logs', () => {
  it('writes what was sent in each window once, also of connections that go on', async () => {
    const kernel = new Kernel();
    const service = serviceOn(kernel);
    await service.at(1000);
    kernel.counts(1, [3, 300, 2, 200]);
    await service.at(5000);
    expect(lines()).toEqual([]);
    await service.at(11_000);
    expect(lines()).toMatchObject([
      { from: 'shop/web', to: 'shop/db', packets: 3, bytes: 300, entry: 4, rule: 'a reason' },
      { from: 'shop/db', to: 'shop/web', packets: 2, bytes: 200 },
    ]);
    kernel.counts(1, [4, 400, 2, 200]);
    kernel.ends(1, [5, 500, 3, 300], 15_000);
    await service.at(21_000);
    expect(lines().slice(2)).toMatchObject([
      { packets: 2, bytes: 200, end: 15_000 },
      { packets: 1, bytes: 100 },
    ]);
    await service.at(31_000);
    expect(lines().slice(4)).toMatchObject([{ status: 'NODATA', start: 21_000, end: 31_000 }]);
  });

  it('goes on after an end, and after a kill, with each packet once', async () => {
    const kernel = new Kernel();
    const first = serviceOn(kernel);
    await first.at(1000);
    kernel.counts(1, [3, 300, 0, 0]);
    await first.end(2000);
    expect(packets(lines())).toBe(3);
    kernel.counts(1, [7, 700, 0, 0]);
    const second = serviceOn(kernel);
    await second.at(3000);
    await second.at(13_000);
    expect(packets(lines())).toBe(7);
    // Killed: nothing of this window was written, but the connection is still there.
    kernel.counts(1, [9, 900, 0, 0]);
    await serviceOn(kernel).at(14_000);
    // The third has seen them, and is killed as well.
    const fourth = serviceOn(kernel);
    await fourth.at(15_000);
    kernel.ends(1, [9, 900, 0, 0], 15_500);
    await fourth.end(16_000);
    expect(packets(lines())).toBe(9);
    expect(gaps()).toEqual([
      { status: 'SKIPDATA', vpc: 'shop', lost: null, start: 2000, end: 3000 },
      { status: 'SKIPDATA', vpc: 'shop', lost: null, start: 13_000, end: 14_000 },
      { status: 'SKIPDATA', vpc: 'shop', lost: null, start: 14_000, end: 15_000 },
    ]);
  });

  it('says that something is missing where it was killed in its first window', async () => {
    const kernel = new Kernel();
    kernel.counts(1, [3, 300, 0, 0]);
    const first = serviceOn(kernel);
    await first.at(1000);
    kernel.ends(1, [4, 400, 0, 0], 1500);
    const second = serviceOn(kernel);
    await second.at(3000);
    expect(gaps()).toMatchObject([
      { vpc: 'shop', lost: null, start: 1000, end: 3000 },
      { vpc: null, lost: 1, start: 1000, end: 3000 },
    ]);
    await second.end(4000);
    expect(packets(lines())).toBe(3);
  });

  it('says it later where it cannot be written, once', async () => {
    const kernel = new Kernel();
    await serviceOn(kernel).at(1000);
    const second = serviceOn(kernel);
    isFull = true;
    await second.at(3000);
    await second.at(14_000);
    isFull = false;
    await second.at(25_000);
    await second.at(36_000);
    expect(gaps()).toMatchObject([{ vpc: 'shop', lost: null, start: 1000, end: 3000 }]);
  });

  it('says how many connections ended while it did not run', async () => {
    const kernel = new Kernel();
    const first = serviceOn(kernel);
    await first.at(1000);
    for (const id of [1, 2, 3]) kernel.counts(id, [1, 100, 0, 0]);
    await first.end(2000);
    for (const id of [1, 2]) kernel.ends(id, [2, 200, 0, 0], 2500);
    const second = serviceOn(kernel);
    await second.at(3000);
    expect(lines().at(-1)).toEqual({
      status: 'SKIPDATA',
      vpc: null,
      lost: 2,
      start: 2000,
      end: 3000,
    });
    expect(gaps()).toHaveLength(2);
  });

  it('says how many messages were lost, in the log and to its own', async () => {
    const kernel = new Kernel();
    const service = serviceOn(kernel);
    await service.at(1000);
    kernel.lost = 12;
    await service.at(11_000);
    expect(lines().at(-1)).toMatchObject({ status: 'SKIPDATA', lost: 12 });
    expect(service.said).toEqual(['12 connections or packets were not recorded']);
    await service.at(21_000);
    expect(lines().at(-1)).toMatchObject({ status: 'NODATA' });
    expect(store.memory?.lost).toBe(12);
  });

  it('names a workload that is gone by the time its connection is told of', async () => {
    const kernel = new Kernel();
    const service = serviceOn(kernel);
    await service.at(1000);
    const { state } = given(...VPC, LOG, ['subnet.delete', { vpc: 'shop', name: 'web' }]);
    await service.at(2000, state);
    kernel.ends(1, [3, 300, 0, 0], 2100);
    await service.at(11_000);
    expect(lines()).toMatchObject([{ interface: 'shop/web', from: 'shop/web', to: 'shop/db' }]);
  });

  it('writes the last window of a log that is disabled, and then nothing', async () => {
    const kernel = new Kernel();
    const service = serviceOn(kernel);
    await service.at(1000);
    kernel.counts(1, [3, 300, 0, 0]);
    await service.at(2000, given(...VPC).state);
    expect(packets(lines())).toBe(3);
    expect(kernel.listener).toBeNull();
    kernel.counts(1, [5, 500, 0, 0]);
    // Enabled anew, it counts from the beginning of the connection on, and tells of no gap.
    await service.at(60_000, given(...VPC, LOG).state);
    expect(gaps()).toEqual([]);
  });

  it('forgets connections of another boot of the kernel', async () => {
    const kernel = new Kernel();
    const first = serviceOn(kernel);
    await first.at(1000);
    kernel.counts(1, [3, 300, 0, 0]);
    await first.end(2000);
    kernel.counts(1, [1, 100, 0, 0]);
    const second = serviceOn(kernel, 'another');
    await second.at(3000);
    await second.end(4000);
    expect(packets(lines())).toBe(4);
    expect(gaps()).toMatchObject([
      { vpc: 'shop', lost: null, start: 2000, end: 3000 },
      { vpc: null, lost: 1 },
    ]);
  });

  it('records only what is asked for', async () => {
    const kernel = new Kernel();
    const service = serviceOn(kernel);
    const denied: CommandRequest = ['flow-logs.enable', { vpc: 'shop', record: 'denied' }];
    await service.at(1000, null);
    await service.at(1001, given(...VPC, denied).state);
    kernel.counts(1, [3, 300, 0, 0]);
    await service.end(2000);
    expect(packets(lines())).toBe(0);
  });

  it('writes early where very much comes', async () => {
    const kernel = new Kernel();
    const service = serviceOn(kernel);
    await service.at(1000);
    for (let id = 1; id <= 20_000; id += 1) kernel.ends(id, [1, 100, 0, 0], 1500);
    await service.at(1600);
    await service.at(1700);
    expect([...readLines(directory)]).toHaveLength(20_000);
  });
});
