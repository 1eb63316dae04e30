import type { BackendFact, Driver, HostReader } from '@vpcctl/sdk';
import { programsMissing } from './packages.js';
import { findProgram } from './search-path.js';

/**
 * Whether each of `drivers` can serve this host, side by side. Only root may ask a packet filter; to anybody else, who
 * can only look on, one that is installed can serve.
 */
export function readBackends(
  drivers: readonly Driver[],
  host: HostReader,
  uid: number | undefined = process.geteuid?.(),
): Promise<BackendFact[]> {
  return Promise.all(
    drivers.map(async (driver) => {
      const missing = missingPrograms(driver);
      const ask = missing === null && uid === 0;
      const obstacle = ask ? ((await driver.obstacle?.(host)) ?? null) : missing;
      return { name: driver.name, obstacle };
    }),
  );
}

/** Which of a driver's programs are missing, as the end of a sentence with the next step; null where none is. */
function missingPrograms({ programs }: Driver): string | null {
  const missing = Object.entries(programs).filter(([program]) => findProgram(program) === null);
  if (missing.length === 0) return null;
  const { message, hints } = programsMissing(missing);
  return [message, ...hints.map((hint) => `(${hint})`)].join(' ');
}
