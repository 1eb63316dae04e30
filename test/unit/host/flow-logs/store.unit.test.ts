import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FlowLogStore, readLines, storeStatus } from '../../../../src/host/flow-logs/index.js';

let directory: string;
let stores: FlowLogStore[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-flow-logs-'));
});
afterEach(() => {
  for (const store of stores) store.close();
  stores = [];
  rmSync(directory, { recursive: true });
});

const LIMITS = { fileBytes: 1000, fileMs: 1_000_000, totalBytes: 100_000 };
const MEMORY = { boot: 'b', network: 1, at: 1, open: {}, pending: [], lost: 0 };

async function open(limits = LIMITS): Promise<FlowLogStore> {
  const store = await FlowLogStore.open(directory, limits);
  stores.push(store);
  return store;
}

/** As a kill does: the lock goes, and nothing more is written. */
function end(): void {
  for (const store of stores) store.close();
  stores = [];
}

const written = () => [...readLines(directory)].map(({ text }) => text);
const files = () => readdirSync(directory).filter((name) => name.endsWith('.log'));
const newest = () => join(directory, files().sort().at(-1) ?? '');

describe('the files of flow logs', () => {
  it('begin with the first line, not with what is remembered before it', async () => {
    const store = await open();
    store.commit([], MEMORY, 'aws', 1);
    expect(files()).toEqual([]);
    end();
    (await open()).commit(['first'], MEMORY, 'aws', 2);
    expect(files()).toEqual(['flows-00000001.log']);
    expect(written()).toEqual(['first']);
  });

  it('have each line once and whole, wherever a process was killed', async () => {
    const store = await open();
    store.commit(['first', 'second'], MEMORY, 'aws', 1);
    store.commit(['third', 'fourth'], MEMORY, 'aws', 2);
    const whole = readFileSync(newest());
    const before = Buffer.from('first\nsecond\n');
    end();
    for (let length = before.length; length <= whole.length; length += 1) {
      // The checkpoint was replaced, and so much of the block was written.
      writeFileSync(newest(), whole.subarray(0, length));
      for (const { text, next } of readLines(directory)) {
        expect(['first', 'second', 'third', 'fourth']).toContain(text);
        expect(next.offset).toBeLessThanOrEqual(length);
      }
      await open();
      end();
      expect(readFileSync(newest())).toEqual(whole);
    }
  });

  it('go on after a start with what was remembered', async () => {
    const first = await open();
    const memory = { ...MEMORY, open: { key: [1, 2, 3, 4] as [number, number, number, number] } };
    first.commit(['one'], memory, 'aws', 1);
    end();
    const second = await open();
    expect(second.memory).toEqual(memory);
    second.commit(['two'], MEMORY, 'aws', 2);
    expect(written()).toEqual(['one', 'two']);
    expect(files()).toHaveLength(1);
  });

  it('have one writer', async () => {
    const store = await open();
    await expect(FlowLogStore.open(directory, LIMITS)).rejects.toMatchObject({
      code: 'FLOW_LOGS_RUNNING',
    });
    expect(await storeStatus(directory)).toMatchObject({ running: true, files: 0 });
    store.commit(['one'], { ...MEMORY, at: 7, lost: 3 }, 'aws', 1);
    end();
    const status = { running: false, files: 1, bytes: 4, writtenAt: 7, lost: 3 };
    expect(await storeStatus(directory)).toEqual(status);
  });

  it('are bounded: a full or old one is closed, and the oldest are deleted', async () => {
    const limits = { fileBytes: 100, fileMs: 50, totalBytes: 350 };
    const store = await open(limits);
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index} ${'x'.repeat(20)}`);
    for (const [index, line] of lines.entries()) store.commit([line], MEMORY, 'aws', index);
    const size = files().reduce((sum, name) => sum + readFileSync(join(directory, name)).length, 0);
    expect(size).toBeLessThanOrEqual(limits.totalBytes);
    // What is left are the last lines, in order and without a gap.
    const left = written();
    expect(left.length).toBeGreaterThan(5);
    expect(left).toEqual(lines.slice(-left.length));
    const before = files().length;
    store.commit(['later'], MEMORY, 'aws', 1000);
    expect(written().at(-1)).toBe('later');
    expect(files().length).toBeGreaterThanOrEqual(before);
    expect(readFileSync(newest(), 'utf8')).toBe('later\n');
  });

  it('of one format have no lines of another', async () => {
    const store = await open();
    store.commit(['aws'], MEMORY, 'aws', 1);
    store.commit(['json'], MEMORY, 'json', 2);
    expect(files().map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual([
      'aws\n',
      'json\n',
    ]);
  });

  it('that someone deleted or emptied do not come back, and nothing fails', async () => {
    const store = await open();
    store.commit(['one'], MEMORY, 'aws', 1);
    store.commit(['two'], MEMORY, 'aws', 2);
    rmSync(newest());
    store.commit(['three'], MEMORY, 'aws', 3);
    expect(written()).toEqual(['three']);
    store.commit(['four'], MEMORY, 'aws', 4);
    writeFileSync(newest(), '');
    store.commit(['five'], MEMORY, 'aws', 5);
    expect(written()).toEqual(['five']);
  });

  it('are read from any place on, as long as lines are whole', async () => {
    const store = await open();
    store.commit(['one', 'two'], MEMORY, 'aws', 1);
    const [first] = [...readLines(directory)];
    appendFileSync(newest(), 'torn');
    const from = first?.next;
    expect([...readLines(directory, from)].map(({ text }) => text)).toEqual(['two']);
  });

  it('begin anew where the checkpoint is none', async () => {
    const store = await open();
    store.commit(['one'], MEMORY, 'aws', 1);
    end();
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        writeFileSync(join(directory, 'checkpoint.json'), text);
        const again = await open();
        expect(again.memory).toBeNull();
        end();
      }),
      { numRuns: 20 },
    );
    (await open()).commit(['two'], MEMORY, 'aws', 2);
    expect(written()).toEqual(['one', 'two']);
  });
});
