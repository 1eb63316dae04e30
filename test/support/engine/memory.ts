import {
  type Attributes,
  about,
  type Change,
  changedResource,
  type Driver,
  type Operation,
  type Resource,
  VpcctlError,
} from '@vpcctl/sdk';
import type { EngineHost } from '../../../src/engine/context/context.js';
import type { KnownPlace } from '../../../src/host/record/place.js';
import { CORE_KINDS, PURE_HOOKS } from '../features/given.js';

/** A step of the in-memory host: one change of one resource. */
function step(change: Change): Operation {
  const resource = changedResource(change);
  return {
    op: 'program.run',
    phase: 'create',
    namespace: null,
    program: 'memory',
    arguments: [change.action, resource.id],
    input: JSON.stringify(resource),
    ...about(resource),
  };
}

/**
 * The contract's own test double: it makes resources exist in a {@link MemoryHost}. It is chosen as the driver of the
 * packet policy by the name that it has.
 */
export function memoryDriver(
  kinds: readonly string[] = CORE_KINDS,
  name: string = 'nftables',
): Driver {
  return {
    name,
    kinds,
    programs: {},
    ...PURE_HOOKS,
    compile: (changes) => changes.map(step),
    async observe(host, candidates) {
      const found: Resource[] = [];
      for (const candidate of candidates) {
        const text = host.readFile(candidate.id);
        // What a host tells of a thing are its attributes, and nothing of what it is for.
        if (text !== null) found.push({ ...bare(candidate), attributes: JSON.parse(text) });
      }
      return found;
    },
  };
}

function bare({ kind, id, attributes }: Resource): Resource {
  return { kind, id, attributes, why: '' };
}

/** Decides before each step whether it fails; a message makes it fail. */
export type Trouble = (action: string, id: string) => string | null;

/**
 * A host that is strict: it makes nothing twice, nothing before what it depends on, and removes nothing in use, but by
 * a resource that is then updated, and so depends on another one.
 */
export class MemoryHost implements EngineHost {
  readonly #things = new Map<string, { attributes: Attributes; dependsOn: readonly string[] }>();
  /** The steps that were run, as `create bridge:br-vpc1`. */
  readonly log: string[] = [];
  trouble: Trouble = () => null;
  /** What is known of it as it was changed last. */
  place: KnownPlace | null = null;
  /** Whether the step that fails is done all the same, as a program killed at its end. */
  doneAllTheSame = false;

  async run(): Promise<string> {
    throw new Error('the memory driver runs nothing');
  }

  nft(): Promise<string> {
    return this.run();
  }

  readFile(id: string): string | null {
    const thing = this.#things.get(id);
    return thing === undefined ? null : JSON.stringify(thing.attributes);
  }

  async execute(operations: readonly Operation[], signal?: AbortSignal): Promise<void> {
    const updated = new Set(
      operations.flatMap((each) =>
        each.op === 'program.run' && each.arguments[0] === 'update' ? each.arguments : [],
      ),
    );
    for (const operation of operations) {
      // It has no connections that could end.
      if (operation.op === 'conntrack.flush') continue;
      if (operation.op !== 'program.run')
        throw new Error('the memory host runs its own steps only');
      const [action = '', id = ''] = operation.arguments;
      if (signal?.aborted) throw failure('HOST_INTERRUPTED', 'interrupted');
      const trouble = this.trouble(action, id);
      if (trouble === null || this.doneAllTheSame)
        this.#apply(action, operation.input ?? '', updated);
      if (trouble !== null) throw failure('HOST_STEP_FAILED', `${action} ${id}: ${trouble}`);
      this.log.push(`${action} ${id}`);
    }
  }

  /** What is there, as {@link asMap} gives it of resources. */
  get things(): Record<string, Attributes> {
    return Object.fromEntries(
      [...this.#things].sort(byId).map(([id, { attributes }]) => [id, attributes]),
    );
  }

  /** Another host that has the same things. */
  copy(): MemoryHost {
    const other = new MemoryHost();
    for (const [id, thing] of this.#things) other.#things.set(id, thing);
    other.place = this.place;
    return other;
  }

  /** Something happens to the host behind our back. */
  tamper(id: string, attributes: Attributes | null): void {
    if (attributes === null) this.#things.delete(id);
    else this.#things.set(id, { attributes, dependsOn: [] });
  }

  #apply(action: string, input: string, updated: ReadonlySet<string>): void {
    const { id, attributes, dependsOn = [] }: Resource = JSON.parse(input);
    const there = this.#things.has(id);
    if (action === 'create' && there) throw new Error(`create ${id}: it is there`);
    if (action !== 'create' && !there)
      throw failure('HOST_OBJECT_MISSING', `${action} ${id}: it is missing`);
    if (action === 'delete') {
      for (const [other, thing] of this.#things) {
        if (updated.has(other)) continue;
        if (thing.dependsOn.includes(id)) throw new Error(`delete ${id}: ${other} needs it`);
      }
      this.#things.delete(id);
      return;
    }
    for (const needed of dependsOn) {
      if (!this.#things.has(needed)) throw new Error(`${action} ${id}: ${needed} is missing`);
    }
    this.#things.set(id, { attributes, dependsOn });
  }
}

function failure(code: string, message: string): VpcctlError {
  return new VpcctlError(message, { code, category: 'host' });
}

/** Resources by id, as {@link MemoryHost.things} gives them. */
export function asMap(resources: readonly Resource[]): Record<string, Attributes> {
  return Object.fromEntries(
    resources.map(({ id, attributes }) => [id, attributes] as const).sort(byId),
  );
}

function byId([a]: readonly [string, Attributes], [b]: readonly [string, Attributes]): number {
  return a < b ? -1 : 1;
}
