import * as vscode from 'vscode';
import { isLoopbackCloudId } from '../azure/clouds';
import type { OnboardingChoice, OnboardingSignIn } from '../core/onboardingChoice';
import { onboardingScript } from '../core/onboardingScript';
import type { Texts } from '../messages/texts';
import type { CareServices } from './careServices';
import { COMMANDS } from './commandIds';
import { showFailure, showMessage } from './notifications';
import type { Answer, StepPlace } from './onboardingInput';
import { inertLine } from './inertText';
import { askPick, askText } from './onboardingInput';
import { askOptions } from './onboardingOptions';
import { locationItems, resourceGroupItems } from './onboardingPlaces';
import { checkField, onboardingFaultText } from './onboardingTexts';

export interface MadeScript {
  readonly script: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

/** What has been answered so far; what has not is empty. */
export type Draft = OnboardingChoice;

/** One question: the draft with its answer. */
type Step = (draft: Draft, place: StepPlace) => Promise<Answer<Draft>>;

/** Asks step by step, with a way back, and makes the script; null = turned away. */
export async function makeOnboardingScript(services: CareServices): Promise<MadeScript | null> {
  const { store, texts } = services;
  const { snapshot } = store.view;
  if (snapshot === null || snapshot.subscriptions.length === 0) {
    await askToRead(texts);
    return null;
  }
  const draft = await new OnboardingWizard(services).run();
  if (draft === null) return null;
  const script = onboardingScript(draft, services.settings().cloud === 'Demo');
  if (!script.ok) {
    const [fault] = script.fault;
    if (fault !== undefined) void showFailure(services, onboardingFaultText(fault, texts));
    return null;
  }
  return { script: script.value, subscriptionId: draft.subscriptionId, resourceGroup: draft.resourceGroup };
}

async function askToRead(texts: Texts): Promise<void> {
  const refresh = texts.text('onboarding.notRead.refresh');
  const chosen = await showMessage(texts.text('onboarding.notRead'), refresh);
  if (chosen === refresh) await vscode.commands.executeCommand(COMMANDS.refresh);
}

const SIGN_IN_KINDS = [
  'interactive',
  'deviceCode',
  'servicePrincipal',
] as const satisfies readonly OnboardingSignIn['kind'][];

class OnboardingWizard {
  readonly #services: CareServices;
  #draft: Draft;

  constructor(services: CareServices) {
    this.#services = services;
    const { cloud } = services.settings();
    this.#draft = {
      signIn: { kind: 'interactive' },
      cloud: isLoopbackCloudId(cloud) ? 'AzureCloud' : cloud,
      tenantId: this.#tenants()[0]?.id ?? '',
      subscriptionId: '',
      resourceGroup: '',
      location: '',
      tags: [],
      proxy: null,
      gatewayId: null,
      privateLinkScopeId: null,
      automaticUpgrade: false,
    };
  }

  async run(): Promise<Draft | null> {
    let index = 0;
    for (;;) {
      // Which steps there are depends on earlier answers alone, so that the way back is the way that was come.
      const steps = this.#steps(this.#draft);
      const step = steps[index];
      if (step === undefined) return this.#draft;
      const answer = await step(this.#draft, this.#place(index, steps.length));
      if (answer.kind === 'cancelled') return null;
      if (answer.kind === 'value') this.#draft = answer.value;
      index += answer.kind === 'back' ? -1 : 1;
    }
  }

  #steps(draft: Draft): readonly Step[] {
    return [
      (now, place) => this.#askSignIn(now, place),
      ...(draft.signIn.kind === 'servicePrincipal' ? [this.#askApplicationId] : []),
      ...(this.#tenants().length > 1 ? [this.#askTenant] : []),
      this.#askSubscription,
      this.#askResourceGroup,
      this.#askLocation,
      (now, place) =>
        askOptions(now, place, this.#services, (kept) => {
          this.#draft = kept;
        }),
    ];
  }

  #place(index: number, totalSteps: number): StepPlace {
    const { texts, settings } = this.#services;
    const title = texts.text(settings().cloud === 'Demo' ? 'onboarding.title.demo' : 'onboarding.title');
    return { title, step: index + 1, totalSteps, canGoBack: index > 0 };
  }

  async #askSignIn(draft: Draft, place: StepPlace): Promise<Answer<Draft>> {
    const { texts } = this.#services;
    const items = SIGN_IN_KINDS.map((kind) => ({
      signIn: kind,
      label: texts.text(`onboarding.signIn.${kind}`),
      detail: texts.text(`onboarding.signIn.${kind}.detail`),
    }));
    const answer = await askPick({
      ...place,
      placeholder: texts.text('onboarding.signIn'),
      items,
      better: null,
      isChosen: ({ signIn }) => signIn === draft.signIn.kind,
      typed: null,
    });
    const known = draft.signIn.kind === 'servicePrincipal' ? draft.signIn.applicationId : '';
    return withAnswer(answer, ({ signIn: kind }) => ({
      ...draft,
      signIn: kind === 'servicePrincipal' ? { kind, applicationId: known } : { kind },
    }));
  }

