import { expect } from 'vitest';
import type * as z from 'zod';
import { errorSchema } from '../../../src/schemas/error.js';
import type { RunResult } from '../lab/harness.js';

/** Where vpcctl is run: a lab, or a host in memory. */
export interface Place {
  vpcctl(...args: string[]): Promise<RunResult>;
}

/** Runs vpcctl and expects it to succeed. Gives what it prints. */
export async function ok(place: Place, ...args: string[]): Promise<string> {
  const result = await place.vpcctl(...args);
  expect(result, args.join(' ')).toMatchObject({ exitCode: 0 });
  return result.stdout;
}

/** Runs vpcctl with `--json` and expects just what the schema documents, and success. */
export async function json<T>(place: Place, schema: z.ZodType<T>, ...args: string[]): Promise<T> {
  return parse(schema, await ok(place, ...args, '--json'));
}

/** How an error is shown, once for people and once with `--json`; both are checked to say the same. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
  readonly exitCode: number;
  /** What a person sees. */
  readonly shown: string;
}

/** Runs vpcctl with `--json` and expects an error. */
export async function refusedInJson(place: Place, args: string[]) {
  const { exitCode, stdout, stderr } = await place.vpcctl(...withJson(args));
  expect(withoutProgress(stderr)).toBe('');
  const { error } = parse(errorSchema, stdout);
  expect(exitCode).toBe(error.exitCode);
  return error;
}

/** Runs vpcctl twice, without and with `--json`, and expects the same error from both. */
export async function refused(place: Place, args: string[]): Promise<Refusal> {
  const [people, error] = await Promise.all([place.vpcctl(...args), refusedInJson(place, args)]);
  expect(people).toMatchObject({ exitCode: error.exitCode, stdout: '' });
  const lines = [`error: ${error.message}`, ...error.hints.map((hint) => `  → ${hint}`)];
  const shown = withoutProgress(people.stderr);
  expect(shown).toBe(`${printed(lines.join('\n'))}\n`);
  return { ...error, shown };
}

/** Progress lines come or not, by how busy the machine is. */
export function withoutProgress(stderr: string): string {
  return stderr.replaceAll(
    /^(running: .*|planning: .*|waiting for another vpcctl command to end) …\n/gm,
    '',
  );
}

/** What `schema` describes in `text`, and nothing more than that. */
export function parse<T>(schema: z.ZodType<T>, text: string): T {
  const value: unknown = JSON.parse(text);
  const parsed = schema.parse(value);
  expect(value).toEqual(parsed);
  return parsed;
}

export function succeeded(result: RunResult): RunResult {
  expect(result).toMatchObject({ exitCode: 0 });
  return result;
}

/** `--json` goes before the two dashes behind which everything is a command's own. */
function withJson(args: string[]): string[] {
  const end = args.indexOf('--');
  return end === -1 ? [...args, '--json'] : args.toSpliced(end, 0, '--json');
}

/** Control characters don't reach a terminal. */
function printed(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
