/** A value that counts the reads of it and of all that it holds. */
export interface Counted<T> {
  readonly value: T;
  /** How many properties were read, each time they were. */
  readonly reads: () => number;
}

/** Wraps plain objects and arrays. What is read of them is wrapped, too; the same one stays one. */
export function countReads<T>(of: T): Counted<T> {
  let reads = 0;
  const proxies = new WeakMap<object, object>();
  const wrap = <V>(value: V): V => {
    if (typeof value !== 'object' || value === null) return value;
    const known = proxies.get(value);
    if (known !== undefined) return known as V;
    const proxy = new Proxy(value, {
      get(target, key, receiver) {
        reads += 1;
        return wrap(Reflect.get(target, key, receiver));
      },
      getOwnPropertyDescriptor(target, key) {
        reads += 1;
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
      ownKeys(target) {
        const keys = Reflect.ownKeys(target);
        reads += keys.length;
        return keys;
      },
    });
    proxies.set(value, proxy);
    // A proxy that is given back is not wrapped again.
    proxies.set(proxy, proxy);
    return proxy;
  };
  return { value: wrap(of), reads: () => reads };
}
