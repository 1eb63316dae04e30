/** Commands to suppose: several are separated by semicolons. Pure. */
export function commandsIn(text: string): string[] {
  return text
    .split(';')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
