import type { FirewallProgram, LastingException } from '@vpcctl/sdk';
import type { Read, WantedFile } from './file.js';
import { firewalldFiles, SET_FILE, usesFirewalld, ZONE_FILE } from './firewalld.js';
import { RULES_FILE, ufwFiles, usesUfw } from './ufw.js';

const PROGRAMS: Readonly<
  Record<
    FirewallProgram,
    {
      readonly file: string;
      uses(read: Read): boolean;
      files(read: Read, vpcs: LastingException['attributes']['vpcs']): WantedFile[];
    }
  >
> = {
  firewalld: { file: ZONE_FILE, uses: usesFirewalld, files: firewalldFiles },
  ufw: { file: RULES_FILE, uses: usesUfw, files: ufwFiles },
};

/** All files that are written. */
export const LASTING_FILES: readonly string[] = [SET_FILE, ZONE_FILE, RULES_FILE];

/** The file that is shown for a program's exceptions. */
export function lastingFile(program: FirewallProgram): string {
  return PROGRAMS[program].file;
}

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
