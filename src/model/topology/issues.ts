import type { Origin, TopologyFile, TopologyIssue } from './file.js';

/** Collects what is wrong in the files. */
export interface Issues {
  /**
   * Records an issue. What is repeated by a range is recorded once.
   * @param about what is the same in each repetition, where the message is not
   */
  add(origin: Origin, message: string, about?: string): void;
  /** A place in words, for messages about another place. */
  placeOf(origin: Origin): string;
  readonly list: readonly TopologyIssue[];
}

/** A list of issues about `files`, empty at first. */
export function createIssues(files: readonly TopologyFile[]): Issues {
  const list: TopologyIssue[] = [];
  const seen = new Set<string>();
  return {
    list,
    add(origin, message, about = message) {
      const key = JSON.stringify([origin.file, origin.path, about]);
      if (seen.has(key)) return;
      seen.add(key);
      list.push({ origin, message });
    },
    placeOf({ file, path }) {
      const { name = '', placeOf } = files[file] ?? {};
      return placeOf?.(path) ?? `${[name, ...path.slice(0, 1)].join(': ')}${dotted(path.slice(1))}`;
    },
  };
}

function dotted(path: Origin['path']): string {
  return path.map((each) => (typeof each === 'number' ? `[${each}]` : `.${each}`)).join('');
}
