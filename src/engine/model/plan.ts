import type { AnyIntent, Change, HostCommand, Json, State } from '@vpcctl/sdk';
import { diff, inputError, VpcctlError } from '@vpcctl/sdk';
import type { EngineParts } from '../context.js';
import { refuseForeign } from '../registry/missing-plugins.js';
import type { Registry } from '../registry/registry.js';
import { compileStep } from './compile.js';
import { type World, worldOf } from './desired.js';
import { evolveWith, foreignIntents } from './evolve.js';

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
  readonly before: World;
  readonly after: World;
  readonly changes: readonly Change[];
  readonly commands: readonly HostCommand[];
}

/**
 * Decides a wish on `state` and works out what it changes. Reads facts of the host, changes nothing.
 * @throws VpcctlError of category `input` where the wish can't be met
 */
export async function plan(
  parts: EngineParts,
  state: State,
  type: string,
  input: unknown,
): Promise<Plan> {
  const { registry } = parts;
  refuseForeign(foreignIntents(state));
  const intent = registry.intent(type);
  if (intent === undefined) {
    throw new VpcctlError(`no plugin declares the intent ${type}`, {
      code: 'INTENT_UNKNOWN',
      category: 'internal',
    });
  }
  const wish = checkInput(intent, input);
  const host = await parts.facts(intent.needs?.(state, wish) ?? {});
  const data = checkData(intent, intent.decide(state, wish, { host }));
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
  const before = worldOf(registry, step.stateBefore);
  const after = worldOf(registry, step.stateAfter);
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
