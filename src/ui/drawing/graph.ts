import { writeFile } from 'node:fs/promises';
import { inputError, requireVpc, VpcctlError, vpcsOf } from '@vpcctl/sdk';
import type { CommandOutput } from '@vpcctl/sdk/command';
import { layOut, renderDot, renderMermaid, renderSvg, shownOf } from '../../drawing/index.js';
import { type DrawnState, readDrawnAt, withDrawnParts } from '../../engine/drawing/index.js';
import { type UnknownEvent, unknownInEither } from '../../engine/missing/index.js';
import type { ShownGraph } from '../../model/graph/index.js';
import type { GraphOutput } from '../../schemas/drawing/graph.js';
import { readStateAsOf } from '../reading/read-state.js';
import { printableLine } from '../text/text.js';
import { FORMATS, type Format, formatOf } from './formats.js';
import { renderText } from './text.js';

/** What `graph` is asked for. */
export interface GraphRequest {
  readonly vpcs: readonly string[];
  readonly format?: Format | undefined;
  readonly output?: string | undefined;
  readonly at?: string | undefined;
  /** Two points of the history; oclif also puts VPCs there that stand behind them. */
  readonly diff?: readonly string[] | undefined;
}

/** A drawing, and what to print: null where it is in a file. */
export interface GraphAnswer {
  readonly output: GraphOutput;
  readonly text: string | null;
  readonly unknown: readonly UnknownEvent[];
}

/**
 * Reads and draws the network.
 * @throws VpcctlError `VPC_UNKNOWN`, `OUTPUT_FAILED`; of points in time as `diff`
 */
export async function drawGraph(
  command: CommandOutput,
  { vpcs: words, format, output, at, diff = [] }: GraphRequest,
): Promise<GraphAnswer> {
  const { config } = command;
  checkFile(output);
  const [from, to = 'now', ...more] = diff;
  const [now, before] =
    from === undefined
      ? [await withDrawnParts(config, await readStateAsOf(config, at))]
      : (await readDrawnAt(config, [from, to])).reverse();
  if (now === undefined) throw new Error('a point has a state');
  const names = [...new Set([...words, ...more])];
  checkNames(names, now, before);
  const vpcs = names.length === 0 ? undefined : names;
  const graph = shownOf(now, { vpcs, before });
  const text = await written(graph, format ?? formatOf(output));
  if (output !== undefined) {
    await writeTo(output, text);
    command.note(`Wrote ${printableLine(output)}`);
  }
  return {
    output: graph as GraphOutput,
    text: output === undefined ? text.trimEnd() : null,
    unknown: unknownInEither(before?.state ?? now.state, now.state),
  };
}

/** A VPC may be there at one of the two points only. */
function checkNames(
  names: readonly string[],
  now: DrawnState,
  before: DrawnState | undefined,
): void {
  const gone = before === undefined ? [] : vpcsOf(before.state).map(({ name }) => name);
  for (const name of names) if (!gone.includes(name)) requireVpc(now.state, name);
}

/** Of commands that list things, --output is the format. */
function checkFile(output: string | undefined): void {
  const asked = output ?? '';
  if (!['json', 'yaml', 'table', 'wide', 'name', ...FORMATS].includes(asked)) return;
  throw inputError(
    'OUTPUT_INVALID',
    `--output of graph is a file, and ${asked} is a format`,
    asked === 'json' ? 'as JSON: vpcctl graph --json' : 'the format: --format svg',
    `a file of that name: --output ./${asked}`,
  );
}

async function written(graph: ShownGraph, format: Format): Promise<string> {
  switch (format) {
    case 'svg':
      return renderSvg(await layOut(graph));
    case 'mermaid':
      return renderMermaid(graph);
    case 'dot':
      return renderDot(graph);
    case 'text':
      return `${renderText(graph)}\n`;
  }
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new VpcctlError(`the drawing can't be written to ${JSON.stringify(file)}`, {
      code: 'OUTPUT_FAILED',
      category: 'environment',
      hints: [error instanceof Error ? error.message : String(error)],
    });
  }
}
