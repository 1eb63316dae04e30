import type { LastingExceptionOperation } from '@vpcctl/sdk';
import { commandLine } from '../../process/quote.js';
import type { WantedFile } from './file.js';
import { filesFor } from './firewalld.js';
import { RULES_FILE, ruleLines } from './ufw.js';

/** A lasting exception as lines for people, which can be pasted into a root shell. Pure. */
export function renderLastingException({ op, lasting }: LastingExceptionOperation): string[] {
  const vpcs = op === 'lasting-exception.remove' ? [] : lasting.vpcs;
  if (lasting.program === 'firewalld') return filesFor(vpcs).flatMap(renderFile);
  const added = vpcs.length === 0 ? [] : ruleLines(vpcs).flatMap((line) => ['-e', insert(line)]);
  return [
    commandLine(['sed', '-i', '-E', OWN_LINES, RULES_FILE]),
    ...(added.length === 0 ? [] : [commandLine(['sed', '-i', ...added, RULES_FILE])]),
  ];
}

function renderFile({ path, text }: WantedFile): string[] {
  if (text === null) return [commandLine(['rm', '-f', path])];
  return [`cat >${path} <<'EOF'`, ...text.trimEnd().split('\n'), 'EOF'];
}

const OWN_LINES = '/^# vpcctl (begin|end)|^-A ufw-after-.*"vpcctl [^"]*" -j ACCEPT$/d';

const insert = (line: string) => `/^COMMIT$/i ${line}`;
