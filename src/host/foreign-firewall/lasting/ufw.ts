import type { LastingException, VpcTraffic } from '@vpcctl/sdk';
import { matchesOf, ownerOf } from '../accept-rules.js';
import { acceptRule } from '../iptables.js';
import type { Read, WantedFile } from './file.js';

type Vpcs = LastingException['attributes']['vpcs'];

/** Rules in here come after those of `ufw route`, so that an administrator's prohibition counts. */
export const RULES_FILE = '/etc/ufw/after.rules';

const BEGIN = '# vpcctl begin: rules for VPCs, which vpcctl writes anew when they are changed';
const END = '# vpcctl end';

/** The chains of ufw that the rules are in, by their hook. */
export const CHAINS = { forward: 'ufw-after-forward', input: 'ufw-after-input' } as const;

/** Whether ufw is installed, and its file has the place that vpcctl's rules go to. */
export function usesUfw(read: Read): boolean {
  const text = read(RULES_FILE);
  return read('/usr/sbin/ufw') !== null && text !== null && isUsable(text);
}

/** The file of ufw as it should be. All lines but vpcctl's are as they are. Pure, but for `read`. */
export function ufwFiles(read: Read, vpcs: Vpcs): WantedFile[] {
  const text = read(RULES_FILE);
  if (text === null) return [];
  const wanted = vpcs.length > 0 && usesUfw(read) ? withRules(text, vpcs) : withoutRules(text);
  return [{ path: RULES_FILE, text: wanted }];
}

/** The text with the rules of these VPCs in place of those that it has. */
export function withRules(text: string, vpcs: Vpcs): string {
  const lines = withoutRules(text).split('\n');
  return lines.toSpliced(placeIn(lines), 0, ...ruleLines(vpcs)).join('\n');
}

/** The text without lines of ours. A line that an administrator put between them stays. */
export function withoutRules(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isOwn(line))
    .join('\n');
}

/** The lines of the rules of these VPCs. */
export function ruleLines(vpcs: Vpcs): string[] {
  return [BEGIN, ...vpcs.flatMap(rulesOf), END];
}

function rulesOf(vpc: VpcTraffic): string[] {
  return (['forward', 'input'] as const).flatMap((hook) =>
    matchesOf({ ...vpc, hook }).map(
      (match) => `-A ${CHAINS[hook]} ${acceptRule(match, ownerOf(vpc))}`,
    ),
  );
}

function isOwn(line: string): boolean {
  return line === BEGIN || line === END || OWN_RULE.test(line);
}

const OWN_RULE = /^-A ufw-after-(forward|input) .*--comment "vpcctl [^"]*" -j ACCEPT$/;

/**
 * Whether rules can be added. A text that is not UTF-8 could not be written back as it was, and the
 * program itself refuses a text without these lines.
 */
function isUsable(text: string): boolean {
  const lines = text.split('\n');
  const hasChains = Object.values(CHAINS).every((chain) =>
    lines.slice(0, placeIn(lines)).some((line) => line.startsWith(`:${chain} `)),
  );
  return hasChains && placeIn(lines) !== -1 && !text.includes('\uFFFD');
}

/** The index of the line that ends the table `filter`; -1 where there is none. */
function placeIn(lines: readonly string[]): number {
  const begin = lines.findIndex((line) => line.trimEnd() === '*filter');
  return begin === -1 ? -1 : lines.findIndex((line, i) => i > begin && line.trimEnd() === 'COMMIT');
}
