/** What was killed: a command that writes entries, one that writes none, or what came after a kill. */
const KILLED = ['commands', 'commands without an entry', 'rollbacks', 'other recoveries'] as const;
export type Killed = (typeof KILLED)[number];

/** When: of what writes entries, `half made` is after the intent and before its outcome. */
const PHASES = ['not begun', 'half made', 'done'] as const;
export type Phase = (typeof PHASES)[number];

/** How many kills came in each phase. */
export class Histogram {
  readonly #counts = new Map<string, number>();

  add(killed: Killed, phase: Phase): void {
    this.#counts.set(`${killed} ${phase}`, this.count(killed, phase) + 1);
  }

  /** How many were killed in a phase, or at all. */
  count(killed: Killed, phase?: Phase): number {
    if (phase !== undefined) return this.#counts.get(`${killed} ${phase}`) ?? 0;
    return PHASES.reduce((sum, each) => sum + this.count(killed, each), 0);
  }

  /** How many commands were killed. */
  get commands(): number {
    return this.count('commands') + this.count('commands without an entry');
  }

  toString(): string {
    const row = (name: string, cells: readonly unknown[]) =>
      [name.padEnd(26), ...cells.map((cell) => String(cell).padStart(10))].join('');
    const rows = KILLED.map((killed) =>
      row(killed, [...PHASES.map((phase) => this.count(killed, phase)), this.count(killed)]),
    );
    return [row('', [...PHASES, 'all']), ...rows].join('\n');
  }
}
