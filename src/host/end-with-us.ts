import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();
/** What ends a process that does not listen. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Has a program end when this process does, by itself or by a signal. Who listens to that signal, for an interruption
 * say, decides what it means.
 * @returns undoes that
 */
export function endWithUs(child: ChildProcess): () => void {
  if (children.size === 0) listen('on');
  children.add(child);
  return () => {
    if (children.delete(child) && children.size === 0) listen('off');
  };
}

function listen(how: 'on' | 'off'): void {
  process[how]('exit', endAll);
  for (const signal of SIGNALS) process[how](signal, passOn);
}

function endAll(): void {
  for (const child of children) child.kill();
}

function passOn(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  process.off(signal, passOn);
  process.kill(process.pid, signal);
}
