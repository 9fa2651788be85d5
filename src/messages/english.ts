import { care } from './careEnglish';
import { dashboard } from './dashboardEnglish';
import { links } from './linkEnglish';
import type { Message } from './message';
import { operations } from './operationEnglish';
import { picks } from './pickEnglish';
import { runTexts } from './runEnglish';
import { startEnglish } from './startEnglish';

/**
 * Every text that a person reads, in English. Other languages translate these (vietnamese/). Each bundle brings the part
 * that it needs, so that the texts of what is loaded late do not make the start slower.
 */
export const english = {
  ...startEnglish,
  ...dashboard,
  ...operations,
  ...runTexts,
  ...care,
  ...links,
  ...picks,
} satisfies Record<string, Message>;

export type MessageId = keyof typeof english;
