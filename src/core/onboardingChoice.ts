export const ONBOARDING_CLOUDS = ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'] as const;
export type OnboardingCloud = (typeof ONBOARDING_CLOUDS)[number];

/** How the script signs in on the server. No secret is a part of it: the script asks for one when it runs. */
export type OnboardingSignIn =
  | { readonly kind: 'interactive' }
  | { readonly kind: 'deviceCode' }
  | { readonly kind: 'servicePrincipal'; readonly applicationId: string };

export interface OnboardingTag {
  readonly name: string;
  readonly value: string;
}

/** What a server becomes a part of, and how. Texts as a person gave them; null = not wanted. */
export interface OnboardingChoice {
  readonly signIn: OnboardingSignIn;
  readonly cloud: OnboardingCloud;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tags: readonly OnboardingTag[];
  readonly proxy: string | null;
  /** ARM id of an Azure Arc gateway. */
  readonly gatewayId: string | null;
  /** ARM id of an Azure Arc private link scope. */
  readonly privateLinkScopeId: string | null;
  readonly automaticUpgrade: boolean;
}
