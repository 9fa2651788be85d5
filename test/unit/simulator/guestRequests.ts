import assert from 'node:assert/strict';
import type { Json } from '../../../src/simulator/kql/json';
import type { SimulatorOptions } from '../../../src/simulator/simulatorOptions';
import { at, listAt, textAt, type Answer, type SimulatorUnderTest } from './simulatorUnderTest';
import { API, idOf, pollPath, row, send, startWithRows, SUBSCRIPTION } from './writeRequests';

const TENANT = '00000000-0000-0000-0000-0000000000aa';

/** A machine of the newest hotpatch month but one: enrolled, switched on, and with what waits on it. */
export function guestRow(name: string, properties: Readonly<Record<string, Json>> = {}): Json {
  return row(name, {
    agentVersion: '1.67.03300.2500',
    osVersion: '10.0.26100.33158',
    licenseProfile: {
      licenseStatus: 'Licensed',
      productProfile: {
        productType: 'WindowsServer',
        productFeatures: [{ name: 'Hotpatch', subscriptionStatus: 'Enabled' }],
      },
    },
    osProfile: { computerName: name, windowsConfiguration: { patchSettings: { enableHotpatching: true } } },
    ...properties,
  });
}

/** Settings of a machine on which VBS does not run. */
export const VBS_OFF: Json = {
  windowsConfiguration: {
    patchSettings: {
      enableHotpatching: true,
      status: {
        hotpatchEnablementStatus: 'ActionRequired',
        error: { code: 'VirtualizationBasedSecurityNotRunning', message: 'VBS must be running.' },
      },
    },
  },
};

export const HOTPATCH = { name: '2026-08 Hotpatch for Windows Server 2025', kb: '5999001', reboots: 'NeverReboots' };
export const CUMULATIVE = {
  name: '2026-08 Cumulative Update (KB5120233)',
  kb: 'KB5120233',
  reboots: 'AlwaysRequiresReboot',
};
export const BASELINE = {
  name: '2026-07 Cumulative Update (KB5099536)',
  kb: '5099536',
  reboots: 'AlwaysRequiresReboot',
};
export const DOT_NET = { name: '.NET Framework Security Update', kb: '5126052', reboots: 'CanRequestReboot' };
export const DEFENDER = {
  name: 'Security Intelligence Update',
  kb: '2267602',
  reboots: 'NeverReboots',
  as: 'Definition',
};

interface Offer {
  readonly name: string;
  readonly kb: string;
  readonly reboots: string;
  readonly as?: string;
}

/** The rows of an assessment of 26 August 2026, 06:00. */
export function assessed(name: string, offers: readonly Offer[], rebootPending = false): readonly Json[] {
  const id = `${idOf(name)}/patchAssessmentResults/latest`;
  const common = { tenantId: TENANT, location: 'westeurope', resourceGroup: 'rg-prod', subscriptionId: SUBSCRIPTION };
  const type = 'microsoft.hybridcompute/machines/patchassessmentresults';
  const at = '2026-08-26T06:00:00.0000000Z';
  return [
    {
      ...{ ...common, id, type, name: `assessment-of-${name}` },
      properties: { status: 'Succeeded', rebootPending, lastModifiedDateTime: at, startedBy: 'Platform' },
    },
    ...offers.map((offer) => ({
      ...{ ...common, id: `${id}/softwarePatches/${offer.kb}`, type: `${type}/softwarepatches`, name: offer.kb },
      properties: {
        patchName: offer.name,
        kbId: offer.kb,
        classifications: [offer.as ?? 'Security'],
        rebootBehavior: offer.reboots,
        publishedDateTime: '2026-08-11T17:00:00Z',
      },
    })),
  ];
}

/** The rows of an installation that ended an hour after that assessment and owes a restart. */
export function owedBy(name: string, brought: readonly Offer[]): readonly Json[] {
  const id = `${idOf(name)}/patchInstallationResults/1`;
  const common = { tenantId: TENANT, location: 'westeurope', resourceGroup: 'rg-prod', subscriptionId: SUBSCRIPTION };
  const type = 'microsoft.hybridcompute/machines/patchinstallationresults';
  const lastModifiedDateTime = '2026-08-26T07:00:00.0000000Z';
  return [
    {
      ...{ ...common, id, type, name: '1' },
      properties: { status: 'Succeeded', rebootStatus: 'Required', lastModifiedDateTime },
    },
    ...brought.map((offer) => ({
      ...{ ...common, id: `${id}/softwarePatches/${offer.kb}`, type: `${type}/softwarepatches`, name: offer.kb },
      properties: { patchName: offer.name, kbId: offer.kb, installationState: 'Installed', lastModifiedDateTime },
    })),
  ];
}

