import type { OnboardingCloud } from './onboardingChoice';

/** Regions that take Arc servers, as a help to choose from; any other can be typed. */
export const ARC_REGIONS: Readonly<Record<OnboardingCloud, readonly string[]>> = {
  AzureCloud: [
    ...['australiacentral', 'australiaeast', 'australiasoutheast', 'brazilsouth', 'canadacentral', 'canadaeast'],
    ...['centralindia', 'centralus', 'eastasia', 'eastus', 'eastus2', 'francecentral', 'germanywestcentral'],
    ...['israelcentral', 'italynorth', 'japaneast', 'japanwest', 'koreacentral', 'northcentralus', 'northeurope'],
    ...['norwayeast', 'polandcentral', 'southafricanorth', 'southcentralus', 'southeastasia', 'southindia'],
    ...['spaincentral', 'swedencentral', 'switzerlandnorth', 'uaenorth', 'uksouth', 'ukwest', 'westcentralus'],
    ...['westeurope', 'westus', 'westus2', 'westus3'],
  ],
  AzureUSGovernment: ['usgovarizona', 'usgovtexas', 'usgovvirginia'],
  AzureChinaCloud: ['chinaeast2', 'chinanorth2', 'chinanorth3'],
};
