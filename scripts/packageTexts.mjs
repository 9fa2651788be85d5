// Moves the texts of package.json that a person reads into package.nls.json and leaves their keys: write a text into
// package.json, run this, then translate what it names in package.nls.vi.json.
//   npm run package-texts
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LANGUAGES = ['vi'];
/** The name of the product is the same in every language. */
const NAME = 'Hotpatch Fleet';
const KEY = /^%([\w.-]+)%$/;

/** Every text of a manifest that a person reads, as { key, text, set }; `set` puts another in its place. */
export function manifestTexts(manifest) {
  const { contributes } = manifest;
  const [walkthrough] = contributes.walkthroughs;
  return [
    ...fields('extension', manifest, ['description']),
    ...contributes.commands.flatMap((one) => fields(`command.${shortName(one.command)}`, one, ['title', 'shortTitle'])),
    ...Object.values(contributes.views)
      .flat()
      .flatMap((one) => fields(`view.${shortName(one.id)}`, one, ['name'])),
    ...(contributes.submenus ?? []).flatMap((one) => fields(`submenu.${shortName(one.id)}`, one, ['label'])),
    ...contributes.viewsWelcome.flatMap((one) => fields(`welcome.${one.when.split(' ').at(-1)}`, one, ['contents'])),
    ...Object.entries(contributes.configuration.properties).flatMap(([name, one]) => settingTexts(name, one)),
    ...fields('walkthrough', walkthrough, ['title', 'description']),
    ...walkthrough.steps.flatMap((step) => stepTexts(`walkthrough.${step.id}`, step)),
  ];
}

function settingTexts(name, setting) {
  const key = `setting.${shortName(name)}`;
  const ofValues = (list, kind) =>
    (list ?? []).map((text, index) => entry(`${key}.${setting.enum[index]}.${kind}`, list, index));
  const ofItems = setting.items === undefined ? [] : fields(`${key}.items`, setting.items, ['patternErrorMessage']);
  return [
    ...fields(key, setting, ['description', 'markdownDescription', 'patternErrorMessage', 'deprecationMessage']),
    ...ofValues(setting.enumItemLabels, 'label'),
    ...ofValues(setting.enumDescriptions, 'description'),
    ...ofItems,
  ];
}

function stepTexts(key, step) {
  return [...fields(key, step, ['title', 'description']), ...fields(key, step.media, ['altText'])];
}

function fields(key, object, names) {
  return names
    .filter((name) => typeof object[name] === 'string' && object[name] !== NAME)
    .map((name) => entry(`${key}.${name === 'markdownDescription' ? 'description' : name}`, object, name));
}

function entry(key, holder, place) {
  return {
    key,
    text: holder[place],
    set: (text) => {
      holder[place] = text;
    },
  };
}

function shortName(id) {
  return id.replace(/^hotpatchFleet\./, '');
}

function main() {
  const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
  const manifestFile = path.join(root, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  const english = readTexts(path.join(root, 'package.nls.json'));
  const kept = {};
  for (const { key, text, set } of manifestTexts(manifest)) {
    const held = KEY.exec(text)?.[1];
    kept[key] = held === undefined ? text : english[held];
    set(`%${key}%`);
  }
  write(path.join(root, 'package.nls.json'), kept);
  write(manifestFile, manifest);
  for (const language of LANGUAGES) {
    const file = path.join(root, `package.nls.${language}.json`);
    const translated = readTexts(file);
    const missing = Object.keys(kept).filter((key) => translated[key] === undefined);
    const surplus = Object.keys(translated).filter((key) => kept[key] === undefined);
    const changed = Object.keys(kept).filter((key) => english[key] !== undefined && english[key] !== kept[key]);
    for (const key of missing) console.log(`${path.basename(file)} lacks ${key}: ${kept[key]}`);
    for (const key of surplus) console.log(`${path.basename(file)} has ${key}, which nothing names`);
    for (const key of changed) console.log(`${key} has another English text now: ${kept[key]}`);
  }
}

function readTexts(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

function write(file, value) {
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
