import type { OnboardingChoice, OnboardingCloud } from './onboardingChoice';
import type { OnboardingFault } from './onboardingFields';
import { checkOnboarding } from './onboardingFields';
import { powershellValue } from './powershell';
import type { Result } from './result';
import { failed, succeeded } from './result';

/** Where the agent's installer comes from. Azure China has no host of its own in any source that was found. */
const INSTALLER: Readonly<Record<OnboardingCloud, string>> = {
  AzureCloud: 'https://gbl.his.arc.azure.com/azcmagent-windows',
  AzureUSGovernment: 'https://gbl.his.arc.azure.us/azcmagent-windows',
  AzureChinaCloud: 'https://aka.ms/azcmagent-windows',
};

/**
 * A PowerShell script that installs the Azure Connected Machine agent on a Windows server and connects it. ASCII alone,
 * without any secret, and with each value as one string literal. Refuses values that are not what they should be.
 */
export function onboardingScript(choice: OnboardingChoice, isDemo = false): Result<string, readonly OnboardingFault[]> {
  const faults = checkOnboarding(choice);
  if (faults.length > 0) return failed(faults);
  const isPrincipal = choice.signIn.kind === 'servicePrincipal';
  const sections = [
    isDemo ? `${DEMO}\n${HEAD}` : HEAD,
    isPrincipal ? SECRET_PARAMETER : '',
    PREPARATION,
    valuesOf(choice),
    installation(choice),
    isPrincipal ? CONNECTION_WITH_SECRET : CONNECTION,
  ];
  return succeeded(`${sections.filter((section) => section !== '').join('\n\n')}\n`);
}

/** The demo’s tenants and subscriptions are invented. */
const DEMO = '# Demo: the ids in this script are invented. It connects no server.';

const HEAD = `# Connects a Windows server to Azure Arc. Run it on the server, as administrator, in a 64-bit PowerShell.
# The file holds no secret. Not meant for Azure virtual machines.
#Requires -Version 5.1
#Requires -RunAsAdministrator`;

const SECRET_PARAMETER = `param(
    # The secret of the service principal. Asked for where it is not given; the agent gets it in a file that is
    # deleted afterwards, so that it stands in no command line.
    [System.Security.SecureString] $Secret
)`;

const PREPARATION = `$ErrorActionPreference = 'Stop'
if (-not [System.Environment]::Is64BitProcess) { throw 'Run this script in a 64-bit PowerShell.' }
[System.Net.ServicePointManager]::SecurityProtocol = [System.Net.ServicePointManager]::SecurityProtocol -bor 3072`;

function valuesOf(choice: OnboardingChoice): string {
  const options: readonly (readonly [string, string | null])[] = [
    ['--cloud', choice.cloud],
    ['--tenant-id', choice.tenantId],
    ['--subscription-id', choice.subscriptionId],
    ['--resource-group', choice.resourceGroup],
    ['--location', choice.location],
    ['--service-principal-id', choice.signIn.kind === 'servicePrincipal' ? choice.signIn.applicationId : null],
    ['--gateway-id', choice.gatewayId],
    ['--private-link-scope', choice.privateLinkScopeId],
    ['--tags', choice.tags.length === 0 ? null : choice.tags.map(({ name, value }) => `${name}=${value}`).join(',')],
  ];
  const flags = [
    ...(choice.signIn.kind === 'deviceCode' ? ['--use-device-code'] : []),
    ...(choice.automaticUpgrade ? ['--enable-automatic-upgrade'] : []),
  ];
  const lines = [
    literal('connect'),
    ...options.flatMap(([option, value]) => (value === null ? [] : [`${literal(option)}, ${literal(value)}`])),
    ...flags.map(literal),
  ];
  return ['$connect = @(', ...lines.map((line) => `    ${line}`), ')'].join('\n');
}