/** A simulator of some rows in which everything on a machine takes a known time. */
export function startGuests(
  rows: readonly Json[],
  options: Partial<SimulatorOptions> = {},
): Promise<SimulatorUnderTest> {
  const seconds = { assessSeconds: 60, installSeconds: 600, runCommandSeconds: 20, rebootSeconds: 180 };
  return startWithRows({ ...seconds, graphLagSeconds: 30, evaluationSeconds: 60, ...options }, rows);
}

export function assess(azure: SimulatorUnderTest, name: string): Promise<Answer> {
  return azure.ask(`${idOf(name)}/assessPatches?${API}`, { method: 'POST' });
}

export function install(azure: SimulatorUnderTest, name: string, wish: Json): Promise<Answer> {
  return send(azure, 'POST', `${idOf(name)}/installPatches`, wish);
}

/** An installation of some KBs. */
export function kbs(rebootSetting: string, ...kbNumbersToInclude: readonly string[]): Json {
  return { maximumDuration: 'PT4H', rebootSetting, windowsParameters: { kbNumbersToInclude } };
}

export function commandPath(name: string, command: string): string {
  return `${idOf(name)}/runCommands/${command}`;
}

export const CHECK = '# hotpatch-fleet-script: check-vbs 1\nparam()\nGet-CimInstance';
export const ENABLE = '# hotpatch-fleet-script: enable-vbs 1\nparam()';
export const RESTART = '# hotpatch-fleet-script: restart 1\nparam([string] $NotAfterUtc)';

export function putCommand(
  azure: SimulatorUnderTest,
  name: string,
  command: string,
  script: string,
  more: Readonly<Record<string, Json>> = {},
): Promise<Answer> {
  const properties = { source: { script }, asyncExecution: true, timeoutInSeconds: 600, ...more };
  return send(azure, 'PUT', commandPath(name, command), { location: 'westeurope', properties });
}

export function restartInputs(inputs: Readonly<Record<string, string>>): Readonly<Record<string, Json>> {
  return { parameters: Object.entries(inputs).map(([name, value]) => ({ name, value })) };
}

/** Not after 10:00, as seen by the assessment of 06:00, in ten seconds. */
export const RESTART_SOON = restartInputs({
  NotAfterUtc: '2026-08-26T10:00:00Z',
  AssessedAtUtc: '2026-08-26T06:00:00.0000000Z',
  DelaySeconds: '10',
});

/** properties of a run command. */
export async function commandOf(azure: SimulatorUnderTest, name: string, command: string): Promise<unknown> {
  const answer = await azure.ask(`${commandPath(name, command)}?${API}`);
  assert.equal(answer.status, 200, answer.text);
  return at(answer.body, 'properties');
}

/** What a script wrote, which is one line of JSON. */
export async function outputOf(azure: SimulatorUnderTest, name: string, command: string): Promise<unknown> {
  const view = at(await commandOf(azure, name, command), 'instanceView');
  assert.equal(at(view, 'executionState'), 'Succeeded', JSON.stringify(view));
  const parsed: unknown = JSON.parse(textAt(view, 'output'));
  return parsed;
}

/** properties of a machine by ARM. */
export async function machineOf(azure: SimulatorUnderTest, name: string): Promise<unknown> {
  const answer = await azure.ask(`${idOf(name)}?${API}`);
  assert.equal(answer.status, 200, answer.text);
  return at(answer.body, 'properties');
}

/** The operation of an answer by operationstatus. */
export async function statusOfOperation(azure: SimulatorUnderTest, answer: Answer): Promise<unknown> {
  const polled = await azure.ask(pollPath(azure, answer));
  assert.equal(polled.status, 200, polled.text);
  return polled.body;
}

/** The rows that Resource Graph has of a machine in a table. */
export async function graphRows(azure: SimulatorUnderTest, table: string, name: string): Promise<readonly unknown[]> {
  const answer = await azure.query(`${table} | where id startswith '${idOf(name)}/' | project id, type, properties`);
  assert.equal(answer.status, 200, answer.text);
  return listAt(answer.body, 'data');
}

/** properties of the newest assessment, of which there is one at most. */
export async function assessmentOf(azure: SimulatorUnderTest, name: string): Promise<unknown> {
  const rows = await graphRows(azure, 'patchassessmentresources', name);
  const summaries = rows.filter((row) => textAt(row, 'type').endsWith('/patchassessmentresults'));
  assert.ok(summaries.length <= 1, 'more than one newest assessment');
  return at(summaries[0], 'properties');
}

/** The names of the updates that wait by Resource Graph. */
export async function waitingOn(azure: SimulatorUnderTest, name: string): Promise<readonly string[]> {
  const rows = await graphRows(azure, 'patchassessmentresources', name);
  const patches = rows.filter((row) => textAt(row, 'type').endsWith('/softwarepatches'));
  return patches.map((row) => textAt(row, 'properties', 'patchName'));
}
