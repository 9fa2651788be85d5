# hotpatch-fleet-script: check-vbs 1
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
