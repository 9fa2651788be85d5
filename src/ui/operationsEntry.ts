import { operations } from '../messages/operationEnglish';
import { runTexts } from '../messages/runEnglish';
import { OperationDesk } from './operationDesk';
import type { OperationServices } from './operationServices';

/** Makes the one that plans, runs and reports operations. This is all that its bundle, which is loaded late, gives away. */
export async function openOperationDesk(services: OperationServices): Promise<OperationDesk> {
  services.texts.learn(operations);
  services.texts.learn(runTexts);
  const desk = new OperationDesk(services);
  await desk.remember();
  return desk;
}
