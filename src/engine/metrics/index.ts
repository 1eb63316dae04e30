/** The façade of the numbers that `metrics` gives. */
export {
  createMeasure,
  familiesOf,
  type Measured,
  type Measurement,
  type MeasureOptions,
} from './measure.js';
export { writeTextfile } from './textfile.js';
