# hotpatch-fleet-script: enable-vbs 1
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