  readonly #askApplicationId: Step = async (draft, place) => {
    const { texts } = this.#services;
    const answer = await askText({
      ...place,
      prompt: texts.text('onboarding.applicationId'),
      value: draft.signIn.kind === 'servicePrincipal' ? draft.signIn.applicationId : '',
      check: (text) => checkField('applicationId', text, texts),
    });
    return withAnswer(answer, (applicationId) => ({ ...draft, signIn: { kind: 'servicePrincipal', applicationId } }));
  };

  readonly #askTenant: Step = async (draft, place) => {
    const { texts } = this.#services;
    const items = this.#tenants().map(({ id, name }) => ({ id, label: inertLine(name ?? id), description: id }));
    const answer = await askPick({
      ...place,
      placeholder: texts.text('onboarding.tenant'),
      items,
      better: null,
      isChosen: ({ id }) => id === draft.tenantId,
      typed: null,
    });
    return withAnswer(answer, ({ id }) => ({ ...draft, tenantId: id }));
  };

  readonly #askSubscription: Step = async (draft, place) => {
    const { store, texts } = this.#services;
    const items = (store.view.snapshot?.subscriptions ?? [])
      .filter(({ tenantId }) => tenantId === draft.tenantId)
      .map(({ id, name }) => ({ id, label: inertLine(name ?? id), description: id }));
    const answer = await askPick({
      ...place,
      placeholder: texts.text('onboarding.subscription'),
      items,
      better: null,
      isChosen: ({ id }) => id === draft.subscriptionId,
      typed: null,
    });
    // Another subscription has other groups.
    return withAnswer(answer, ({ id }) =>
      id === draft.subscriptionId ? draft : { ...draft, subscriptionId: id, resourceGroup: '' },
    );
  };

  readonly #askResourceGroup: Step = async (draft, place) => {
    const { texts } = this.#services;
    const { items, better } = resourceGroupItems(draft.subscriptionId, this.#services);
    const answer = await askPick({
      ...place,
      placeholder: texts.text('onboarding.resourceGroup'),
      items,
      better,
      isChosen: ({ label }) => label === draft.resourceGroup,
      typed: (text) => this.#typed(text, checkField('resourceGroup', text, texts)),
    });
    return withAnswer(answer, ({ label }) => ({ ...draft, resourceGroup: label }));
  };

  readonly #askLocation: Step = async (draft, place) => {
    const { texts } = this.#services;
    const answer = await askPick({
      ...place,
      placeholder: texts.text('onboarding.location'),
      items: locationItems(draft, this.#services),
      better: null,
      isChosen: ({ label }) => label === draft.location,
      typed: (text) => {
        // "West Europe" is what the portal shows.
        const name = text.toLowerCase().replaceAll(' ', '');
        return this.#typed(name, checkField('location', name, texts));
      },
    });
    return withAnswer(answer, ({ label }) => ({ ...draft, location: label }));
  };

  #typed(label: string, fault: string | undefined) {
    const description = fault === undefined ? this.#services.texts.text('onboarding.typed') : '';
    return { item: { label, description, detail: fault ?? '', alwaysShow: true }, isFit: fault === undefined };
  }

  /** Those that have a subscription. */
  #tenants() {
    const { snapshot } = this.#services.store.view;
    const used = new Set(snapshot?.subscriptions.map(({ tenantId }) => tenantId));
    return (snapshot?.tenants ?? []).filter(({ id }) => used.has(id));
  }
}

function withAnswer<Value>(answer: Answer<Value>, change: (value: Value) => Draft): Answer<Draft> {
  return answer.kind === 'value' ? { kind: 'value', value: change(answer.value) } : answer;
}
