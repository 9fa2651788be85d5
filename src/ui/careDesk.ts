import * as vscode from 'vscode';
import type { Diagnosis } from '../core/diagnosis';
import { diagnose } from '../core/diagnosis';
import type { FleetDiagnosis } from '../core/diagnosisSummary';
import { diagnoseFleet } from '../core/diagnosisSummary';
import type { Disposable } from '../core/eventEmitter';
import type { Instant } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import type { CareServices, Machines } from './careServices';
import { COMMANDS } from './commandIds';
import type { DiagnosisView } from './diagnosisDocument';
import { diagnosisMarkdown, diagnosisText, fleetDiagnosisMarkdown, fleetDiagnosisText } from './diagnosisDocument';
import { askQuery } from './diagnosisQuery';
import { showMessage } from './notifications';
import { reportIssue } from './issueReporting';
import type { Arrival } from './onboardingArrivals';
import { OnboardingArrivals } from './onboardingArrivals';
import { makeOnboardingScript } from './onboardingWizard';
import { ReadonlyDocuments } from './readonlyDocuments';
import { shownName } from './shownName';

/** Only one provider of documents can have a scheme, and plans and reports have theirs. */
const SCHEME = 'hotpatch-fleet-diagnosis';

/** Says why machines are blocked, gives queries away, brings servers into Arc and reports issues. */
export class CareDesk implements Disposable {
  readonly #services: CareServices;
  readonly #documents = new ReadonlyDocuments(SCHEME);
  readonly #arrivals = new OnboardingArrivals();
  #watch: Disposable | null = null;

  constructor(services: CareServices) {
    this.#services = services;
  }

  /** One machine with all its requirements; several summed up. */
  async whyBlocked(machines: Machines): Promise<void> {
    const [machine] = machines;
    if (machine === undefined || machines.length > 1) return this.showBlocked(machines);
    const { texts } = this.#services;
    const diagnosed = { machine, diagnosis: this.#diagnose(machine) };
    const name = texts.text('diagnosis.title', { name: shownName(machine.facts.name, texts) });
    await this.#documents.showMarkdown(name, diagnosisMarkdown(diagnosed, this.#view()));
  }

  async showBlocked(machines: Machines): Promise<void> {
    const { texts } = this.#services;
    if (machines.length === 0) {
      this.#sayEmpty();
      return;
    }
    const fleet = this.#diagnoseAll(machines);
    const text = fleetDiagnosisMarkdown(fleet, oldest(machines), this.#view());
    await this.#documents.showMarkdown(texts.text('diagnosis.title.fleet'), text);
  }

  async copyDiagnosis(machines: Machines): Promise<void> {
    const [machine] = machines;
    if (machine === undefined) {
      this.#sayEmpty();
      return;
    }
    const { texts } = this.#services;
    const text =
      machines.length === 1
        ? diagnosisText({ machine, diagnosis: this.#diagnose(machine) }, texts)
        : fleetDiagnosisText(this.#diagnoseAll(machines), oldest(machines), texts);
    await vscode.env.clipboard.writeText(text);
  }

  async copyQuery(machines: Machines | null): Promise<void> {
    const query = await askQuery(machines, this.#services.texts);
    if (query !== null) await vscode.env.clipboard.writeText(query);
  }

  reportIssue(): Promise<void> {
    return reportIssue(this.#services);
  }

  async onboard(): Promise<void> {
    const made = await makeOnboardingScript(this.#services);
    if (made === null) return;
    const { store, texts } = this.#services;
    this.#arrivals.expect(made, store.view.snapshot);
    this.#watch ??= store.onDidChange(() => void this.#offerArrivals());
    const document = await vscode.workspace.openTextDocument({ language: 'powershell', content: made.script });
    await vscode.window.showTextDocument(document, { preview: false });
    void showMessage(texts.text('onboarding.made', { group: made.resourceGroup }));
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#documents.dispose();
  }

  async #offerArrivals(): Promise<void> {
    for (const arrival of this.#arrivals.arrived(this.#services.store.view)) await this.#offer(arrival);
  }

  async #offer({ resourceGroup, machines }: Arrival): Promise<void> {
    const { texts } = this.#services;
    const enroll = texts.text('onboarding.arrived.enroll');
    const says = texts.text('onboarding.arrived', { count: machines.length, group: resourceGroup });
    if ((await showMessage(says, enroll)) !== enroll) return;
    await vscode.commands.executeCommand(
      COMMANDS.enroll,
      undefined,
      machines.map((machineId) => ({ machineId })),
    );
  }

  #diagnose(machine: JudgedMachine): Diagnosis {
    const { guestOf, isRestartOwed } = this.#services;
    const { id } = machine.facts;
    return diagnose(machine, guestOf(id), isRestartOwed(id));
  }

  #diagnoseAll(machines: Machines): FleetDiagnosis {
    const { guestOf, isRestartOwed } = this.#services;
    return diagnoseFleet(machines, guestOf, isRestartOwed);
  }

  #sayEmpty(): void {
    void showMessage(this.#services.texts.text('diagnosis.empty'));
  }

  #view(): DiagnosisView {
    const { texts, settings, store } = this.#services;
    return { texts, isDemo: settings().cloud === 'Demo', subscriptionName: (id) => store.subscriptionName(id) };
  }
}

/** Of several reads, the oldest says how old the data may be. */
function oldest(machines: Machines): Instant | null {
  return machines.reduce<Instant | null>((found, { asOf }) => (found === null || asOf < found ? asOf : found), null);
}
