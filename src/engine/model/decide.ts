import type { EventOrigin } from '@vpcctl/journal';
import {
  type AnyIntent,
  type ChangeEvent,
  type HostFacts,
  type JsonObject,
  type State,
  VpcctlError,
} from '@vpcctl/sdk';
import { refuseUnfollowed } from '../missing/renames.js';
import { describeIssues } from '../registry/issues.js';
import type { Registry } from '../registry/registry.js';
import { describeChange } from './describe.js';
import { evolveWith } from './evolve.js';

/** An event of a change, with the plugin of the user that declares it. */
export type RecordedEvent = ChangeEvent & { readonly plugin?: EventOrigin };

/** What a request comes to. */
export interface Decided {
  /** The events of the change, with checked data and their plugins, in order; one or more. */
  readonly events: readonly RecordedEvent[];
  /** The change in words: those of its first event. */
  readonly description: string;
  readonly stateAfter: State;
}

/**
 * Decides a request on `state`, and folds its events. Each event has to apply to the state that has
 * the events before it. Pure.
 * @param request the input, as the intent's schema returned it
 * @throws VpcctlError of category `input` where the request is refused; `EVENTS_MISSING`,
 *   `EVENT_UNKNOWN`, `DATA_INVALID`: mistakes in the intent's plugin
 */
export function decideChange(
  registry: Registry,
  intent: AnyIntent,
  state: State,
  request: unknown,
  host: HostFacts,
): Decided {
  const decided = eventsOf(intent, intent.decide(state, request, { host }));
  const events: RecordedEvent[] = [];
  const descriptions: string[] = [];
  let stateAfter = state;
  for (const { type, v, data } of decided) {
    const declared = declaredBy(registry, intent, type, v);
    const checked = checkData(declared, data);
    declared.precondition?.(stateAfter, checked);
    refuseUnfollowed(registry, stateAfter, type, checked);
    stateAfter = evolveWith(registry, stateAfter, type, checked);
    const plugin = registry.originOf(type);
    events.push({ type, v, data: checked, ...(plugin && { plugin }) });
    descriptions.push(declared.describe(checked));
  }
  return { events, description: describeChange(events, descriptions[0] ?? ''), stateAfter };
}

/** The events that an intent decided: a list of them, or the data of its own event alone. */
function eventsOf(
  { type, version: v }: AnyIntent,
  decided: ReturnType<AnyIntent['decide']>,
): readonly ChangeEvent[] {
  if (!isList(decided)) return [{ type, v, data: decided }];
  if (decided.length > 0) return decided;
  throw mistake('EVENTS_MISSING', `${type} decided a change without events`);
}

/** Array.isArray does not narrow read-only lists. Data is an object, never a list. */
function isList(decided: ReturnType<AnyIntent['decide']>): decided is readonly ChangeEvent[] {
  return Array.isArray(decided);
}

/** The intent that declares an event, in the version in which the event is to be recorded. */
function declaredBy(registry: Registry, by: AnyIntent, type: string, v: number): AnyIntent {
  const declared = registry.intent(type);
  if (declared?.version === v) return declared;
  const missing =
    declared === undefined
      ? 'which no plugin declares'
      : `which now has version ${declared.version}`;
  throw mistake('EVENT_UNKNOWN', `${by.type} decided an event ${type}, version ${v}, ${missing}`);
}

/** Checks the data before it is recorded: a fold must be able to read it from the journal. */
function checkData(intent: AnyIntent, data: JsonObject): JsonObject {
  const result = intent.data.safeParse(data);
  if (result.success) return result.data;
  const issues = describeIssues(result.error.issues);
  throw mistake('DATA_INVALID', `${intent.type} has data that its own schema refuses: ${issues}`);
}

function mistake(code: string, message: string): VpcctlError {
  return new VpcctlError(message, {
    code,
    category: 'internal',
    hints: ['this is a mistake in its plugin'],
  });
}
