import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What of package.json the generated documents are made from. Texts may be keys of package.nls.json. */
export interface Manifest {
  readonly contributes: {
    readonly commands: readonly ManifestCommand[];
    readonly menus: Readonly<Record<string, readonly ManifestMenuItem[]>>;
    readonly submenus?: readonly { readonly id: string; readonly label: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, ManifestSetting>> };
  };
}

export interface ManifestCommand {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string;
}

export interface ManifestMenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

export interface ManifestSetting {
  readonly order?: number;
  readonly type: string | readonly string[];
  readonly scope?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly markdownDescription?: string;
}

const root = join(__dirname, '..');

/** package.json, with its texts in English. */
export function readManifest(): Manifest {
  const file = join(root, 'package.nls.json');
  const texts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'), (_, value: unknown) =>
    typeof value === 'string' && /^%[\w.-]+%$/.test(value) ? (texts[value.slice(1, -1)] ?? value) : value,
  ) as Manifest;
}

/** Text in a cell of a Markdown table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
