/** Every schema of zod, and every way to make one: it accepts any value, as it is. */
const schema = new Proxy(() => {}, {
  apply: () => schema,
  get: (_, name) => (name === 'safeParse' ? (data) => ({ success: true, data }) : schema),
});
