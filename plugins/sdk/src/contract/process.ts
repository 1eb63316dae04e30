/** A process, told from a later one with the same number; and the network namespace that it was in. */
export type ProcessIdentity = {
  pid: number;
  /** When it started, in clock ticks since boot (proc_pid_stat(5)). */
  started: string;
  /** Which boot that was: `/proc/sys/kernel/random/boot_id`. */
  boot: string;
  /** The inode of its network namespace. */
  inode: number;
};
