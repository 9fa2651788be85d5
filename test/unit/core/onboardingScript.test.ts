import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onboardingFault, readTags, tagsText } from '../../../src/core/onboardingFields';
import type { OnboardingChoice, OnboardingTag } from '../../../src/core/onboardingChoice';
import { onboardingScript } from '../../../src/core/onboardingScript';
import { ONBOARDING_CLOUDS } from '../../../src/core/onboardingChoice';
import { loadPowershell, parsePowershell } from '../powershell/powershellGrammar';
import { assertGolden } from '../ui/golden';

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';
const SCOPES = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.HybridCompute`;

const PLAIN: OnboardingChoice = {
  signIn: { kind: 'interactive' },
  cloud: 'AzureCloud',
  tenantId: '00000000-0000-0000-0000-0000000000aa',
  subscriptionId: SUBSCRIPTION,
  resourceGroup: 'rg-prod',
  location: 'westeurope',
  tags: [],
  proxy: null,
  gatewayId: null,
  privateLinkScopeId: null,
  automaticUpgrade: false,
};

const FULL: OnboardingChoice = {
  ...PLAIN,
  signIn: { kind: 'servicePrincipal', applicationId: '00000000-0000-0000-0000-0000000000bb' },
  resourceGroup: 'rg-münchen(prod)',
  tags: [
    { name: 'Owner', value: "O'Brien’s $(team)" },
    { name: 'Note', value: "'; Remove-Item C:\\ -Recurse; `n" },
  ],
  proxy: 'http://proxy.contoso.com:8080',
  gatewayId: `${SCOPES}/gateways/gw1`,
  privateLinkScopeId: `${SCOPES}/privateLinkScopes/pls1`,
  automaticUpgrade: true,
};

function script(choice: OnboardingChoice): string {
  const made = onboardingScript(choice);
  return made.ok ? made.value : assert.fail(JSON.stringify(made.fault));
}

describe('the onboarding script', () => {
  before(function () {
    this.timeout(30_000);
    return loadPowershell();
  });

  it('says in its first line that it is of the demo, and differs in nothing else', () => {
    const made = onboardingScript(PLAIN, true);
    assert.ok(made.ok);
    const [first, ...rest] = made.value.split('\n');
    assert.match(first ?? '', /^# Demo: /);
    assert.equal(rest.join('\n'), script(PLAIN));
  });

  it('reads well: interactive sign-in', () => {
    assertGolden('onboarding-interactive', script(PLAIN));
  });

  it('reads well: service principal with everything', () => {
    assertGolden('onboarding-service-principal', script(FULL));
  });

  it('asks for a code on another device where that is chosen, and only then', () => {
    assert.match(script({ ...PLAIN, signIn: { kind: 'deviceCode' } }), /'--use-device-code'/);
    assert.doesNotMatch(script(PLAIN), /device-code|service-principal|secret'|Secret /);
  });

  it('takes the installer from the cloud’s own place and names the cloud', () => {
    const places = ONBOARDING_CLOUDS.map((cloud) => {
      const text = script({ ...PLAIN, cloud });
      assert.match(text, new RegExp(`'--cloud', '${cloud}'`));
      return /-Uri '([^']+)'/.exec(text)?.[1];
    });
    assert.deepEqual(places, [
      'https://gbl.his.arc.azure.com/azcmagent-windows',
      'https://gbl.his.arc.azure.us/azcmagent-windows',
      'https://aka.ms/azcmagent-windows',
    ]);
  });

  it('downloads into a new folder that is closed to others, and runs nothing that Microsoft has not signed', () => {
    for (const choice of [PLAIN, FULL]) {
      const text = script(choice);
      const order = [
        ...['$env:SystemRoot', 'NewGuid()', 'New-Item -ItemType Directory -Path $folder', 'try {'],
        ...[
          '/inheritance:r',
          '-OutFile $installer',
          'Get-AuthenticodeSignature -LiteralPath $installer',
          "-ne 'Valid'",
        ],
        ...['O=Microsoft Corporation', 'throw', '$env:TEMP = $folder', '& $installer', '} finally {'],
        ...['$env:TEMP = $temporary', 'Remove-Item -LiteralPath $folder -Recurse'],
      ];
      let place = 0;
      for (const part of order) {
        place = text.indexOf(part, place);
        assert.ok(place >= 0, part);
      }
      // -Force would take a folder that somebody else has made.
      assert.doesNotMatch(text, /New-Item[^\n]*-Force/);
      assert.doesNotMatch(text, /\$env:TEMP -ChildPath 'install/);
      assert.equal(text.split('& $installer').length, 2);
    }
  });

  it('uses nothing that Windows PowerShell 5.1 does not know', () => {
    assert.doesNotMatch(script(FULL), /\?\?|\?\.|&&|\|\||-AsUTF8|\bclean \{| \? .* : /);
  });

  it('holds no secret: it takes one when it runs, and never in a command line', () => {
    const text = script(FULL);
    assert.match(text, /Read-Host .* -AsSecureString/);
    assert.doesNotMatch(text, /--service-principal-secret/);
    assert.match(text, /finally \{\s+Remove-Item -LiteralPath \$configFile/);
  });

  it('is a script without errors that runs the same commands whatever the tags and names', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        "'",
        '‘',
        '’',
        '‚',
        '‛',
        '“',
        '”',
        '„',
        '`',
        '$',
        '(',
        ')',
        '{',
        ';',
        '|',
        '#',
        '@',
        ' ',
        'Б',
        'x',
      ),
      maxLength: 30,
    });
    const names = fc.string({
      unit: fc.constantFrom("'", '’', '`', '$', '(', ';', '#', 'x', 'Б'),
      minLength: 1,
      maxLength: 20,
    });
    const groups = fc.string({
      unit: fc.constantFrom('(', ')', '_', '-', '.', 'x', 'ü', 'Б'),
      minLength: 1,
      maxLength: 20,
    });
    const wanted = parsePowershell(script({ ...FULL, tags: [{ name: 'a', value: 'b' }] }));
    assert.equal(wanted.hasError, false);
    let made = 0;
    fc.assert(
      fc.property(names, nasty, groups, (name, value, resourceGroup) => {
        const text = onboardingScript({ ...FULL, resourceGroup, tags: [{ name, value }] });
        if (!text.ok) return;
        made += 1;
        const parsed = parsePowershell(text.value);
        assert.equal(parsed.hasError, false, text.value);
        assert.deepEqual(parsed.commands, wanted.commands);
        assert.equal(parsed.strings.length, wanted.strings.length);
        assert.match(text.value, /^[\x20-\x7e\n]*$/);
      }),
      { numRuns: 300 },
    );
    assert.ok(made > 150, `${made} scripts were made`);
  });

  it('is refused where a value is not what it should be, and says which and why', () => {
    const wrong = onboardingScript({
      ...FULL,
      signIn: { kind: 'servicePrincipal', applicationId: "x'; calc" },
      tenantId: '',
      resourceGroup: 'a\nb',
      location: 'west europe; calc',
      tags: [{ name: 'a', value: 'x"y' }],
      proxy: 'http://user:password@proxy',
      gatewayId: `${SCOPES}/privateLinkScopes/x`,
      privateLinkScopeId: 'x',
    });
    assert.ok(!wrong.ok);
    assert.deepEqual(
      wrong.fault.map(({ field, id }) => [field, id]),
      [
        ['applicationId', 'guid'],
        ['tenantId', 'guid'],
        ['resourceGroup', 'character'],
        ['location', 'location'],
        ['proxy', 'proxyCredentials'],
        ['gatewayId', 'gatewayId'],
        ['privateLinkScopeId', 'privateLinkScopeId'],
        ['tags', 'tagValue'],
      ],
    );
  });
});

