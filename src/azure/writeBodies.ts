import type { LicenseWish } from '../core/operation';
import type { PatchSettingsWish } from './machineWriting';

/**
 * The only bodies that are ever sent to change something. `productProfile.subscriptionStatus` would buy Windows Server
 * pay-as-you-go: the type has no place for it, and `never` keeps anybody from making one.
 */
interface LicenseProperties {
  readonly productProfile: {
    readonly productType: 'WindowsServer';
    readonly productFeatures: readonly [{ readonly name: 'Hotpatch'; readonly subscriptionStatus: LicenseWish }];
    readonly subscriptionStatus?: never;
  };
}

export interface NewLicenseBody {
  readonly location: string;
  readonly properties: LicenseProperties;
}

export interface LicenseChangeBody {
  readonly properties: LicenseProperties;
}

export interface PatchSettingsBody {
  readonly properties: {
    readonly osProfile: { readonly windowsConfiguration: { readonly patchSettings: WrittenPatchSettings } };
  };
}

interface WrittenPatchSettings {
  readonly enableHotpatching?: boolean;
  readonly assessmentMode?: string;
  readonly patchMode?: string;
}

/** Body of PUT …/licenseProfiles/default. `location` is the machine's. */
export function newLicenseBody(location: string, wish: LicenseWish): NewLicenseBody {
  return { location, properties: licenseProperties(wish) };
}

/** Body of PATCH …/licenseProfiles/default. */
export function licenseChangeBody(wish: LicenseWish): LicenseChangeBody {
  return { properties: licenseProperties(wish) };
}

/** Body of PATCH …/machines/{name}. */
export function patchSettingsBody({
  enableHotpatching,
  assessmentMode,
  patchMode,
}: PatchSettingsWish): PatchSettingsBody {
  const patchSettings: WrittenPatchSettings = {
    ...(enableHotpatching === null ? {} : { enableHotpatching }),
    ...(assessmentMode === null ? {} : { assessmentMode }),
    ...(patchMode === null ? {} : { patchMode }),
  };
  return { properties: { osProfile: { windowsConfiguration: { patchSettings } } } };
}

function licenseProperties(wish: LicenseWish): LicenseProperties {
  return {
    productProfile: {
      productType: 'WindowsServer',
      productFeatures: [{ name: 'Hotpatch', subscriptionStatus: wish }],
    },
  };
}
