/**
 * What XML 1.0 has no character for: controls, lone halves of a pair, and two code points; and the
 * characters that turn the direction of the text around them.
 */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** Text on one line, without characters that a picture cannot have. Pure. */
export function plain(text: string): string {
  return text.replaceAll(/[\t\n\r]/g, ' ').replaceAll(FORBIDDEN, '\ufffd');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as the content of an XML element, or as the value of an attribute. Pure. */
export function xml(text: string): string {
  return plain(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Text in a quoted string of mermaid, which reads `#35;` as the character of that number. Pure. */
export function mermaidText(text: string): string {
  return plain(text).replaceAll(
    /[^\p{L}\p{N} ._/:,=+→↔⇒−~()-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}

/** Text in a quoted string of dot, which knows escapes by `\` and entities of HTML. Pure. */
export function dotText(text: string): string {
  return plain(text).replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
