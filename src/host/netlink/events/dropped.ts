/**
 * How many messages the kernel dropped since a netlink socket was full: the column `Drops` of
 * /proc/net/netlink (netlink_native_seq_show in net/netlink/af_netlink.c). Pure.
 * @param inode the socket's
 * @returns null where there is no such socket
 */
export function droppedBy(text: string, inode: number): number | null {
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words.at(-1) !== String(inode)) continue;
    const drops = Number(words.at(-2));
    return Number.isSafeInteger(drops) && drops >= 0 ? drops : null;
  }
  return null;
}
