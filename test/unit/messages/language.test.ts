import assert from 'node:assert/strict';
import { chosenLanguage, LANGUAGES } from '../../../src/messages/language';
import { readSettings, SETTINGS } from '../../../src/ui/settings';
import { readManifest } from '../../../scripts/manifest';

describe('the language', () => {
  it('is VS Code’s where nothing else is set and there is a translation', () => {
    for (const display of ['vi', 'vi-VN', 'VI', 'vi_VN']) {
      assert.deepEqual(chosenLanguage('auto', display), { language: 'vi', locale: 'vi' });
      assert.deepEqual(chosenLanguage(undefined, display), { language: 'vi', locale: 'vi' });
    }
  });

  it('is English otherwise, and its figures are written as English ones', () => {
    for (const display of ['de', 'zh-cn', 'qps-ploc', 'vim', '', 'x'.repeat(10_000)]) {
      assert.deepEqual(chosenLanguage('auto', display), { language: 'en', locale: 'en' });
    }
    assert.deepEqual(chosenLanguage('auto', 'en'), { language: 'en', locale: 'en' });
    assert.deepEqual(chosenLanguage('auto', 'en-gb'), { language: 'en', locale: 'en-GB' });
    assert.deepEqual(chosenLanguage('auto', 'en-!'), { language: 'en', locale: 'en' });
  });

  it('is what the setting says, whatever VS Code shows', () => {
    assert.deepEqual(chosenLanguage('vi', 'en'), { language: 'vi', locale: 'vi' });
    assert.deepEqual(chosenLanguage('en', 'vi'), { language: 'en', locale: 'en' });
    assert.deepEqual(chosenLanguage('en', 'en-GB'), { language: 'en', locale: 'en-GB' });
    assert.deepEqual(chosenLanguage('klingon', 'vi'), { language: 'vi', locale: 'vi' });
    assert.deepEqual(chosenLanguage(7, 'en'), { language: 'en', locale: 'en' });
  });

  it('can be set to what the settings offer, and to nothing else', () => {
    const issuesOf = (value: unknown) =>
      readSettings((name) => (name === SETTINGS.language ? value : undefined)).issues.map(({ setting }) => setting);
    const { properties } = readManifest().contributes.configuration;
    assert.deepEqual(properties['hotpatchFleet.language']?.enum, LANGUAGES);
    for (const language of LANGUAGES) assert.deepEqual(issuesOf(language), []);
    assert.deepEqual(issuesOf('klingon'), ['hotpatchFleet.language']);
  });
});
