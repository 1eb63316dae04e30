import type { AnyIntent, Change, Json, Operation, State } from '@vpcctl/sdk';
import { diff, inputError, VpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { refuseUnknownIntents } from '../registry/missing-plugins.js';
import type { Registry } from '../registry/registry.js';
import { compileStep } from './compile.js';
import { type DesiredState, desiredStateOf } from './desired.js';
import { evolveWith, unknownIntents } from './evolve.js';

/** The result of a command before anything is done: its intent, and the changes on the host. */
export interface Plan {
  /** The type and version of the entry that records it. */
  readonly type: string;
  readonly version: number;
  /** The data of the intent, with every free choice made. */
  readonly data: Json;
  readonly description: string;
  readonly stateBefore: State;
  readonly stateAfter: State;
  readonly before: DesiredState;
  readonly after: DesiredState;
  readonly changes: readonly Change[];
  readonly commands: readonly Operation[];
}

/**
 * Decides a command's request on `state` and computes the changes. Reads facts of the host, changes
 * nothing.
 * @throws VpcctlError of category `input` where the request is refused; `PLUGIN_MISSING`,
 *   `INTENT_UNKNOWN`, `DATA_INVALID`
 */
export async function plan(
  context: EngineContext,
  state: State,
  type: string,
  input: unknown,
): Promise<Plan> {
  const { registry } = context;
  refuseUnknownIntents(unknownIntents(state));
  const intent = registry.intent(type);
  if (intent === undefined) {
    throw new VpcctlError(`no plugin declares the intent ${type}`, {
      code: 'INTENT_UNKNOWN',
      category: 'internal',
    });
  }
  const request = checkInput(intent, input);
  const host = await context.facts(intent.needs?.(state, request) ?? {});
  const data = checkData(intent, intent.decide(state, request, { host }));
  return complete(registry, {
    type,
    version: intent.version,
    data,
    description: intent.describe(data),
    stateBefore: state,
    stateAfter: evolveWith(registry, state, type, data),
  });
}

/** An intent with the states before and after it: a plan without its changes. */
export type Transition = Pick<
  Plan,
  'type' | 'version' | 'data' | 'description' | 'stateBefore' | 'stateAfter'
>;

/** Completes a plan with the changes on the host. Pure. */
export function complete(registry: Registry, transition: Transition): Plan {
  const before = desiredStateOf(registry, transition.stateBefore);
  const after = desiredStateOf(registry, transition.stateAfter);
  const changes = diff(before.resources, after.resources);
  return { ...transition, before, after, changes, commands: compileStep(before, after) };
}

function checkInput(intent: AnyIntent, input: unknown): unknown {
  const result = intent.input.safeParse(input);
  if (result.success) return result.data;
  throw inputError('INPUT_INVALID', describeIssues(result.error.issues));
}

/** Checks the data before it is recorded: a fold must be able to read it from the journal. */
function checkData(intent: AnyIntent, data: Json): Json {
  const result = intent.data.safeParse(data);
  if (result.success) return result.data;
  throw new VpcctlError(
    `${intent.type} decided data that its own schema refuses: ${describeIssues(result.error.issues)}`,
    { code: 'DATA_INVALID', category: 'internal', hints: ['this is a mistake in its plugin'] },
  );
}

type Issues = readonly { path: readonly PropertyKey[]; message: string }[];

function describeIssues(issues: Issues): string {
  return issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message}`)
    .join('; ');
}
