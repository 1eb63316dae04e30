import type { BackendFact, Driver, HostReader } from '@vpcctl/sdk';
import { speaksNetlink } from './netlink/availability.js';
import { programsMissing } from './process/packages.js';
import { findProgram } from './process/search-path.js';

/**
 * Asks drivers, one after the other, whether they can serve this host, until one of them can.
 * @param wanted the names of the drivers to ask
 * @returns all of `drivers`; `unsupportedReason` is undefined for a driver that was not asked
 */
export async function probeBackends(
  wanted: readonly string[],
  drivers: readonly Driver[],
  host: HostReader,
  uid = process.geteuid?.(),
): Promise<BackendFact[]> {
  const asked = new Map<string, string | null>();
  for (const name of wanted) {
    const driver = drivers.find((each) => each.name === name);
    if (driver === undefined) continue;
    const unsupportedReason = await whyUnsupported(driver, host, uid);
    asked.set(name, unsupportedReason);
    if (unsupportedReason === null) break;
  }
  return drivers.map(({ name }) => ({ name, unsupportedReason: asked.get(name) }));
}

/**
 * Why a driver can't serve this host; null where it can. Only root may ask a packet filter. For
 * other users, who can't change anything, a driver is supported where its programs are installed.
 */
export async function whyUnsupported(
  driver: Driver,
  host: HostReader,
  uid = process.geteuid?.(),
): Promise<string | null> {
  const missing = missingPrograms(driver);
  if (missing !== null || uid !== 0) return missing;
  return (await driver.unsupportedReason?.(host)) ?? null;
}

/**
 * A driver's missing programs, as the end of a sentence with the next step; null where none is
 * missing.
 */
function missingPrograms(driver: Driver): string | null {
  const missing = Object.entries(programsOf(driver)).filter(
    ([program]) => findProgram(program) === null,
  );
  if (missing.length === 0) return null;
  const { message, hints } = programsMissing(missing);
  return [message, ...hints.map((hint) => `(${hint})`)].join(' ');
}

/** The programs that a driver needs on this host, each with its Debian package. */
export function programsOf({
  programs,
  programsWithoutNetlink = {},
}: Pick<Driver, 'programs' | 'programsWithoutNetlink'>): Readonly<Record<string, string>> {
  if (Object.keys(programsWithoutNetlink).length === 0 || speaksNetlink()) return programs;
  return { ...programs, ...programsWithoutNetlink };
}
