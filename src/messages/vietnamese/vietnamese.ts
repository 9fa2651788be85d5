import type { Catalogue } from '../texts';
import { careVietnamese } from './careVietnamese';
import { dashboardVietnamese } from './dashboardVietnamese';
import { linkVietnamese } from './linkVietnamese';
import { operationVietnamese } from './operationVietnamese';
import { pickVietnamese } from './pickVietnamese';
import { runVietnamese } from './runVietnamese';
import { startVietnamese } from './startVietnamese';

/** Every text that a person reads, in Vietnamese. A bundle of its own, loaded only where that is the language. */
export const vietnamese: Catalogue = {
  ...startVietnamese,
  ...dashboardVietnamese,
  ...operationVietnamese,
  ...runVietnamese,
  ...careVietnamese,
  ...linkVietnamese,
  ...pickVietnamese,
};
