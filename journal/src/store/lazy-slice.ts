/** An object on lines of its own, of which a member is parsed when it is asked for. */

/** So many members are parsed one by one. More are parsed at once, which is faster. */
const MOST_LOOKUPS = 128;

/**
 * The object that a JSON text has. One VPC is shown without the policies of all others. It looks
 * like any other object: whatever is done to it but a look-up by a key parses all of it. Pure.
 * @param text each member is one line, behind `indent`; vpcctl has to have written it, since a fault
 *   in it shows when it is parsed
 */
export function lazySlice(text: Buffer, indent: string): object {
  const found = new Map<string, { readonly value: unknown } | null>();
  let whole: object | null = null;
  let place = 0;

  /** All members. Those that were looked up before stay the same objects. */
  const all = (): object => {
    if (whole !== null) return whole;
    const parsed: object = JSON.parse(text.toString('utf8'));
    for (const [key, member] of found) if (member !== null) define(parsed, key, member.value);
    whole = parsed;
    return parsed;
  };
  const lookUp = (key: string): { readonly value: unknown } | null => {
    const known = found.get(key);
    if (known !== undefined) return known;
    const mark = `\n${indent}${JSON.stringify(key)}: `;
    // Members are mostly asked for in their order.
    const after = text.indexOf(mark, place);
    const start = after >= 0 ? after : text.indexOf(mark);
    const member = start < 0 ? null : { value: parseLine(start + Buffer.byteLength(mark)) };
    if (start >= 0) place = start;
    found.set(key, member);
    return member;
  };
  const parseLine = (start: number): unknown => {
    const line = text.toString('utf8', start, text.indexOf('\n', start + 1));
    return JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line);
  };
  const isOneByOne = (key: string | symbol): key is string =>
    whole === null && typeof key === 'string' && found.size < MOST_LOOKUPS;

  return new Proxy(
    {},
    {
      get: (_, key) => {
        if (!isOneByOne(key)) return Reflect.get(all(), key);
        const member = lookUp(key);
        return member === null ? Reflect.get(EMPTY, key) : member.value;
      },
      has: (_, key) =>
        isOneByOne(key) ? lookUp(key) !== null || key in EMPTY : Reflect.has(all(), key),
      getOwnPropertyDescriptor: (_, key) => {
        if (!isOneByOne(key)) return Reflect.getOwnPropertyDescriptor(all(), key);
        const member = lookUp(key);
        return member === null ? undefined : { ...OWN, value: member.value };
      },
      ownKeys: () => Reflect.ownKeys(all()),
      set: (_, key, value) => Reflect.set(all(), key, value),
      defineProperty: (_, key, descriptor) => Reflect.defineProperty(all(), key, descriptor),
      deleteProperty: (_, key) => Reflect.deleteProperty(all(), key),
    },
  );
}

/** What every object has. */
const EMPTY = {};

const OWN = { writable: true, enumerable: true, configurable: true };

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { ...OWN, value });
}
