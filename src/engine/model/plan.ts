import type { EntryContent } from '@vpcctl/journal';
import type { AnyIntent, Change, Operation, Place, State } from '@vpcctl/sdk';
import { diff, inputError, isSameJson, VpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { nextPlace } from '../context/place.js';
import { refuseOrphans } from '../missing/refusals.js';
import { describeIssues } from '../registry/issues.js';
import type { Registry } from '../registry/registry.js';
import { compileStep } from './compile.js';
import { decideChange } from './decide.js';
import { type DesiredState, desiredStateOf } from './desired.js';
import { type Difference, differenceOf } from './difference.js';

/** The result of a command before anything is done: its entry, and the changes on the host. */
export interface Plan {
  /** What the entry that records it will hold, with every free choice made. */
  readonly content: EntryContent;
  readonly description: string;
  readonly stateBefore: State;
  readonly stateAfter: State;
  /** The host for which `after` is; `before` is for the host as it was changed last. */
  readonly place: Place;
  /** The whole desired states. They are lowered when they are read, which few changes need. */
  readonly before: DesiredState;
  readonly after: DesiredState;
  readonly difference: Difference;
  readonly changes: readonly Change[];
  readonly commands: readonly Operation[];
}

/**
 * Decides a command's request on `state` and computes the changes. Reads facts of the host, changes
 * nothing.
 * @throws VpcctlError of category `input` where the request is refused; `NOTHING_TO_DO` where it
 *   changes no part of the state; `INTENT_UNKNOWN`; as {@link decideChange}, {@link refuseOrphans}
 */
export async function plan(
  context: EngineContext,
  state: State,
  type: string,
  input: unknown,
): Promise<Plan> {
  const { registry } = context;
  const intent = requireIntent(registry, type);
  const request = checkInput(intent, input);
  const host = await context.facts({ ...intent.needs?.(state, request), network: true });
  const { events, ...decided } = decideChange(registry, intent, state, request, host);
  refuseOrphans(state, decided.stateAfter);
  if (isSameJson(state, decided.stateAfter)) throw nothingToDo(decided.description);
  const content = { type: 'change', events } as const;
  const place = nextPlace(registry.place, host);
  return complete(registry, { content, ...decided, stateBefore: state }, place);
}

/** An entry with the states before and after it: a plan without its changes. */
export type Transition = Pick<Plan, 'content' | 'description' | 'stateBefore' | 'stateAfter'>;

/**
 * Completes a plan with the changes on the host. Pure.
 * @param place the host as it is now; by default as it was when it was changed last
 */
export function complete(registry: Registry, transition: Transition, place = registry.place): Plan {
  const { stateBefore, stateAfter } = transition;
  const before = desiredStateOf(registry, stateBefore);
  const after = desiredStateOf(registry, stateAfter, place);
  const difference = differenceOf(registry, stateBefore, stateAfter, place);
  const changes = diff(difference.before.resources, difference.after.resources);
  const inForce = () => after.resources;
  const commands = compileStep(difference.before, difference.after, changes, inForce);
  return { ...transition, place, before, after, difference, changes, commands };
}

/** The plan of an entry that says why it was made. Pure. */
export function withMessage(plan: Plan, message: string | undefined): Plan {
  return message === undefined ? plan : { ...plan, content: { ...plan.content, message } };
}

/** An entry that changes nothing would be undone by the next `undo`, in place of a change. */
function nothingToDo(description: string): VpcctlError {
  return inputError(
    'NOTHING_TO_DO',
    `nothing to do: it is so already (${description})`,
    'where the host differs from the journal: vpcctl replay',
  );
}

/** @throws VpcctlError `INTENT_UNKNOWN` */
export function requireIntent(registry: Registry, type: string): AnyIntent {
  const intent = registry.intent(type);
  if (intent !== undefined) return intent;
  throw new VpcctlError(`no plugin declares the intent ${type}`, {
    code: 'INTENT_UNKNOWN',
    category: 'internal',
  });
}

/** @throws VpcctlError `INPUT_INVALID` */
export function checkInput(intent: AnyIntent, input: unknown): unknown {
  const result = intent.input.safeParse(input);
  if (result.success) return result.data;
  throw inputError('INPUT_INVALID', describeIssues(result.error.issues));
}
