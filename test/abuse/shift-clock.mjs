/* Preloaded by a test: the machine's clock, so many milliseconds off (GUILDHALL_TEST_CLOCK_OFF). */
const off = Number(process.env.GUILDHALL_TEST_CLOCK_OFF ?? 0);
const Real = Date;
globalThis.Date = class Date extends Real {
  constructor(...given) {
    super(...(given.length === 0 ? [Real.now() + off] : given));
  }
  static now() {
    return Real.now() + off;
  }
};
