import type { Json } from '@vpcctl/sdk';

type Body = { readonly [key: string]: Json };

/**
 * The part of the kernel's nf_tables that our transactions use, with its errors: no reference to a
 * missing object, no removal of an object in use, no object twice.
 */
export class Ruleset {
  /** The objects by `kind family name`, with a chain's rules or a set's elements. */
  readonly objects = new Map<string, { body: Json; contents: Map<string, Json> }>();

  run(transaction: readonly Json[]): this {
    for (const command of transaction) {
      for (const [verb, object] of entries(command)) {
        for (const [kind, body] of entries(object)) this.#step(verb, kind, asBody(body));
      }
    }
    return this;
  }

  /** All objects as JSON, sorted. */
  toString(): string {
    const lines = [...this.objects].map(([id, { body, contents }]) => {
      // Rules have an order, elements have none.
      const inside = id.startsWith('chain') ? [...contents.values()] : [...contents].sort();
      return JSON.stringify([id, body, inside]);
    });
    return lines.sort().join('\n');
  }

  #step(verb: string, kind: string, body: Body): void {
    const { family, name } = body;
    const elements = Array.isArray(body['elem']) ? body['elem'] : [];
    const owner = kind === 'rule' ? `chain ${family} ${body['chain']}` : `set ${family} ${name}`;
    switch (`${verb} ${kind}`) {
      case 'add table':
        this.objects.set(`table ${family}`, { body, contents: new Map() });
        return;
      case 'delete table':
        for (const id of this.objects.keys()) {
          if (id.split(' ')[1] === family) this.objects.delete(id);
        }
        return;
      case 'add set':
      case 'add map':
        this.#add(`set ${family} ${name}`, body);
        return;
      case 'add counter':
        this.#add(`counter ${family} ${name}`, body);
        return;
      case 'delete counter':
        this.#delete(`counter ${family} ${name}`);
        return;
      case 'add chain':
        this.#add(`chain ${family} ${name}`, body);
        return;
      case 'flush chain':
        this.#contents(`chain ${family} ${name}`).clear();
        return;
      case 'delete set':
      case 'delete map':
        this.#delete(`set ${family} ${name}`);
        return;
      case 'delete chain':
        this.#delete(`chain ${family} ${name}`);
        return;
      case 'add rule': {
        const rules = this.#contents(owner);
        this.#check(family, body['expr'] ?? null);
        rules.set(String(rules.size), body);
        return;
      }
      case 'add element':
        for (const element of elements) this.#addElement(owner, family, element);
        return;
      case 'delete element':
        for (const element of elements) {
          if (!this.#contents(owner).delete(keyOf(element))) throw new Error(`no ${owner} element`);
        }
        return;
      default:
        throw new Error(`${verb} ${kind}?`);
    }
  }

  #addElement(set: string, family: Json | undefined, element: Json): void {
    if (this.#contents(set).has(keyOf(element))) throw new Error(`twice in ${set}`);
    this.#check(family, element);
    this.#contents(set).set(keyOf(element), element);
  }

  #add(id: string, body: Body): void {
    if (this.objects.has(id)) throw new Error(`${id} exists already`);
    if (!this.objects.has(`table ${body['family']}`)) throw new Error(`${id}: no table`);
    this.objects.set(id, { body, contents: new Map() });
  }

  #delete(id: string): void {
    this.#contents(id);
    for (const [other, { contents }] of this.objects) {
      const [, family] = other.split(' ');
      for (const content of contents.values()) {
        if (other !== id && references(family, content).includes(id)) {
          throw new Error(`${id} is referred to by ${other}`);
        }
      }
    }
    this.objects.delete(id);
  }

  #contents(id: string): Map<string, Json> {
    const found = this.objects.get(id);
    if (found === undefined) throw new Error(`${id} does not exist`);
    return found.contents;
  }

  #check(family: Json | undefined, value: Json): void {
    for (const id of references(family, value)) this.#contents(id);
  }
}

/** The ids of what a rule or an element refers to. */
function references(family: Json | undefined, value: Json): string[] {
  if (typeof value === 'string')
    return value.startsWith('@') ? [`set ${family} ${value.slice(1)}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((inner) => references(family, inner));
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'counter' && typeof inner === 'string'
      ? [`counter ${family} ${inner}`]
      : key === 'jump' || key === 'goto'
        ? [`chain ${family} ${asBody(inner)['target']}`]
        : references(family, inner),
  );
}

/** An element of a map is a pair. */
function keyOf(element: Json): string {
  return JSON.stringify(Array.isArray(element) ? element[0] : element);
}

function entries(value: Json | undefined): [string, Json][] {
  return Object.entries(asBody(value ?? null));
}

function asBody(value: Json): Body {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  throw new Error(`not an object: ${JSON.stringify(value)}`);
}
