/** An object whose members are parsed when they are first read. */

const KEY = /^"(?:[^"\\]|\\.)*"/;

/**
 * The object that a JSON text has, of which no member is parsed yet: most commands read a few of
 * many. It looks like any other object. Pure.
 * @param text each member begins a line, behind `indent`, where no line of its value begins; vpcctl
 *   has to have written it, since a fault in it shows when the member is read
 * @param parse gives the value of a member's text
 */
export function lazyObject(
  text: Buffer,
  indent: string,
  parse: (text: Buffer) => unknown,
): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const member of membersOf(text, `\n${indent}"`)) {
    const key = KEY.exec(member.toString('utf8', 0, MOST_KEYS))?.[0] ?? keyOf(member);
    const start = Buffer.byteLength(key) + ': '.length;
    const bytes = member.subarray(start);
    addLazily(object, JSON.parse(key), () => remember(parse(bytes), bytes));
  }
  return object;
}

/**
 * The text that a member of {@link lazyObject} was parsed from; null for any other object. It counts
 * on members that nobody changes.
 */
export function knownText(member: object): string | null {
  return texts.get(member)?.toString('utf8') ?? null;
}

const texts = new WeakMap<object, Buffer>();

function remember(value: unknown, text: Buffer): unknown {
  if (typeof value === 'object' && value !== null) texts.set(value, text);
  return value;
}

/** Bytes within which most keys end. */
const MOST_KEYS = 64;

function keyOf(member: Buffer): string {
  return KEY.exec(member.toString('utf8'))?.[0] ?? '""';
}

/** The texts of the members, without the commas behind them and the last brace. */
function* membersOf(text: Buffer, mark: string): Generator<Buffer> {
  let start = text.indexOf(mark);
  while (start >= 0) {
    const next = text.indexOf(mark, start + 1);
    const end = next < 0 ? text.lastIndexOf('\n') : next - ','.length;
    yield text.subarray(start + mark.length - 1, end);
    start = next;
  }
}

function addLazily(object: object, key: string, read: () => unknown): void {
  const traits = { enumerable: true, configurable: true };
  Object.defineProperty(object, key, {
    ...traits,
    get: () => {
      const value = read();
      Object.defineProperty(object, key, { ...traits, value, writable: true });
      return value;
    },
  });
}
