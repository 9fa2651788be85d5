import { proxyPolicy, type PipelinePolicy, type ProxySettings } from '@azure/core-rest-pipeline';
import { isIP } from 'node:net';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { AzureFault } from './azureFault';
import { FaultError } from './faultError';

/** Variables by name, as of process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** As the SDK looks for them, the first that is set: each as it stands here, or in lower case. */
const VARIABLES = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'] as const;
const SCHEME = /^([a-z][a-z\d+.-]*):\/\//i;
const HOST_AND_PORT = /^(\[[\da-f:.]+\]|[^\s:@[\]\\%]+)(?::(\d{1,5}))?$/i;

/**
 * The proxy that the environment names; null = none. The SDK takes `proxy:8080` for a URL whose scheme is “proxy”, and
 * throws on `10.1.2.3:8080`: here both are the http proxy that everybody else reads there. What cannot be read is a fault
 * with the variable's name, never its value, which may hold a password.
 */
export function proxyOf(environment: Environment): Result<ProxySettings | null, AzureFault> {
  const variable = VARIABLES.flatMap((name) => [name, name.toLowerCase()]).find((name) => isSet(environment[name]));
  if (variable === undefined) return succeeded(null);
  const proxy = readProxy(environment[variable] ?? '');
  return proxy === null ? failed({ kind: 'proxyUnreadable', variable }) : succeeded(proxy);
}

/** Sends through the environment's proxy, and nothing at all where that cannot be read: not past it, to somewhere else. */
export function environmentProxyPolicy(environment: Environment): PipelinePolicy {
  const proxy = proxyOf(environment);
  // The SDK's own reading of NO_PROXY applies to both.
  if (proxy.ok && proxy.value !== null) return proxyPolicy(proxy.value);
  return {
    name: 'proxyPolicy',
    sendRequest(request, next) {
      if (!proxy.ok && !isPastProxy(new URL(request.url).hostname, environment)) {
        throw new FaultError(proxy.fault, false);
      }
      return next(request);
    },
  };
}

/** The proxy for the SDK's other clients; throws a FaultError where it cannot be read. */
export function proxyOptions(environment: Environment): { readonly proxyOptions?: ProxySettings } {
  const proxy = proxyOf(environment);
  if (!proxy.ok) throw new FaultError(proxy.fault, false);
  return proxy.value === null ? {} : { proxyOptions: proxy.value };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

function readProxy(text: string): ProxySettings | null {
  const value = text.trim();
  const scheme = SCHEME.exec(value)?.[1]?.toLowerCase() ?? 'http';
  if (scheme !== 'http' && scheme !== 'https') return null;
  const rest = value.replace(SCHEME, '');
  // A password may hold an @, a slash or a question mark that nobody has encoded: the last @ ends it.
  const at = rest.lastIndexOf('@');
  const place = readPlace(rest.slice(at + 1), scheme);
  return place === null ? null : { ...place, ...readUser(rest.slice(0, Math.max(0, at))) };
}

function readPlace(text: string, scheme: 'http' | 'https'): Pick<ProxySettings, 'host' | 'port'> | null {
  const [authority = ''] = text.split(/[/?#]/);
  const [, name = '', digits] = HOST_AND_PORT.exec(authority) ?? [];
  const port = digits === undefined ? (scheme === 'https' ? 443 : 80) : Number(digits);
  const host = `${scheme}://${name}`;
  const isStrangeNumber = /^[\d.]+$/.test(name) && isIP(name) === 0;
  if (name === '' || port < 1 || port > 65_535 || isStrangeNumber || !URL.canParse(host)) return null;
  return { host, port };
}

function readUser(text: string): Pick<ProxySettings, 'username' | 'password'> {
  if (text === '') return {};
  const colon = text.indexOf(':');
  const [username, password] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  return { username: encoded(username), ...(password === '' ? {} : { password: encoded(password) }) };
}

/** Encoded once, whether or not it was before: the agent that sends it decodes it, and fails on a bare %. */
function encoded(text: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(text));
  } catch {
    return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
  }
}

/** As the SDK reads NO_PROXY: a host, or with a dot before it also all below it. */
function isPastProxy(host: string, environment: Environment): boolean {
  const patterns = (environment['NO_PROXY'] ?? environment['no_proxy'] ?? '')
    .split(',')
    .map((pattern) => pattern.trim());
  return patterns.some((pattern) => pattern === host || (pattern.startsWith('.') && `.${host}`.endsWith(pattern)));
}
