/** What can be run inside a machine. */
export const GUEST_SCRIPT_IDS = ['checkVbs', 'enableVbs', 'restart'] as const;

export type GuestScriptId = (typeof GUEST_SCRIPT_IDS)[number];

/**
 * The scripts of scripts/guest, word for word (a test compares them), so that bundles and tests need no file. Nothing is
 * ever pasted into them: what they take comes as parameters. Each writes one line of JSON:
 * - checkVbs: `{"vbsStatus":0|1|2|null,"secureBoot":bool|null,"firmware":"Uefi"|"Bios"|null,"lastBootUtc":iso}`
 * - enableVbs: `{"set":bool,"restartOwed":bool}`
 * - restart: `{"restarting":bool,"reason":id,"lastBootUtc":iso}`; reasons are {@link RESTART_REASONS}. Its parameters:
 *   NotAfterUtc, AssessedAtUtc (empty = not known), both ISO 8601, and DelaySeconds (0 to 3600).
 */
export const GUEST_SCRIPTS: Readonly<Record<GuestScriptId, string>> = {
  checkVbs: String.raw`# hotpatch-fleet-script: check-vbs 1
# Reads whether virtualization-based security runs, Secure Boot, the kind of firmware and the last boot. Changes nothing.
param()
$ErrorActionPreference = 'Stop'

# 0: off. 1: configured, not running. 2: running. No value: Windows does not say.
$vbsStatus = $null
try {
    $guard = Get-CimInstance -Namespace 'root\Microsoft\Windows\DeviceGuard' -ClassName 'Win32_DeviceGuard'
    if ($null -ne $guard.VirtualizationBasedSecurityStatus) { $vbsStatus = [int]$guard.VirtualizationBasedSecurityStatus }
} catch { $vbsStatus = $null }

# Not supported on legacy firmware, which is said there.
$secureBoot = $null
try { $secureBoot = [bool](Confirm-SecureBootUEFI) } catch { $secureBoot = $null }

$firmware = $null
$control = Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control' -ErrorAction SilentlyContinue
if ($control.PEFirmwareType -eq 2 -or $env:firmware_type -eq 'UEFI') { $firmware = 'Uefi' }
elseif ($control.PEFirmwareType -eq 1 -or $env:firmware_type -eq 'Legacy') { $firmware = 'Bios' }

$lastBoot = (Get-CimInstance -ClassName 'Win32_OperatingSystem').LastBootUpTime.ToUniversalTime()

[ordered]@{
    vbsStatus   = $vbsStatus
    secureBoot  = $secureBoot
    firmware    = $firmware
    lastBootUtc = $lastBoot.ToString('o')
} | ConvertTo-Json -Compress
`,
  enableVbs: String.raw`# hotpatch-fleet-script: enable-vbs 1
# Sets the documented value that turns virtualization-based security on. It takes effect with the next restart, which
# this script does not order. On hardware that cannot run it (no UEFI, no Secure Boot) it stays off.
param()
$ErrorActionPreference = 'Stop'

$key = 'HKLM:\SYSTEM\CurrentControlSet\Control\DeviceGuard'
$name = 'EnableVirtualizationBasedSecurity'
if (-not (Test-Path -LiteralPath $key)) { New-Item -Path $key | Out-Null }
New-ItemProperty -LiteralPath $key -Name $name -PropertyType 'DWord' -Value 1 -Force | Out-Null
$isSet = (Get-ItemProperty -LiteralPath $key).EnableVirtualizationBasedSecurity -eq 1

$isRunning = $false
try {
    $guard = Get-CimInstance -Namespace 'root\Microsoft\Windows\DeviceGuard' -ClassName 'Win32_DeviceGuard'
    $isRunning = $guard.VirtualizationBasedSecurityStatus -eq 2
} catch { $isRunning = $false }

[ordered]@{
    set         = $isSet
    restartOwed = -not $isRunning
} | ConvertTo-Json -Compress
`,
  restart: String.raw`# hotpatch-fleet-script: restart 1
# Restarts the machine, if a restart is still pending, it has not booted since that was seen, and it is not too late.
# The restart is delayed, so that the result below is written before. Times are ISO 8601 in UTC.
param(
    [Parameter(Mandatory = $true)] [string] $NotAfterUtc,
    [string] $AssessedAtUtc = '',
    [ValidateRange(0, 3600)] [int] $DelaySeconds = 60
)
$ErrorActionPreference = 'Stop'

function ConvertTo-Utc([string] $Text) {
    $culture = [Globalization.CultureInfo]::InvariantCulture
    $style = [Globalization.DateTimeStyles]::AssumeUniversal
    [DateTimeOffset]::Parse($Text, $culture, $style).UtcDateTime
}

# Configured and not running: it waits for a restart.
function Test-VbsOwed {
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\DeviceGuard'
    $settings = Get-ItemProperty -LiteralPath $key -ErrorAction SilentlyContinue
    if ($settings.EnableVirtualizationBasedSecurity -ne 1) { return $false }
    try {
        $guard = Get-CimInstance -Namespace 'root\Microsoft\Windows\DeviceGuard' -ClassName 'Win32_DeviceGuard'
        return $guard.VirtualizationBasedSecurityStatus -ne 2
    } catch { return $false }
}

function Test-RestartPending {
    $servicing = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
    $updates = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired'
    $session = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager'
    if (Test-Path -LiteralPath $servicing) { return $true }
    if (Test-Path -LiteralPath $updates) { return $true }
    $renames = (Get-ItemProperty -LiteralPath $session -ErrorAction SilentlyContinue).PendingFileRenameOperations
    if (@($renames | Where-Object { $_ }).Count -gt 0) { return $true }
    return Test-VbsOwed
}

$notAfter = ConvertTo-Utc $NotAfterUtc
$lastBoot = (Get-CimInstance -ClassName 'Win32_OperatingSystem').LastBootUpTime.ToUniversalTime()

$reason = 'pending'
if ([DateTime]::UtcNow -gt $notAfter) { $reason = 'tooLate' }
elseif ($AssessedAtUtc -ne '' -and $lastBoot -gt (ConvertTo-Utc $AssessedAtUtc)) { $reason = 'bootedSinceAssessment' }
elseif (-not (Test-RestartPending)) { $reason = 'notPending' }

$isRestarting = $reason -eq 'pending'
if ($isRestarting) {
    $shutdown = Join-Path $env:SystemRoot 'System32\shutdown.exe'
    & $shutdown /r /t $DelaySeconds /d 'p:2:17' /c 'A pending restart, ordered with Hotpatch Fleet.'
    # 1190: a shutdown has been scheduled already.
    if ($LASTEXITCODE -eq 1190) { $reason = 'alreadyScheduled' }
    elseif ($LASTEXITCODE -ne 0) { throw "shutdown.exe ended with $LASTEXITCODE." }
}

[ordered]@{
    restarting  = $isRestarting
    reason      = $reason
    lastBootUtc = $lastBoot.ToString('o')
} | ConvertTo-Json -Compress
`,
};

/** What the restart script answers as its reason; with the first two it restarts the machine. */
export const RESTART_REASONS = [
  'pending',
  'alreadyScheduled',
  'tooLate',
  'bootedSinceAssessment',
  'notPending',
] as const;
