import type { PrepareSuite } from '../inHostSuite';
import { sampleSuite } from '../sampleFleet';

/** Inside the release data: September's baseline is out for ten days. */
export const prepareSuite: PrepareSuite = () => sampleSuite('2026-09-18T08:00:00Z');
