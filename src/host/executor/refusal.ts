/** The kernel refused an operation. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /** @param said what `ip` would say of it: `RTNETLINK answers: File exists` */
  constructor(
    readonly said: string,
    options?: ErrorOptions,
  ) {
    super(said, options);
  }
}
