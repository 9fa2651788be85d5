import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';

/** The values of the setting that names the cloud. */
export const CLOUD_IDS = ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud', 'Demo', 'Loopback'] as const;
export type CloudId = (typeof CLOUD_IDS)[number];

/** The clouds whose endpoint is somewhere on this machine and that never see a real token. */
export type LoopbackCloudId = 'Demo' | 'Loopback';
export type RealCloudId = Exclude<CloudId, LoopbackCloudId>;

/** Where a cloud is, and who may see its tokens. */
export interface AzureCloud {
  readonly id: CloudId;
  /** Origin of Azure Resource Manager, without a trailing slash. */
  readonly endpoint: string;
  /** What a token is asked for: the audience of that cloud's Resource Manager with `/.default`. */
  readonly scope: string;
  /** Microsoft Entra's authority. */
  readonly authorityHost: string;
  /** Origin of the portal, for links. */
  readonly portal: string;
  /** VS Code's authentication provider; null where nobody signs in. */
  readonly authProviderId: 'microsoft' | 'microsoft-sovereign-cloud' | null;
  /** The only hosts (with port, where it is not the default one) that a token is ever sent to. */
  readonly tokenHosts: readonly string[];
  /** Whether only a placeholder may be sent, never a token. */
  readonly placeholderOnly: boolean;
}

// Endpoints and audiences as in Azure's own SDKs (ArmEnvironment of Azure.ResourceManager) and Get-AzEnvironment.
const REAL_CLOUDS: Readonly<Record<RealCloudId, AzureCloud>> = {
  AzureCloud: {
    id: 'AzureCloud',
    endpoint: 'https://management.azure.com',
    scope: 'https://management.azure.com/.default',
    authorityHost: 'https://login.microsoftonline.com',
    portal: 'https://portal.azure.com',
    authProviderId: 'microsoft',
    tokenHosts: ['management.azure.com'],
    placeholderOnly: false,
  },
  AzureUSGovernment: {
    id: 'AzureUSGovernment',
    endpoint: 'https://management.usgovcloudapi.net',
    scope: 'https://management.usgovcloudapi.net/.default',
    authorityHost: 'https://login.microsoftonline.us',
    portal: 'https://portal.azure.us',
    authProviderId: 'microsoft-sovereign-cloud',
    tokenHosts: ['management.usgovcloudapi.net'],
    placeholderOnly: false,
  },
  AzureChinaCloud: {
    id: 'AzureChinaCloud',
    endpoint: 'https://management.chinacloudapi.cn',
    scope: 'https://management.chinacloudapi.cn/.default',
    authorityHost: 'https://login.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
    authProviderId: 'microsoft-sovereign-cloud',
    tokenHosts: ['management.chinacloudapi.cn'],
    placeholderOnly: false,
  },
};

export function isCloudId(text: string): text is CloudId {
  return CLOUD_IDS.some((id) => id === text);
}

export function isLoopbackCloudId(id: CloudId): id is LoopbackCloudId {
  return id === 'Demo' || id === 'Loopback';
}

export function realCloud(id: RealCloudId): AzureCloud {
  return REAL_CLOUDS[id];
}

/** A cloud that is a server on this machine. `endpoint` comes from {@link loopbackEndpoint}. */
export function loopbackCloud(id: LoopbackCloudId, endpoint: URL): AzureCloud {
  return {
    id,
    endpoint: endpoint.origin,
    // Names no audience that exists, so that a mistake could not even ask for a real token.
    scope: 'urn:hotpatch-fleet:placeholder/.default',
    authorityHost: REAL_CLOUDS.AzureCloud.authorityHost,
    portal: REAL_CLOUDS.AzureCloud.portal,
    authProviderId: null,
    tokenHosts: [endpoint.host],
    placeholderOnly: true,
  };
}

/** Why a text is not an endpoint on this machine. */
export type LoopbackEndpointFault = 'notAUrl' | 'notHttp' | 'notLoopback' | 'noPort' | 'notABaseUrl';

// The text itself is checked, not only what URL makes of it: URL reads 127.1 or 2130706433 as 127.0.0.1.
const LOOPBACK_BASE_URL = /^http:\/\/(?:127\.0\.0\.1|localhost):(\d{1,5})\/?$/i;

/** Reads `http://127.0.0.1:PORT` or `http://localhost:PORT` (a trailing slash is allowed) and refuses everything else. */
export function loopbackEndpoint(text: string): Result<URL, LoopbackEndpointFault> {
  const trimmed = text.trim();
  const url = URL.parse(trimmed);
  if (!url) return failed('notAUrl');
  if (url.protocol !== 'http:') return failed('notHttp');
  if (url.hostname !== '127.0.0.1' && url.hostname !== 'localhost') return failed('notLoopback');
  const port = LOOPBACK_BASE_URL.exec(trimmed)?.[1];
  if (port === undefined)
    return failed(/:\d+(?:[/?#]|$)/.test(trimmed.slice('http://'.length)) ? 'notABaseUrl' : 'noPort');
  return Number(port) > 0 ? succeeded(url) : failed('noPort');
}
