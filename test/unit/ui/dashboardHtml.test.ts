import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dashboardHtml, inertJson } from '../../../src/ui/dashboardHtml';

describe('the dashboard’s frame', () => {
  const html = dashboardHtml({
    cspSource: 'https://*.example',
    nonce: 'abc',
    script: 'https://x.example/dashboard.js',
    style: 'https://x.example/dashboard.css',
    title: 'Hotpatch "Fleet"',
    boot: { locale: 'en', texts: { a: '</script><script>alert(1)</script>' } },
  });

  it('allows scripts by nonce, styles and fonts from the extension, and nothing else: no other base, no form', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      "script-src 'nonce-abc'",
      'style-src https://*.example',
      'font-src https://*.example',
      'img-src https://*.example',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('has no script without the nonce, and no style in its markup', () => {
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) assert.match(tag, /nonce="abc"/);
    assert.equal([...html.matchAll(/<script/g)].length, 2);
    assert.doesNotMatch(html, /<style|style="|javascript:|\son\w+=/i);
  });

  it('carries any text in without letting it out', () => {
    fc.assert(
      fc.property(fc.anything({ values: [fc.string({ unit: 'binary' })] }), (value) => {
        const json = inertJson(value ?? null);
        assert.doesNotMatch(json, /[<\u2028\u2029]/);
        assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value ?? null)));
      }),
    );
    assert.equal(JSON.parse(inertJson('<\u2028\u2029')), '<\u2028\u2029');
  });
});
