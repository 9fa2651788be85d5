import type { Message } from './message';

/** Of links from outside. */
export const links = {
  'link.refused': 'The link was not followed: {fault}',
  'link.fault.tooLong': 'it is too long.',
  'link.fault.path': 'it leads to “{value}”, which this version does not know.',
  'link.fault.parameter': '“{value}” is not one of its parameters, or stands there twice.',
  'link.fault.machineId': '“{value}” is not the resource ID of an Azure Arc machine.',
  'link.fault.text': 'its text is empty, too long, or has signs that cannot be shown.',
  'link.fault.state': '“{value}” is not a hotpatch state.',
  'link.fault.empty': 'it names neither a text nor a state to filter by.',
  'link.machineUnknown':
    'The machine {name} of the resource group {group} is not in the fleet that is read here. It may be in another cloud, tenant or subscription.',
  'link.machineHidden': 'The filter hides the machine {name}, which a link asks to show.',
  'link.clearFilter': 'Clear Filter and Show',
  'link.filter': 'A link asks to filter the fleet by {filter}.',
  'link.filter.replaces': 'A link asks to filter the fleet by {filter}. This replaces the present filter.',
  'link.applyFilter': 'Apply Filter',
} as const satisfies Record<string, Message>;
