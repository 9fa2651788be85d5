/** What a person can set; the first is the default: the language that VS Code shows itself in. */
export const LANGUAGES = ['auto', 'en', 'vi'] as const;
export type LanguageSetting = (typeof LANGUAGES)[number];

/** The languages that the catalogue has. */
export type Language = 'en' | 'vi';

export interface ChosenLanguage {
  readonly language: Language;
  /** For numbers, money, dates and plurals: they follow the language of the sentences that they stand in. */
  readonly locale: string;
}

/**
 * The language of all texts that are made at run time.
 *
 * @param setting as it stands in the settings; what is none counts as `auto`, and the reader of the settings says so.
 * @param display VS Code's display language, a BCP 47 tag such as `vi` or `en-GB`.
 */
export function chosenLanguage(setting: unknown, display: string): ChosenLanguage {
  if (setting === 'vi') return { language: 'vi', locale: 'vi' };
  const [shown = ''] = display.toLowerCase().split(/[-_]/);
  if (setting !== 'en' && shown === 'vi') return { language: 'vi', locale: 'vi' };
  return { language: 'en', locale: shown === 'en' ? canonical(display) : 'en' };
}

/** A tag that Intl does not know must not keep the extension from starting. */
function canonical(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
}
