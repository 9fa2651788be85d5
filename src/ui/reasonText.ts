import type { Reason } from '../core/reason';
import type { Texts } from '../messages/texts';

/** Why a machine is in its state, as a sentence. An error of Azure's may come without its code or its words. */
export function reasonText(texts: Texts, { id, values }: Reason): string {
  if (id === 'azureError' && values['code'] === '') return texts.text('azureError.withoutCode', values);
  if (id === 'azureError' && values['message'] === '') return texts.text('azureError.withoutMessage', values);
  return texts.text(`reason.${id}`, values);
}
