import { render } from 'preact';
import { bootData } from '../core/dashboardContract';
import { errorMessage } from '../core/errorMessage';
import { Dashboard } from './dashboard';
import type { HostApi } from './hostLink';
import { HostLink } from './hostLink';
import { PageTexts } from './pageTexts';
import { readPageState } from './pageState';
import { PartsStore } from './partsStore';
import { StyleRules } from './styleRules';

declare function acquireVsCodeApi(): HostApi & { getState(): unknown; readonly setState: (state: unknown) => void };

const api = acquireVsCodeApi();
const boot: unknown = JSON.parse(document.getElementById('boot')?.textContent ?? 'null');
const root = document.getElementById('app');
if (!bootData(boot) || root === null) throw new Error('The page has been given nothing to begin with');

const parts = new PartsStore();
const host = new HostLink(api, (message) => parts.take(message));
addEventListener('message', ({ data }: MessageEvent<unknown>) => host.receive(data));
addEventListener('error', ({ message }) => host.problem(message));
addEventListener('unhandledrejection', ({ reason }) => host.problem(errorMessage(reason)));
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  host.problem(`The content security policy stopped ${violatedDirective}: ${blockedURI}`),
);
render(
  <Dashboard
    parts={parts}
    host={host}
    texts={new PageTexts(boot)}
    rules={new StyleRules()}
    firstState={readPageState(api.getState())}
    keepState={(state) => api.setState(state)}
  />,
  root,
);
host.start();
