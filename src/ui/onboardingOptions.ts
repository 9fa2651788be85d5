import type { QuickPickItem } from 'vscode';
import type { OnboardingFieldId } from '../core/onboardingFields';
import { readTags, tagsText } from '../core/onboardingFields';
import type { OnboardingChoice } from '../core/onboardingChoice';
import { ONBOARDING_CLOUDS } from '../core/onboardingChoice';
import { subscriptionId } from '../core/ids';
import type { MessageId } from '../messages/english';
import type { Texts } from '../messages/texts';
import type { CareServices } from './careServices';
import type { Answer, StepPlace } from './onboardingInput';
import { inertLine, inertText } from './inertText';
import { askPick, askText } from './onboardingInput';
import { checkField, checkTags } from './onboardingTexts';

type Draft = OnboardingChoice;

/** The texts that may be left out, in the order of the list. */
const TEXT_OPTIONS = [
  { field: 'proxy', label: 'onboarding.proxy', prompt: 'onboarding.proxy.prompt' },
  { field: 'gatewayId', label: 'onboarding.gateway', prompt: 'onboarding.gateway.prompt' },
  { field: 'privateLinkScopeId', label: 'onboarding.privateLink', prompt: 'onboarding.privateLink.prompt' },
] as const satisfies readonly {
  readonly field: Exclude<OnboardingFieldId, 'tags'> & keyof Draft;
  readonly label: MessageId;
  readonly prompt: MessageId;
}[];

interface OptionItem extends QuickPickItem {
  /** Null = nothing more is to be changed. */
  readonly change: (() => Promise<Answer<Draft>>) | null;
}

/**
 * A list of what may be added; each comes back to the list until the script is asked for. `keep` is told of each change,
 * so that a way back to an earlier step forgets none.
 */
export async function askOptions(
  draft: Draft,
  place: StepPlace,
  services: Pick<CareServices, 'store' | 'texts'>,
  keep: (draft: Draft) => void,
): Promise<Answer<Draft>> {
  const { texts } = services;
  let current = draft;
  for (;;) {
    const answer = await askPick({
      ...place,
      placeholder: texts.text('onboarding.options'),
      items: optionItems(current, place, services),
      better: null,
      isChosen: ({ change }) => change === null,
      typed: null,
    });
    if (answer.kind !== 'value') return answer;
    const { change } = answer.value;
    if (change === null) return { kind: 'value', value: current };
    const changed = await change();
    if (changed.kind === 'cancelled') return changed;
    if (changed.kind !== 'value') continue;
    current = changed.value;
    keep(current);
  }
}

function optionItems(
  draft: Draft,
  place: StepPlace,
  { store, texts }: Pick<CareServices, 'store' | 'texts'>,
): readonly OptionItem[] {
  const inner: StepPlace = { ...place, step: null, canGoBack: true };
  const none = texts.text('onboarding.none');
  const create: OptionItem = {
    label: `$(new-file) ${texts.text('onboarding.create')}`,
    detail: inertText(
      texts.text('onboarding.create.detail', {
        group: draft.resourceGroup,
        location: draft.location,
        subscription: store.subscriptionName(subscriptionId(draft.subscriptionId)),
      }),
    ),
    change: null,
  };
  const tags: OptionItem = {
    label: `$(tag) ${texts.text('onboarding.tags')}`,
    description: draft.tags.length === 0 ? none : inertLine(tagsText(draft.tags)),
    change: () => askTags(draft, inner, texts),
  };
  const others = TEXT_OPTIONS.map(({ field, label, prompt }): OptionItem => ({
    label: `$(globe) ${texts.text(label)}`,
    description: inertLine(draft[field] ?? none),
    change: async () => {
      const check = (text: string): string | undefined => (text === '' ? undefined : checkField(field, text, texts));
      const answer = await askText({ ...inner, prompt: texts.text(prompt), value: draft[field] ?? '', check });
      return changedBy(answer, (text) => ({ ...draft, [field]: text === '' ? null : text }));
    },
  }));
  const upgrade: OptionItem = {
    label: `$(arrow-circle-up) ${texts.text('onboarding.upgrade')}`,
    description: texts.text(draft.automaticUpgrade ? 'onboarding.on' : 'onboarding.off'),
    detail: texts.text('onboarding.upgrade.detail'),
    change: () => Promise.resolve({ kind: 'value', value: { ...draft, automaticUpgrade: !draft.automaticUpgrade } }),
  };
  const cloud: OptionItem = {
    label: `$(cloud) ${texts.text('onboarding.cloud')}`,
    description: texts.text(`onboarding.cloud.${draft.cloud}`),
    change: () => askCloud(draft, inner, texts),
  };
  return [create, tags, ...others, upgrade, cloud];
}

async function askTags(draft: Draft, place: StepPlace, texts: Texts): Promise<Answer<Draft>> {
  const answer = await askText({
    ...place,
    prompt: texts.text('onboarding.tags.prompt'),
    value: tagsText(draft.tags),
    check: (text) => checkTags(text, texts),
  });
  return changedBy(answer, (text) => {
    const read = readTags(text);
    return read.ok ? { ...draft, tags: read.value } : draft;
  });
}

async function askCloud(draft: Draft, place: StepPlace, texts: Texts): Promise<Answer<Draft>> {
  const answer = await askPick({
    ...place,
    placeholder: texts.text('onboarding.cloud'),
    items: ONBOARDING_CLOUDS.map((cloud) => ({ cloud, label: texts.text(`onboarding.cloud.${cloud}`) })),
    better: null,
    isChosen: ({ cloud }) => cloud === draft.cloud,
    typed: null,
  });
  return changedBy(answer, ({ cloud }) => ({ ...draft, cloud }));
}

function changedBy<Value>(answer: Answer<Value>, change: (value: Value) => Draft): Answer<Draft> {
  return answer.kind === 'value' ? { kind: 'value', value: change(answer.value) } : answer;
}
