import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** A step of a text: a file that is written, a script that is run, or what is among its output. */
export type Step =
  | { readonly file: string; readonly content: string }
  | { readonly script: string }
  | { readonly output: readonly string[] };

/**
 * The steps of a text in Markdown: a block after a paragraph that begins with a path in backticks
 * is that file.
 */
export function stepsOf(text: string): Step[] {
  const blocks = text.matchAll(/(?:^(?:`([\w./-]+)`[^\n]*:)\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, file, language, content = '']) => {
    if (file !== undefined) return { file, content };
    if (language === 'sh') return { script: content };
    if (language === 'text') return { output: content.trimEnd().split('\n') };
    throw new Error(`a block of ${language} that is no file: ${content.slice(0, 60)}`);
  });
}

/**
 * Does a text's steps in `directory`, in one shell after the other, each where the last one ended.
 * @returns what its scripts printed, each with what the text says is among it
 */
export async function follow(
  steps: readonly Step[],
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ printed: string; expected: readonly string[] }[]> {
  const done: { printed: string; expected: readonly string[] }[] = [];
  let place = directory;
  for (const step of steps) {
    if ('file' in step) {
      mkdirSync(dirname(join(directory, step.file)), { recursive: true });
      writeFileSync(join(directory, step.file), step.content);
    } else if ('script' in step) {
      const script = `${step.script}\npwd >&3`;
      const shell = await execa('sh', ['-e', '-c', script], {
        cwd: place,
        env,
        extendEnv: false,
        all: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      });
      place = String(shell.stdio[3]).trim();
      done.push({ printed: shell.all, expected: [] });
    } else {
      const last = done.pop();
      done.push({ printed: last?.printed ?? '', expected: step.output });
    }
  }
  return done;
}