function installation({ cloud, proxy }: OnboardingChoice): string {
  const withProxy = proxy === null ? '' : ' -Proxy $proxy';
  const lines = [
    ...(proxy === null ? [] : [`$proxy = ${literal(proxy)}`]),
    `$agent = Join-Path -Path $env:ProgramW6432 -ChildPath 'AzureConnectedMachineAgent\\azcmagent.exe'`,
    'if (-not (Test-Path -LiteralPath $agent)) {',
    CLOSED_FOLDER,
    `        Invoke-WebRequest -UseBasicParsing -Uri ${literal(INSTALLER[cloud])} -TimeoutSec 30 -OutFile $installer${withProxy}`,
    SIGNATURE,
    `        & $installer${withProxy}`,
    INSTALLED,
    '}',
    ...(proxy === null ? [] : [`& $agent 'config' 'set' 'proxy.url' $proxy`]),
  ];
  return lines.join('\n');
}

/**
 * SYSTEM's temporary folder, and so a fixed name in it, is one where every user may put files. Below the system's folder
 * only administrators may, so there is no moment at which somebody else could be first; the list of rights keeps others
 * from reading as well. Microsoft's installer starts msiexec without quotes around its path: hence no folder with blanks.
 */
const CLOSED_FOLDER = `    # A new folder that is closed to everybody but administrators (S-1-5-32-544) and the system (S-1-5-18): in a temporary
    # folder somebody else could put another file in the installer's place.
    $folder = Join-Path -Path $env:SystemRoot -ChildPath ('azcmagent-' + [System.Guid]::NewGuid().ToString('N'))
    $null = New-Item -ItemType Directory -Path $folder
    $temporary = $env:TEMP
    $keepLog = $false
    try {
        $icacls = Join-Path -Path $env:SystemRoot -ChildPath 'System32\\icacls.exe'
        $null = & $icacls $folder '/inheritance:r' '/grant:r' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F'
        if ($LASTEXITCODE -ne 0) { throw "$folder could not be closed to other users." }
        $installer = Join-Path -Path $folder -ChildPath 'install_windows_azcmagent.ps1'`;

/** The installer brings the agent's package into TEMP, under a fixed name as well. */
const SIGNATURE = `        $signature = Get-AuthenticodeSignature -LiteralPath $installer
        if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notmatch '(^|, )O=Microsoft Corporation(,|$)') {
            throw "The installer that was downloaded is not signed by Microsoft ($($signature.Status)). It was not run."
        }
        # Where the installer puts the agent's package and its log.
        $env:TEMP = $folder
        $keepLog = $true`;

const INSTALLED = `        if ($LASTEXITCODE -ne 0) {
            throw "The Azure Connected Machine agent could not be installed. The log is in $folder; delete it afterwards."
        }
        $keepLog = $false
    } finally {
        $env:TEMP = $temporary
        if (-not $keepLog) { Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue }
    }`;

const CONNECTION = `& $agent @connect
exit $LASTEXITCODE`;

const CONNECTION_WITH_SECRET = `if ($null -eq $Secret) { $Secret = Read-Host -Prompt 'Secret of the service principal' -AsSecureString }
$configFile = Join-Path -Path $env:TEMP -ChildPath ([System.Guid]::NewGuid().ToString() + '.json')
try {
    $plain = (New-Object -TypeName System.Net.NetworkCredential -ArgumentList '', $Secret).Password
    $config = ConvertTo-Json -InputObject @{ 'service-principal-secret' = $plain }
    # Without a byte order mark, which the agent would not read.
    [System.IO.File]::WriteAllText($configFile, $config)
    & $agent @connect '--config' $configFile
    $result = $LASTEXITCODE
} finally {
    Remove-Item -LiteralPath $configFile -Force -ErrorAction SilentlyContinue
    $plain = $null
    $config = $null
}
exit $result`;

/** Everything that reaches this has been checked: what a script may not hold was refused by then. */
function literal(text: string): string {
  const value = powershellValue(text);
  return value.ok ? value.value : "''";
}
