import type { Catalogue } from '../texts';

/** Every text in Vietnamese. Loaded only where that is the language. */
export const vietnamese: Catalogue = {};
