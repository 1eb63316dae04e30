import {
  type HostFacts,
  type HostNeeds,
  type IntentRequest,
  isVpcctlError,
  type State,
  type VpcctlError,
} from '@vpcctl/sdk';
import { decideChange, type RecordedEvent } from '../model/decide.js';
import { checkInput, requireIntent } from '../model/plan.js';
import type { Registry } from '../registry/registry.js';
import type { Path } from './wanted.js';

/** One thing that a topology asks for: it is decided as a whole, or not at all. */
export interface Step {
  /** Where the file has it. */
  readonly path: Path;
  /** The requests that it comes to on a state. It may throw as an intent does. */
  requests(state: State): readonly IntentRequest[];
}

/** A step that was refused, and why. */
export interface Refusal {
  readonly step: Step;
  readonly error: VpcctlError;
}

/** The events that were decided so far, and the state that has them. */
export interface Decisions {
  state: State;
  events: RecordedEvent[];
}

/** Is told how many steps of how many are decided; others may work meanwhile. */
export type Progress = (done: number, total: number) => Promise<void>;

/** A signal or a line of progress may come between so many steps. */
const STEPS_APART = 50;

/** Reads the facts of the host that an intent needs. */
export type Facts = (needs: HostNeeds) => Promise<HostFacts>;

/**
 * Decides steps one after the other. A step that is refused is tried again after those behind it,
 * as long as any of them succeeds: a file may name things in any order.
 * @returns the steps that were refused at last
 */
export async function decideSteps(
  registry: Registry,
  facts: Facts,
  decisions: Decisions,
  steps: readonly Step[],
  progress: Progress = async () => {},
): Promise<Refusal[]> {
  let left: readonly Step[] = steps;
  for (;;) {
    const refused: Refusal[] = [];
    for (const [at, step] of left.entries()) {
      if (at > 0 && at % STEPS_APART === 0) await progress(at, left.length);
      const error = await decideStep(registry, facts, decisions, step);
      if (error !== null) refused.push({ step, error });
    }
    if (refused.length === 0 || refused.length === left.length) return refused;
    left = refused.map(({ step }) => step);
  }
}

/** Decides one request after the others. */
export async function decideRequest(
  registry: Registry,
  facts: Facts,
  decisions: Decisions,
  { type, input }: IntentRequest,
): Promise<void> {
  const intent = requireIntent(registry, type);
  const request = checkInput(intent, input);
  const host = await facts(intent.needs?.(decisions.state, request) ?? {});
  const decided = decideChange(registry, intent, decisions.state, request, host);
  decisions.events.push(...decided.events);
  decisions.state = decided.stateAfter;
}

async function decideStep(
  registry: Registry,
  facts: Facts,
  decisions: Decisions,
  step: Step,
): Promise<VpcctlError | null> {
  const { state, events } = decisions;
  const count = events.length;
  try {
    for (const request of step.requests(state)) {
      await decideRequest(registry, facts, decisions, request);
    }
    return null;
  } catch (error) {
    if (!isVpcctlError(error) || error.category !== 'input') throw error;
    decisions.state = state;
    events.length = count;
    return error;
  }
}

/**
 * The facts of the host, read again only for what was not asked for before. Listening sockets are
 * read all at once, since each forward of a file asks for other ones.
 */
export function rememberedFacts(read: Facts): Facts & { remembered(): Remembered } {
  let asked: HostNeeds = {};
  let known: Promise<HostFacts> | null = null;
  const facts = (needs: HostNeeds) => {
    const union = unionOf(asked, needs);
    if (known === null || JSON.stringify(union) !== JSON.stringify(asked)) {
      asked = union;
      known = read(union);
    }
    return known;
  };
  return Object.assign(facts, {
    remembered: () => ({ needs: asked, facts: known ?? read(asked) }),
  });
}

/** All that was asked of the host, and what it said. */
export interface Remembered {
  readonly needs: HostNeeds;
  readonly facts: Promise<HostFacts>;
}

const ALL_PORTS = (['tcp', 'udp'] as const).map((protocol) => ({ protocol, from: 1, to: 65_535 }));

function unionOf(one: HostNeeds, other: HostNeeds): HostNeeds {
  // They are asked in order until one will do, so a name that is new comes first.
  const isKnown = other.backends?.every((name) => one.backends?.includes(name)) ?? true;
  const backends = isKnown
    ? (one.backends ?? [])
    : [...new Set([...(other.backends ?? []), ...(one.backends ?? [])])];
  const sysctls = [...new Set([...(one.sysctls ?? []), ...(other.sysctls ?? [])])];
  return {
    network: true,
    tables: one.tables === true || other.tables === true,
    filters: one.filters === true || other.filters === true,
    ...(backends.length > 0 && { backends }),
    ...(sysctls.length > 0 && { sysctls }),
    ...((one.listeners ?? other.listeners) && { listeners: ALL_PORTS }),
  };
}
