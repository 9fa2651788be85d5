import type { Json } from './kql/json';
import type { SeededRandom } from './seededRandom';

/** A make of machine. */
interface HardwareModel {
  readonly manufacturer: string;
  readonly model: string;
  readonly isVirtual: boolean;
  readonly cloudProvider: string;
  /** The ARM `kind` of machines that come through that platform. */
  readonly kind: string;
  readonly processor: string;
}

const XEON = 'Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz';
const EPYC = 'AMD EPYC 9354 32-Core Processor';

const VIRTUAL: readonly [HardwareModel, ...HardwareModel[]] = [
  virtual('VMware, Inc.', 'VMware20,1', '', XEON),
  virtual('VMware, Inc.', 'VMware20,1', '', EPYC),
  virtual('VMware, Inc.', 'VMware20,1', 'VMware', XEON),
  virtual('VMware, Inc.', 'VMware7,1', '', XEON),
  virtual('Microsoft Corporation', 'Virtual Machine', '', XEON),
  virtual('Microsoft Corporation', 'Virtual Machine', 'HCI', EPYC),
  virtual('Nutanix', 'AHV', '', EPYC),
  { ...virtual('Amazon EC2', 'm6i.xlarge', 'AWS', 'Intel(R) Xeon(R) Platinum 8375C'), cloudProvider: 'AWS' },
  { ...virtual('Google', 'Google Compute Engine', 'GCP', EPYC), cloudProvider: 'GCP' },
];

const METAL: readonly [HardwareModel, ...HardwareModel[]] = [
  metal('Dell Inc.', 'PowerEdge R760', XEON),
  metal('Dell Inc.', 'PowerEdge T360', 'Intel(R) Xeon(R) E-2488'),
  metal('HPE', 'ProLiant DL360 Gen11', XEON),
  metal('HPE', 'ProLiant DL385 Gen11', EPYC),
  metal('Lenovo', 'ThinkSystem SR630 V3', XEON),
];

function virtual(manufacturer: string, model: string, kind: string, processor: string): HardwareModel {
  return { manufacturer, model, isVirtual: true, cloudProvider: 'N/A', kind, processor };
}

function metal(manufacturer: string, model: string, processor: string): HardwareModel {
  return { manufacturer, model, isVirtual: false, cloudProvider: 'N/A', kind: '', processor };
}

/** The hardware of one machine, with its cores. */
export interface Hardware extends HardwareModel {
  readonly cores: number;
  readonly logicalCores: number;
  readonly memoryGigabytes: number;
  readonly serialNumber: string;
}

/** Draws hardware; `metalPercent` of 100 are physical. */
export function drawHardware(metalPercent: number, random: SeededRandom): Hardware {
  const model = random.chance(metalPercent) ? random.pick(METAL) : random.pick(VIRTUAL);
  const cores = model.isVirtual ? random.pick([2, 2, 4, 4, 4, 8, 8, 16]) : random.pick([8, 16, 16, 32, 48]);
  return {
    ...model,
    cores,
    logicalCores: model.isVirtual ? cores : cores * 2,
    memoryGigabytes: cores * random.pick([2, 4, 4, 8]),
    serialNumber: model.isVirtual ? `VM-${random.guid().slice(0, 18)}` : random.guid().slice(0, 8).toUpperCase(),
  };
}

/** properties.detectedProperties: numbers come as text, and now and then not at all. */
export function detectedProperties(hardware: Hardware, runsSql: boolean, random: SeededRandom): Json {
  const detected: Record<string, Json> = {
    cloudprovider: hardware.cloudProvider,
    coreCount: String(hardware.cores),
    logicalCoreCount: String(hardware.logicalCores),
    manufacturer: hardware.manufacturer,
    model: hardware.model,
    mssqldiscovered: String(runsSql),
    processorCount: hardware.cores > 16 ? '2' : '1',
    processorNames: hardware.processor,
    productType: '8',
    serialNumber: hardware.serialNumber,
    smbiosAssetTag: '',
    totalPhysicalMemoryInBytes: String(hardware.memoryGigabytes * 1024 ** 3),
    totalPhysicalMemoryInGigabytes: String(hardware.memoryGigabytes),
  };
  if (random.chance(1.5)) detected['coreCount'] = hardware.cores;
  if (random.chance(1)) detected['coreCount'] = '';
  if (random.chance(2)) delete detected['logicalCoreCount'];
  if (random.chance(0.5)) detected['coreCount'] = null;
  return detected;
}
