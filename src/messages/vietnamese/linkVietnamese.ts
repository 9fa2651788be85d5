import type { links } from '../linkEnglish';
import type { Translation } from './translation';

/** What linkEnglish.ts says, in Vietnamese. */
export const linkVietnamese = {
  'link.refused': 'Liên kết không được mở: {fault}',
  'link.fault.tooLong': 'nó quá dài.',
  'link.fault.path': 'nó dẫn tới “{value}”, mà phiên bản này không biết.',
  'link.fault.parameter': '“{value}” không phải là tham số của nó, hoặc xuất hiện hai lần.',
  'link.fault.machineId': '“{value}” không phải là ID tài nguyên của một máy Azure Arc.',
  'link.fault.text': 'văn bản của nó trống, quá dài hoặc có ký tự không hiển thị được.',
  'link.fault.state': '“{value}” không phải là trạng thái hotpatch.',
  'link.fault.empty': 'nó không nêu văn bản hay trạng thái nào để lọc.',
  'link.machineUnknown':
    'Máy {name} của nhóm tài nguyên {group} không có trong đội máy được đọc ở đây. Có thể máy ở đám mây, tenant hoặc gói đăng ký khác.',
  'link.machineHidden': 'Bộ lọc đang ẩn máy {name} mà liên kết yêu cầu hiện.',
  'link.clearFilter': 'Xóa bộ lọc và hiện máy',
  'link.filter': 'Liên kết yêu cầu lọc đội máy theo {filter}.',
  'link.filter.replaces': 'Liên kết yêu cầu lọc đội máy theo {filter}. Bộ lọc hiện tại sẽ bị thay thế.',
  'link.applyFilter': 'Áp dụng bộ lọc',
} as const satisfies Translation<typeof links>;
