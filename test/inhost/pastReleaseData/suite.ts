import type { PrepareSuite } from '../inHostSuite';
import { sampleSuite } from '../sampleFleet';

/** Past the release data: the releases of October and November are out, and nobody knows their revisions. */
export const prepareSuite: PrepareSuite = () => sampleSuite('2026-11-22T08:00:00Z');
