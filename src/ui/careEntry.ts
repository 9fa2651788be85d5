import { care } from '../messages/careEnglish';
import { CareDesk } from './careDesk';
import type { CareServices } from './careServices';

/** Makes the one that diagnoses and onboards. This is all that its bundle, which is loaded late, gives away. */
export function openCareDesk(services: CareServices): CareDesk {
  services.texts.learn(care);
  return new CareDesk(services);
}
