import type { InstallWish, RunCommandWish } from './machineActing';

/** Body of POST …/installPatches. Source: MachineInstallPatchesParameters of Microsoft.HybridCompute 2025-01-13. */
export interface InstallPatchesBody {
  readonly maximumDuration: string;
  readonly rebootSetting: InstallWish['rebootSetting'];
  readonly windowsParameters: {
    readonly classificationsToInclude: readonly string[];
    readonly kbNumbersToInclude: readonly string[];
    readonly kbNumbersToExclude: readonly string[];
    readonly excludeKbsRequiringReboot: boolean;
  };
}

/** Body of PUT …/runCommands/{name}. Source: MachineRunCommand of Microsoft.HybridCompute 2025-01-13. */
export interface RunCommandBody {
  /** The machine's. */
  readonly location: string;
  readonly properties: {
    readonly source: { readonly script: string };
    readonly parameters: RunCommandWish['parameters'];
    /** Else creating the resource would last as long as the script. */
    readonly asyncExecution: true;
    readonly timeoutInSeconds: number;
  };
}

/** All lists are sent, also empty ones: what a missing one means is not documented. */
export function installPatchesBody(wish: InstallWish): InstallPatchesBody {
  return {
    maximumDuration: wish.maximumDuration,
    rebootSetting: wish.rebootSetting,
    windowsParameters: {
      classificationsToInclude: wish.classifications,
      kbNumbersToInclude: wish.kbsToInclude,
      kbNumbersToExclude: wish.kbsToExclude,
      excludeKbsRequiringReboot: wish.excludeKbsRequiringReboot,
    },
  };
}

/** Whether a wish says what is to be installed; if not, Azure would decide. */
export function saysWhatToInstall({ classifications, kbsToInclude }: InstallWish): boolean {
  return classifications.length > 0 || kbsToInclude.length > 0;
}

export function runCommandBody(location: string, wish: RunCommandWish): RunCommandBody {
  return {
    location,
    properties: {
      source: { script: wish.script },
      parameters: wish.parameters.map(({ name, value }) => ({ name, value })),
      asyncExecution: true,
      timeoutInSeconds: wish.timeoutSeconds,
    },
  };
}

/** Whether a name can be a run command's: the contract's pattern, without what a URL takes for a way up. */
export function isRunCommandName(name: string): boolean {
  return /^[\w.-]+$/.test(name) && !/^\.+$/.test(name);
}
