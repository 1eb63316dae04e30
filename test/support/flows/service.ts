import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parseLine } from '../../../src/flow-logs/formats.js';
import type { FlowLine, FlowRecord } from '../../../src/model/flows/index.js';
import { CHECKOUT } from '../checkout.js';
import { eventually } from '../cli/gate.js';
import { fileIn, namesIn, STATE } from '../cli/lab-files.js';
import type { Lab } from '../lab/harness.js';

const DIRECTORY = `${STATE}/flow-logs`;

/** The texts of all files in the lab, one after the other. */
export function textIn(lab: Lab): string {
  const files = (namesIn(lab, DIRECTORY) ?? []).filter((name) => name.endsWith('.log'));
  return files.map((name) => fileIn(lab, `${DIRECTORY}/${name}`) ?? '').join('');
}

/** All lines that were written so far; each has to be one. */
export function linesIn(lab: Lab): FlowLine[] {
  const text = textIn(lab);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .slice(0, -1)
    .map((each) => {
      const line = parseLine(each);
      if (line === null) throw new Error(`no line of a flow log: ${JSON.stringify(each)}`);
      return line;
    });
}

/** The records of one flow, by its destination port. */
export function recordsOf(lab: Lab, wanted: Partial<FlowRecord>): FlowRecord[] {
  return linesIn(lab).flatMap((line) =>
    line.status === 'OK' &&
    Object.entries(wanted).every(([key, value]) => Reflect.get(line, key) === value)
      ? [line]
      : [],
  );
}

/** Packets, and their bytes with IP headers. */
export interface Counted {
  readonly packets: number;
  readonly bytes: number;
}

/** Packets and bytes of records together. */
export function totalOf(records: readonly FlowRecord[]): Counted {
  return {
    packets: records.reduce((sum, { packets }) => sum + packets, 0),
    bytes: records.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

let runs = 0;

/** The service in a lab, as a process of its own. */
export async function startService(lab: Lab, ...flags: string[]) {
  runs += 1;
  const name = `/run/flow-logs-${runs}`;
  lab.start('sh', [
    '-c',
    `vpcctl flow-logs run ${flags.join(' ')} >${name} 2>&1 & echo $! >${name}.pid
     wait $!; echo $? >${name}.ended`,
  ]);
  await eventually(async () => {
    expect((await lab.shell(`flock -n ${DIRECTORY}/lock true`)).exitCode).toBe(1);
  });
  const signal = (what: string) => lab.shell(`kill -${what} $(cat ${name}.pid)`);
  const ended = () => eventually(() => expect(fileIn(lab, `${name}.ended`)).not.toBeNull());
  return {
    signal,
    ended,
    said: () => fileIn(lab, name) ?? '',
    /** Ends it, and waits until it has written all. @returns its exit code */
    async end(): Promise<number> {
      await signal('TERM');
      await ended();
      return Number(fileIn(lab, `${name}.ended`));
    },
  };
}

/** A program in the lab that sends and receives, in the namespace of a workload. */
export function trafficIn(lab: Lab) {
  const program = readFileSync(join(CHECKOUT, 'test/support/flows/traffic.py'), 'utf8');
  const words = (at: string, args: readonly (string | number)[]) => [
    ...['netns', 'exec', at, 'python3', '-c', program],
    ...args.map(String),
  ];
  return {
    async serve(at: string, ...args: (string | number)[]): Promise<void> {
      const server = lab.start('ip', words(at, args));
      await eventually(() => expect(server.output()).toContain('ready'));
    },
    async send(at: string, ...args: (string | number)[]): Promise<void> {
      const { exitCode, stderr } = await lab.run('ip', words(at, args));
      if (exitCode !== 0) throw new Error(stderr);
    },
    beside: (at: string, ...args: (string | number)[]) => lab.start('ip', words(at, args)),
  };
}
