import { type Host, type HostOptions, startHost } from '../host/startHost';
import { inRepository } from '../host/repository';
import { Workbench } from './workbench';

export interface WorkbenchUnderTest {
  readonly host: Host;
  readonly workbench: Workbench;
  close(): Promise<void>;
}

/** Enough for a tree, and half as many seconds to the first row as with all of VS Code's own extensions. */
const BUILTINS = ['theme-defaults', 'theme-seti'];

/** What is not on the screen by then is not coming, and the test can still say what it waited for. */
const ACTION_TIMEOUT_MS = 15_000;

const running = new Set<WorkbenchUnderTest>();

/** What {@link startWorkbench} has started and nobody has closed yet. */
export function runningWorkbenches(): ReadonlySet<WorkbenchUnderTest> {
  return running;
}

/**
 * Opens a VS Code with this extension (and those named beside it) under development. Machine-scoped settings such as
 * `hotpatchFleet.cloud` belong into `machineSettings`. Close it in `after()`.
 */
export async function startWorkbench(options: HostOptions = {}): Promise<WorkbenchUnderTest> {
  const { extensions = [], userSettings, ...others } = options;
  const host = await startHost({
    builtins: BUILTINS,
    ...others,
    extensions: [inRepository(), ...extensions],
    userSettings: { 'workbench.hover.delay': 100, 'workbench.colorTheme': 'Dark Modern', ...userSettings },
  });
  const started: WorkbenchUnderTest = {
    host,
    workbench: new Workbench(host.page, host.profile),
    close: async () => {
      running.delete(started);
      await host.close();
    },
  };
  running.add(started);
  try {
    host.page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    await host.open();
  } catch (error) {
    await started.close();
    throw error;
  }
  return started;
}
