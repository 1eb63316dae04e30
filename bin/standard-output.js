'use strict';
/**
 * Stands in for `process.stdout` until more than a write needs it. Node's own stream loads a tenth of what a start
 * costs, and what vpcctl prints is written at once anyway: pipes, files and terminals block on Linux.
 */
const { fstatSync, writeSync } = require('node:fs');

const STDOUT = 1;

/** Events that a listener may wait for without the stream: it is there before one can happen. */
const LISTENING = ['addListener', 'off', 'on', 'once', 'removeListener'];

/** Puts the stand-in in the place of `process.stdout`. */
function install() {
  const own = Object.getOwnPropertyDescriptor(process, 'stdout');
  const waiting = [];
  let stream;
  const real = () => {
    if (stream !== undefined) return stream;
    Object.defineProperty(process, 'stdout', own);
    stream = process.stdout;
    for (const [method, ...given] of waiting) stream[method](...given);
    return stream;
  };
  const standIn = {
    ...Object.fromEntries(LISTENING.map((name) => [name, listening(name)])),
    listenerCount: (name) => waiting.filter(([, event]) => event === name).length,
    write(text, ...more) {
      const rest = typeof text === 'string' ? writeNow(Buffer.from(text, encodingOf(more))) : text;
      if (rest !== null) return real().write(rest, ...more);
      const done = more.at(-1);
      if (typeof done === 'function') process.nextTick(done);
      return true;
    },
  };
  function listening(method) {
    return (...given) => {
      waiting.push([method, ...given]);
      return process.stdout;
    };
  }
  const proxy = new Proxy(standIn, {
    get(_, name) {
      if (stream === undefined && Object.hasOwn(standIn, name)) return standIn[name];
      if (stream === undefined && name === 'isTTY' && !isDevice()) return undefined;
      const value = real()[name];
      return typeof value === 'function' ? value.bind(stream) : value;
    },
    set: (_, name, value) => Reflect.set(real(), name, value),
    has: (_, name) => name in real(),
    getPrototypeOf: () => Object.getPrototypeOf(real()),
  });
  Object.defineProperty(process, 'stdout', { ...own, get: () => proxy });
}

function encodingOf([encoding]) {
  return typeof encoding === 'string' ? encoding : 'utf8';
}

/** Writes `bytes`, and gives what is left where that fails: the stream then waits, or reports why. Null: nothing. */
function writeNow(bytes) {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(STDOUT, bytes, written);
  } catch {
    return bytes.subarray(written);
  }
  return null;
}

/** Of devices that are memory, such as /dev/null. */
const MEMORY = 1;

/** Whether it may be a terminal. */
function isDevice() {
  try {
    const stat = fstatSync(STDOUT);
    return stat.isCharacterDevice() && stat.rdev >> 8 !== MEMORY;
  } catch {
    return true;
  }
}

module.exports = { install };
