/** Gives the text of a file, null where there is none. */
export type Read = (path: string) => string | null;

/** A file as it should be; a text of null: it should not be there. */
export interface WantedFile {
  readonly path: string;
  readonly text: string | null;
}
