/** Makes untrusted text safe for a terminal: replaces all control characters but newlines. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

/** As {@link printable}, on one line: newlines are replaced, too. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\ufffd');
}

/** An ISO 8601 time in the reader's time zone: `2026-11-23 14:05:09`. */
export function localTime(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** The line about a change that awaits confirmation. */
export function rollbackNotice(deadline: string): string {
  return `Rolled back at ${localTime(deadline)} unless you confirm it: vpcctl confirm`;
}
