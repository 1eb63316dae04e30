import type { FirewallProgram, LastingException } from '@vpcctl/sdk';
import type { Read, WantedFile } from './file.js';
import { firewalldFiles, usesFirewalld } from './firewalld.js';
import { ufwFiles, usesUfw } from './ufw.js';

const PROGRAMS: Readonly<
  Record<
    FirewallProgram,
    {
      uses(read: Read): boolean;
      files(read: Read, vpcs: LastingException['attributes']['vpcs']): WantedFile[];
    }
  >
> = {
  firewalld: { uses: usesFirewalld, files: firewalldFiles },
  ufw: { uses: usesUfw, files: ufwFiles },
};

/** The installed programs whose configuration can hold exceptions, running or not. */
export function usablePrograms(read: Read): FirewallProgram[] {
  return (Object.keys(PROGRAMS) as FirewallProgram[]).filter((each) => PROGRAMS[each].uses(read));
}

/**
 * The files of a program as they should be for these exceptions, in the order in which they are to
 * be written. Where the program is not usable, that is without exceptions.
 */
export function wantedFiles(
  read: Read,
  { program, vpcs }: LastingException['attributes'],
): WantedFile[] {
  return PROGRAMS[program].files(read, vpcs);
}

/** The files that are not as they should be. */
export function filesToWrite(read: Read, exception: LastingException['attributes']): WantedFile[] {
  return wantedFiles(read, exception).filter(({ path, text }) => read(path) !== text);
}
