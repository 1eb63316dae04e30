/** A command as libnftables takes it. */
export interface LibraryCommand {
  /** The words of a listing, or a transaction. */
  readonly text: string;
  /** NFT_CTX_OUTPUT_* of nftables/libnftables.h. */
  readonly flags: number;
}

/** The flags of the options that vpcctl's own commands have. */
const FLAGS: Readonly<Record<string, number>> = { '-j': 1 << 4, '--terse': 1 << 11 };

/** The arguments by which `nft` reads its commands from standard input. */
const FROM_INPUT = '-f -';

/**
 * The arguments and the input of `nft` as a command for the library. Null where they have an option
 * for which only the program is used. Pure.
 */
export function libraryCommand(args: readonly string[], input?: string): LibraryCommand | null {
  const firstWord = args.findIndex((each) => FLAGS[each] === undefined);
  const words = firstWord === -1 ? [] : args.slice(firstWord);
  const flags = args
    .slice(0, args.length - words.length)
    .reduce((all, option) => all | (FLAGS[option] ?? 0), 0);
  if (words.join(' ') === FROM_INPUT) return input === undefined ? null : { text: input, flags };
  const isListing = words.length > 0 && !words.some((word) => word.startsWith('-'));
  return isListing && input === undefined ? { text: words.join(' '), flags } : null;
}