describe('the fields of an onboarding', () => {
  it('take what Azure takes', () => {
    for (const group of ['rg-prod', 'RG(1)', 'a.b', 'rg_münchen']) {
      assert.equal(onboardingFault('resourceGroup', group), null, group);
    }
    for (const group of ['', 'a.', 'a b', "a'b", 'a/b', 'x'.repeat(91)]) {
      assert.equal(onboardingFault('resourceGroup', group)?.id, 'resourceGroup', group);
    }
    for (const proxy of ['http://proxy:8080', 'https://10.0.0.1:3128/', 'http://[fd00::1]:80']) {
      assert.equal(onboardingFault('proxy', proxy), null, proxy);
    }
    for (const proxy of ['proxy:8080', 'ftp://proxy', 'http://proxy/path', 'http://a b', 'http://$(x)']) {
      assert.equal(onboardingFault('proxy', proxy)?.id, 'proxy', proxy);
    }
  });

  it('read tags as they are written', () => {
    assert.deepEqual(tags('env = prod, Owner=A=B,empty='), [
      { name: 'env', value: 'prod' },
      { name: 'Owner', value: 'A=B' },
      { name: 'empty', value: '' },
    ]);
    assert.deepEqual(tags(' , '), []);
  });

  for (const [text, id] of [
    ['env', 'tagForm'],
    ['=x', 'tagName'],
    ['a%=x', 'tagName'],
    ['a=x"y', 'tagValue'],
    ['a=C:\\', 'tagValue'],
    ['a=1,A=2', 'tagTwice'],
    ['a=x\u202ey', 'character'],
    [Array.from({ length: 51 }, (_, place) => `t${place}=x`).join(), 'tagCount'],
  ] as const) {
    it(`refuse the tags ${JSON.stringify(text).slice(0, 20)}: ${id}`, () => {
      const read = readTags(text);
      assert.equal(read.ok ? 'accepted' : read.fault.id, id);
    });
  }

  it('give tags back as they are read', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
        const read = readTags(pairs.map(([name, value]) => `${name}=${value}`).join(','));
        if (read.ok) assert.deepEqual(tags(tagsText(read.value)), read.value);
      }),
    );
  });
});

function tags(text: string): readonly OnboardingTag[] {
  const read = readTags(text);
  return read.ok ? read.value : assert.fail(JSON.stringify(read.fault));
}
