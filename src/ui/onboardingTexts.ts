import type { OnboardingFault, OnboardingFieldId } from '../core/onboardingFields';
import { onboardingFault, readTags } from '../core/onboardingFields';
import { codePointName } from '../core/powershell';
import type { Texts } from '../messages/texts';

export function onboardingFaultText({ id, name, character }: OnboardingFault, texts: Texts): string {
  const values = { name, character: character === null ? '' : codePointName(character) };
  return texts.text(`onboarding.fault.${id}`, values);
}

/** Why a text cannot be that field's, as a sentence; undefined = it can. */
export function checkField(field: Exclude<OnboardingFieldId, 'tags'>, text: string, texts: Texts): string | undefined {
  const fault = onboardingFault(field, text);
  return fault === null ? undefined : onboardingFaultText(fault, texts);
}

export function checkTags(text: string, texts: Texts): string | undefined {
  const read = readTags(text);
  return read.ok ? undefined : onboardingFaultText(read.fault, texts);
}
