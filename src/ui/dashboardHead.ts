import type { HeadPart } from '../core/dashboardContract';
import { plainText } from '../core/plainText';
import { scopeFaults } from '../fleet/fleetSnapshot';
import type { DashboardContext } from './dashboardContext';
import { faultText } from './faultText';

type Notice = HeadPart['notices'][number];

/** Whose fleet it is, how old the data are, and what keeps them from being whole or current. */
export function headPart(context: DashboardContext): HeadPart {
  const { view, settings, texts } = context;
  const { snapshot, machines, reading } = view;
  return {
    scope: scopeText(context),
    isDemo: settings.isDemo,
    asOf: snapshot?.at ?? null,
    reading:
      reading === null
        ? null
        : reading.totalMachines === null
          ? texts.text('dash.reading')
          : texts.text('dash.reading.progress', { machines: reading.machines, total: reading.totalMachines }),
    notices: notices(context),
    content: machines.length > 0 ? 'machines' : reading !== null ? 'loading' : 'none',
  };
}

function scopeText({ view, texts, tenantName }: DashboardContext): string {
  const { snapshot, machines } = view;
  if (snapshot === null) return '';
  const [tenant] = snapshot.tenants;
  const tenants =
    snapshot.tenants.length === 1 && tenant !== undefined
      ? plainText(tenantName(tenant.id))
      : texts.text('dash.scope.tenants', { count: snapshot.tenants.length });
  return texts.list([
    tenants,
    texts.text('dash.scope.subscriptions', { count: snapshot.subscriptions.length }),
    texts.text('dash.scope.machines', { count: machines.length }),
  ]);
}

function notices(context: DashboardContext): readonly Notice[] {
  const { view, settings, texts } = context;
  const all: Notice[] = [];
  if (settings.settingsProblem !== null) {
    all.push(notice('settings', settings.settingsProblem, [['openSettings', texts.text('dash.action.openSettings')]]));
  }
  const retry: Action = ['refresh', texts.text('dash.action.retry')];
  const log: Action = ['showLog', texts.text('dash.action.showLog')];
  const signIn: Action = ['signIn', texts.text('action.signIn')];
  const { fault, snapshot, machines, reading } = view;
  if (fault !== null) {
    const says = faultText(texts, fault, settings.isDemo);
    if (machines.length > 0 || snapshot !== null) {
      const actions = fault.kind === 'signInNeeded' ? [signIn] : [retry, log];
      all.push(notice('offline', texts.text('dash.notice.offline', { fault: says }), actions));
    } else if (fault.kind === 'signInNeeded') all.push(signedOut(texts.text('dash.notice.signedOut'), context));
    else all.push(notice('error', texts.text('dash.notice.error', { fault: says }), [retry, log]));
  } else if (snapshot === null && reading === null && !settings.isBlocked) {
    all.push(signedOut(texts.text('dash.notice.nothingRead'), context));
  } else if (snapshot !== null && machines.length === 0 && reading === null) {
    all.push(notice('noMachines', texts.text('dash.notice.noMachines'), [retry]));
  }
  const faults = snapshot === null ? [] : scopeFaults(snapshot);
  const missing = snapshot?.missingRows ?? 0;
  const [first] = faults;
  if (first !== undefined || missing > 0) {
    const says =
      first === undefined
        ? texts.text('tree.retry.missing', { count: missing })
        : faultText(texts, first, settings.isDemo);
    all.push(
      notice('partial', texts.text('dash.notice.partial', { count: Math.max(1, faults.length), fault: says }), [
        retry,
        log,
      ]),
    );
  }
  return all;
}

type Action = readonly [Notice['actions'][number]['action'], string];

function notice(kind: Notice['kind'], text: string, actions: readonly Action[]): Notice {
  return { kind, text, actions: actions.map(([action, label]) => ({ action, label })) };
}

function signedOut(text: string, { texts }: DashboardContext): Notice {
  return notice('signedOut', text, [
    ['signIn', texts.text('dash.action.signIn')],
    ['tryDemo', texts.text('dash.action.tryDemo')],
  ]);
}
