import { join } from 'node:path';
import { inputError, VpcctlError } from '@vpcctl/sdk';
import { childrenOf, identify, type ProcessIdentity, startKept } from '../../host/kept/index.js';
import { type LabContent, setUpLab } from '../set-up.js';
import type { LabRecord } from './record.js';
import { type LabStore, withLabs } from './store.js';

/** How the making of a named lab ended. */
export interface Made {
  /** Null where it was made; 128 plus the signal's number where a signal ended the making. */
  readonly exitCode: number | null;
  /** Names of labs that have ended; their records were removed. */
  readonly swept: readonly string[];
}

/**
 * Makes a lab that outlives this process, and records it. Of two makers of one name, the first to
 * take the lock wins.
 * @param packageRoot vpcctl's own directory
 * @throws VpcctlError `LAB_NAME_TAKEN`, `LABS_UNSAFE`; as `runLab`
 */
export async function makeNamedLab(
  packageRoot: string,
  name: string,
  content: LabContent,
): Promise<Made> {
  const since = new Date().toISOString();
  const claim: LabRecord = { name, since, maker: identityOf(process.pid), init: null };
  const swept = await withLabs((store) => claimName(store, claim));
  try {
    const exitCode = await make(packageRoot, claim, content);
    if (exitCode !== null) await withLabs(({ remove }) => remove(name));
    return { exitCode, swept };
  } catch (error) {
    await withLabs(({ remove }) => remove(name));
    throw error;
  }
}

function claimName({ records, swept, write }: LabStore, claim: LabRecord): readonly string[] {
  const taken = records.find(({ name }) => name === claim.name);
  if (taken === undefined) {
    write(claim);
    return swept;
  }
  const { name, init, maker } = taken;
  throw inputError(
    'LAB_NAME_TAKEN',
    init === null
      ? `process ${maker.pid} is making a lab ${name} already`
      : `there is a lab ${name} already`,
    `enter it: vpcctl lab enter ${name}`,
    `or end it: vpcctl lab end ${name}`,
  );
}

async function make(
  packageRoot: string,
  claim: LabRecord,
  content: LabContent,
): Promise<number | null> {
  const keeper = ['sh', join(packageRoot, 'dist', 'lab-keep.sh')];
  const setUp = setUpLab(packageRoot, keeper, content, claim.name);
  try {
    const started = await startKept(setUp.program, setUp.args, setUp);
    if ('messages' in started) {
      if (started.exitCode >= 128) return started.exitCode;
      throw setUp.trouble(started.messages);
    }
    try {
      const [first] = childrenOf(started.pid);
      const init = identityOf(first ?? 0);
      await withLabs(({ write }) => write({ ...claim, init }));
      await started.keep();
      return null;
    } catch (error) {
      started.drop();
      throw error;
    }
  } finally {
    setUp.close();
  }
}

/** @throws VpcctlError `LAB_FAILED` */
function identityOf(pid: number): ProcessIdentity {
  const identity = identify(pid);
  if (identity !== null) return identity;
  throw new VpcctlError('the lab could not be recorded: its first process is not in /proc', {
    code: 'LAB_FAILED',
    category: 'environment',
  });
}
