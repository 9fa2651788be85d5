# hotpatch-fleet-script: restart 1
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
