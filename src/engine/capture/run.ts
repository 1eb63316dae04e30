import { countOf, type State } from '@vpcctl/sdk';
import {
  type Captured,
  capture,
  checkFilter,
  type Sink,
  startPrinter,
} from '../../host/capture/index.js';
import { checkNamespace, checkPrograms, checkRoot, statePaths } from '../../host/index.js';
import { watchInterruption } from '../run/interruption.js';
import { type DescribedPacket, describingSink } from './described.js';
import { fileSink, openCaptureFile } from './file.js';
import { pointsOf } from './points.js';
import { workloadsAt } from './where.js';

export interface CaptureRequest {
  /** The file to write; `-` is standard output, null: lines are printed. */
  readonly path: string | null;
  readonly force: boolean;
  readonly count: number | null;
  readonly snaplen: number;
  /** How long, in milliseconds; null: until it is ended. */
  readonly duration: number | null;
  /** The program that a file names. */
  readonly application: string;
  /** Prints a line besides the result. */
  readonly note: (message: string) => void;
  /** Prints a packet. */
  readonly print: (packet: DescribedPacket) => void;
}

/**
 * Checks all that may be wrong with a capture, and returns what runs it.
 * @throws VpcctlError as `workloadsAt`, `checkFilter` and `openCaptureFile`; `NOT_ROOT`,
 *   `HOST_PROGRAM_MISSING`, `HOST_OTHER_NAMESPACE`
 */
export async function prepareCapture(
  state: State,
  place: string,
  filter: readonly string[],
  request: CaptureRequest,
): Promise<() => Promise<Captured>> {
  const { duration, snaplen, count } = request;
  const workloads = workloadsAt(state, place);
  checkRoot();
  const { mismatch } = checkNamespace(statePaths().directory);
  if (mismatch !== null) throw mismatch;
  checkPrograms({ tcpdump: 'tcpdump', setpriv: 'util-linux' });
  const points = pointsOf(workloads);
  await checkFilter(points[0]?.interface ?? '', filter);
  const { sink, close } = openSink(request, points);
  return async () => {
    const { signal, stop } = watchInterruption();
    const ends = [
      signal,
      ...(duration === null ? [] : [AbortSignal.timeout(duration)]),
      closedOutput(),
    ];
    try {
      return await capture(points, sink, {
        ...{ filter, snaplen, count, signal: AbortSignal.any(ends) },
        ready: () =>
          request.note(`Capturing at ${countOf(workloads.length, 'workload')}; Ctrl-C ends it.`),
        gone: ({ interface: link }, why) => request.note(`${link}: ${why}`),
      });
    } finally {
      stop();
      await close();
    }
  };
}

function openSink(
  { path, force, snaplen, application, print }: CaptureRequest,
  points: ReturnType<typeof pointsOf>,
): { readonly sink: Sink; readonly close: () => Promise<void> } {
  if (path !== null) {
    const file = openCaptureFile(path, { force, application });
    return { sink: fileSink(file, points, snaplen), close: async () => file.close() };
  }
  const printer = startPrinter(snaplen);
  const sink = describingSink(printer, points, print);
  return { sink, close: () => printer.end() };
}

/** Aborted when the reader of standard output has gone. */
export function closedOutput(): AbortSignal {
  const controller = new AbortController();
  process.stdout.once('error', () => controller.abort());
  return controller.signal;
}
