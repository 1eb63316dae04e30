import type { BackendFact, Driver, HostReader } from '@vpcctl/sdk';
import { programsMissing } from './process/packages.js';
import { findProgram } from './process/search-path.js';

/**
 * Asks drivers, one after the other, whether they can serve this host, until one can.
 * @param wanted the names of those to ask
 * @returns all of `drivers`; `obstacle` is undefined of who was not asked
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
 * Why a driver can't serve this host; null where it can. Only root may ask a packet filter; for anybody else, who can
 * only look on, one that is installed can serve.
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

/** Which of a driver's programs are missing, as the end of a sentence with the next step; null where none is. */
function missingPrograms({ programs }: Driver): string | null {
  const missing = Object.entries(programs).filter(([program]) => findProgram(program) === null);
  if (missing.length === 0) return null;
  const { message, hints } = programsMissing(missing);
  return [message, ...hints.map((hint) => `(${hint})`)].join(' ');
}
