import { createContext } from 'preact';
import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { TableFilter } from '../core/dashboardContract';
import type { HostLink } from './hostLink';
import type { PageTexts } from './pageTexts';
import type { StyleRules } from './styleRules';

/** What every part of the page can use. */
export interface Page {
  readonly texts: PageTexts;
  readonly host: HostLink;
  readonly rules: StyleRules;
  /** Shows only the machines that all filters let through. */
  readonly filterBy: (filters: readonly TableFilter[]) => void;
  /** Shows details beside an element, until they are hidden or others are shown. */
  readonly showTip: (target: Element, content: ComponentChildren) => void;
  readonly hideTip: () => void;
  /** Says something to a screen reader, and shows it where it is an error. */
  readonly say: (text: string) => void;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('A part of the page stands outside of it');
  return page;
}
