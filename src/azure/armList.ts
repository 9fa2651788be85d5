import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { AzureFault } from './azureFault';
import { isJsonObject, textOf } from './rowValues';

/** A page of an ARM list. */
export interface ListPage {
  readonly items: readonly unknown[];
  /** Where the list goes on, as the server says; null at its end. */
  readonly nextLink: string | null;
}

const MOST_PAGES = 100;

/** Reads the body of one page; null where it is none. */
export function listPageOf(body: unknown): ListPage | null {
  if (!isJsonObject(body)) return null;
  const items: unknown = body['value'];
  return Array.isArray(items) ? { items, nextLink: textOf(body['nextLink']) } : null;
}

/** Reads an ARM list to its end. A nextLink is a URL that a server made up: `getPage` has to refuse foreign hosts. */
export async function readList(
  url: string,
  getPage: (url: string) => Promise<Result<ListPage, AzureFault>>,
): Promise<Result<readonly unknown[], AzureFault>> {
  const items: unknown[] = [];
  const visited = new Set<string>();
  let next: string | null = url;
  while (next !== null) {
    if (visited.has(next) || visited.size >= MOST_PAGES) return unreadable('paging makes no progress');
    visited.add(next);
    const page = await getPage(next);
    if (!page.ok) return page;
    // One by one: as arguments of one call, a hundred thousand would be more than the stack holds.
    for (const item of page.value.items) items.push(item);
    next = page.value.nextLink;
    if (next !== null && !URL.canParse(next)) return unreadable('nextLink is no URL');
  }
  return succeeded(items);
}

function unreadable(message: string): Result<never, AzureFault> {
  return failed({ kind: 'unreadable', message });
}
