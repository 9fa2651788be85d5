import type { OnboardingChoice, OnboardingTag } from './onboardingChoice';
import type { UnfitCharacter } from './powershell';
import { unfitCharacter } from './powershell';
import type { Result } from './result';
import { failed, succeeded } from './result';

/** The parts of a choice that are texts; the catalogue has `onboarding.field.<id>`. */
export type OnboardingFieldId =
  | 'applicationId'
  | 'tenantId'
  | 'subscriptionId'
  | 'resourceGroup'
  | 'location'
  | 'tags'
  | 'proxy'
  | 'gatewayId'
  | 'privateLinkScopeId';

/** Why a text is refused; the catalogue has `onboarding.fault.<id>`. */
export type OnboardingFaultId =
  | 'character'
  | 'guid'
  | 'resourceGroup'
  | 'location'
  | 'proxy'
  | 'proxyCredentials'
  | 'gatewayId'
  | 'privateLinkScopeId'
  | 'tagForm'
  | 'tagName'
  | 'tagValue'
  | 'tagTwice'
  | 'tagCount';

export interface OnboardingFault {
  readonly field: OnboardingFieldId;
  readonly id: OnboardingFaultId;
  /** The tag concerned, or empty. */
  readonly name: string;
  /** Where a character is the reason. */
  readonly character: UnfitCharacter | null;
}

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const GROUP = '[\\p{L}\\p{N}_().-]{0,89}[\\p{L}\\p{N}_()-]';
const RESOURCE = '[A-Za-z0-9_.-]{1,128}';

/** What each text must be, once it is trimmed. */
const FORMS: Readonly<
  Record<Exclude<OnboardingFieldId, 'tags'>, { readonly form: RegExp; readonly id: OnboardingFaultId }>
> = {
  applicationId: { form: new RegExp(`^${GUID}$`, 'i'), id: 'guid' },
  tenantId: { form: new RegExp(`^${GUID}$`, 'i'), id: 'guid' },
  subscriptionId: { form: new RegExp(`^${GUID}$`, 'i'), id: 'guid' },
  resourceGroup: { form: new RegExp(`^${GROUP}$`, 'u'), id: 'resourceGroup' },
  location: { form: /^[a-z0-9]{3,60}$/, id: 'location' },
  proxy: { form: /^https?:\/\/(?:[A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?\/?$/, id: 'proxy' },
  gatewayId: resourceForm('gateways', 'gatewayId'),
  privateLinkScopeId: resourceForm('privateLinkScopes', 'privateLinkScopeId'),
};

function resourceForm(type: string, id: OnboardingFaultId): { readonly form: RegExp; readonly id: OnboardingFaultId } {
  const path = `/subscriptions/${GUID}/resourceGroups/${GROUP}/providers/Microsoft\\.HybridCompute/${type}/${RESOURCE}`;
  return { form: new RegExp(`^${path}$`, 'iu'), id };
}

/** Why a text cannot be that field's; null = it can. */
export function onboardingFault(field: Exclude<OnboardingFieldId, 'tags'>, text: string): OnboardingFault | null {
  const character = unfitCharacter(text);
  if (character !== null) return { ...fault(field, 'character'), character };
  const { form, id } = FORMS[field];
  if (form.test(text)) return null;
  return fault(field, field === 'proxy' && text.includes('@') ? 'proxyCredentials' : id);
}

/** Azure's limits for tags. Source: Azure Resource Manager's naming rules and limits. */
const MOST_TAGS = 50;
const LONGEST_NAME = 512;
const LONGEST_VALUE = 256;

/** Reads `name=value, name=value`; a value may be empty, a text without anything is no tags. */
export function readTags(text: string): Result<readonly OnboardingTag[], OnboardingFault> {
  const character = unfitCharacter(text);
  if (character !== null) return failed({ ...fault('tags', 'character'), character });
  const tags: OnboardingTag[] = [];
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    if (equals < 0) return failed(fault('tags', 'tagForm', part.trim()));
    tags.push({ name: part.slice(0, equals).trim(), value: part.slice(equals + 1).trim() });
  }
  const wrong = tagsFault(tags);
  return wrong === null ? succeeded(tags) : failed(wrong);
}

/** The tags as {@link readTags} reads them. */
export function tagsText(tags: readonly OnboardingTag[]): string {
  return tags.map(({ name, value }) => `${name}=${value}`).join(', ');
}

/**
 * Beside Azure's rules: no comma and no double quote, which the agent and Windows' command line would read as the end of a
 * tag or of the argument, and no backslash at the end of a value, which would take in the quote that follows.
 */
function tagsFault(tags: readonly OnboardingTag[]): OnboardingFault | null {
  const names = new Set<string>();
  for (const { name, value } of tags) {
    const character = unfitCharacter(name) ?? unfitCharacter(value);
    if (character !== null) return { ...fault('tags', 'character', name), character };
    const isName = name !== '' && name.length <= LONGEST_NAME && !/[<>%&\\?/,"=]/.test(name);
    if (!isName) return fault('tags', 'tagName', name);
    if (value.length > LONGEST_VALUE || /[,"]|\\$/.test(value)) return fault('tags', 'tagValue', name);
    if (names.has(name.toLowerCase())) return fault('tags', 'tagTwice', name);
    names.add(name.toLowerCase());
  }
  return tags.length > MOST_TAGS ? fault('tags', 'tagCount') : null;
}

/** Everything that is wrong with a choice. */
export function checkOnboarding(choice: OnboardingChoice): readonly OnboardingFault[] {
  const { signIn } = choice;
  const texts: readonly (readonly [Exclude<OnboardingFieldId, 'tags'>, string | null])[] = [
    ['applicationId', signIn.kind === 'servicePrincipal' ? signIn.applicationId : null],
    ['tenantId', choice.tenantId],
    ['subscriptionId', choice.subscriptionId],
    ['resourceGroup', choice.resourceGroup],
    ['location', choice.location],
    ['proxy', choice.proxy],
    ['gatewayId', choice.gatewayId],
    ['privateLinkScopeId', choice.privateLinkScopeId],
  ];
  const faults = [
    ...texts.map(([field, text]) => (text === null ? null : onboardingFault(field, text))),
    tagsFault(choice.tags),
  ];
  return faults.filter((one) => one !== null);
}

function fault(field: OnboardingFieldId, id: OnboardingFaultId, name = ''): OnboardingFault {
  return { field, id, name, character: null };
}
