import type { AnyIntent, Change, HostCommand, Json, State } from '@vpcctl/sdk';
import { diff, inputError, VpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context.js';
import { refuseUnknownIntents } from '../registry/missing-plugins.js';
import type { Registry } from '../registry/registry.js';
import { compileStep } from './compile.js';
import { type DesiredState, desiredStateOf } from './desired.js';
import { evolveWith, unknownIntents } from './evolve.js';

/** What a wish comes to: what would be recorded, and what that changes on the host. */
export interface Plan {
  /** The type and version of the entry that records it. */
  readonly type: string;
  readonly version: number;
  /** What is recorded: the wish with every free choice made. */
  readonly data: Json;
  readonly description: string;
  readonly stateBefore: State;
  readonly stateAfter: State;
  readonly before: DesiredState;
  readonly after: DesiredState;
  readonly changes: readonly Change[];
  readonly commands: readonly HostCommand[];
}

/**
 * Decides a wish on `state` and works out what it changes. Reads facts of the host, changes nothing.
 * @throws VpcctlError of category `input` where the wish can't be met
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

/** A step from one state to another, before it is known what that changes. */
export type Step = Pick<
  Plan,
  'type' | 'version' | 'data' | 'description' | 'stateBefore' | 'stateAfter'
>;

/** Works out what a step changes on the host. Pure. */
export function complete(registry: Registry, step: Step): Plan {
  const before = desiredStateOf(registry, step.stateBefore);
  const after = desiredStateOf(registry, step.stateAfter);
  const changes = diff(before.resources, after.resources);
  return { ...step, before, after, changes, commands: compileStep(before, after) };
}

function checkInput(intent: AnyIntent, input: unknown): unknown {
  const result = intent.input.safeParse(input);
  if (result.success) return result.data;
  throw inputError('INPUT_INVALID', inWords(result.error.issues));
}

/** What a fold will read: the journal must not get what it could never give back. */
function checkData(intent: AnyIntent, data: Json): Json {
  const result = intent.data.safeParse(data);
  if (result.success) return result.data;
  throw new VpcctlError(
    `${intent.type} decided what its own schema refuses: ${inWords(result.error.issues)}`,
    { code: 'DATA_INVALID', category: 'internal', hints: ['this is a mistake in its plugin'] },
  );
}

type Issues = readonly { path: readonly PropertyKey[]; message: string }[];

function inWords(issues: Issues): string {
  return issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message}`)
    .join('; ');
}
