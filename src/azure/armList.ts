import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { AzureFault } from './azureFault';
import { isJsonObject, parsedJson, textOf } from './rowValues';

/** A page of an ARM list. */
export interface ListPage {
  readonly items: readonly unknown[];
  /** Where the list goes on, as the server says; null at its end. */
  readonly nextLink: string | null;
  /** Characters of its text. */
  readonly size: number;
}

const MOST_PAGES = 100;
// Of a whole list: far more than any account's tenants, subscriptions or groups, and less than a process can hold.
const MOST_ITEMS = 250_000;
const LARGEST_LIST = 64 * 1024 * 1024;

/** Reads the text of one page; null where it is none. */
export function listPageOf(text: string): ListPage | null {
  const body = parsedJson(text);
  if (!isJsonObject(body)) return null;
  const items: unknown = body['value'];
  return Array.isArray(items) ? { items, nextLink: textOf(body['nextLink']), size: text.length } : null;
}

/** Reads an ARM list to its end. A nextLink is a URL that a server made up: `getPage` has to refuse foreign hosts. */
export async function readList(
  url: string,
  getPage: (url: string) => Promise<Result<ListPage, AzureFault>>,
): Promise<Result<readonly unknown[], AzureFault>> {
  const items: unknown[] = [];
  const visited = new Set<string>();
  let size = 0;
  let next: string | null = url;
  while (next !== null) {
    if (visited.has(next) || visited.size >= MOST_PAGES) return unreadable('paging makes no progress');
    visited.add(next);
    const page = await getPage(next);
    if (!page.ok) return page;
    size += page.value.size;
    if (size > LARGEST_LIST || items.length + page.value.items.length > MOST_ITEMS) return tooLarge(visited.size);
    // One by one: as arguments of one call, a hundred thousand would be more than the stack holds.
    for (const item of page.value.items) items.push(item);
    next = page.value.nextLink;
    if (next !== null && !URL.canParse(next)) return unreadable('nextLink is no URL');
  }
  return succeeded(items);
}

function tooLarge(pages: number): Result<never, AzureFault> {
  return failed({ kind: 'tooLarge', message: `a list of more than can be held, after ${pages} pages` });
}

function unreadable(message: string): Result<never, AzureFault> {
  return failed({ kind: 'unreadable', message });
}
