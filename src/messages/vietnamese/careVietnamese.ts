import type { care } from '../careEnglish';
import type { Translation } from './translation';

const requirements = {
  'diagnosis.requirement.edition': 'Hệ điều hành và phiên bản',
  'diagnosis.requirement.build': 'Bản dựng',
  'diagnosis.requirement.agentConnected': 'Agent Arc đã kết nối',
  'diagnosis.requirement.agentVersion': 'Phiên bản agent Arc',
  'diagnosis.requirement.extensions': 'Cho phép phần mở rộng',
  'diagnosis.requirement.license': 'Ghi danh (tính năng giấy phép)',
  'diagnosis.requirement.optIn': 'Hotpatch đã bật',
  'diagnosis.requirement.vbs': 'Bảo mật dựa trên ảo hóa (VBS) đang chạy',
  'diagnosis.requirement.secureBoot': 'Secure Boot, UEFI, Thế hệ 2',
  'diagnosis.requirement.track': 'Bản cơ sở (baseline) và nhánh hotpatch',
  'diagnosis.requirement.licenseService': 'Truy cập được dịch vụ cấp phép',
} as const;

const standings = {
  'diagnosis.standing.met': 'Đạt',
  'diagnosis.standing.notMet': 'Không đạt',
  'diagnosis.standing.notKnown': 'Azure không cho biết',
  'diagnosis.standing.notNeeded': 'Không cần',
} as const;

const causes = {
  'diagnosis.cause.edition': 'Hệ điều hành hoặc phiên bản không có hotpatch',
  'diagnosis.cause.build': 'Bản dựng xem trước của Windows Server 2025',
  'diagnosis.cause.agentDisconnected': 'Agent Arc ngoại tuyến',
  'diagnosis.cause.agentExpired': 'Thông tin xác thực của agent Arc đã hết hạn',
  'diagnosis.cause.agentError': 'Agent Arc báo lỗi',
  'diagnosis.cause.agentAwaiting': 'Agent Arc chưa kết nối',
  'diagnosis.cause.agentOld': 'Agent Arc cũ',
  'diagnosis.cause.extensionsOff': 'Không cho phép phần mở rộng, hoặc dịch vụ của chúng không chạy',
  'diagnosis.cause.notEnrolled': 'Chưa ghi danh',
  'diagnosis.cause.cancelled': 'Việc ghi danh đã bị hủy',
  'diagnosis.cause.enrollmentFailed': 'Ghi danh thất bại',
  'diagnosis.cause.enrolling': 'Đang ghi danh hoặc hủy ghi danh',
  'diagnosis.cause.stuck': 'Chờ hơn một giờ',
  'diagnosis.cause.turnedOff': 'Hotpatch bị tắt',
  'diagnosis.cause.evaluating': 'Azure vẫn đang xem xét máy',
  'diagnosis.cause.actionRequired': 'Cần thao tác, và Azure không nêu rõ thao tác nào',
  'diagnosis.cause.vbs': 'VBS không chạy',
  'diagnosis.cause.secureBoot': 'Secure Boot tắt, hoặc firmware BIOS',
  'diagnosis.cause.behindBaseline': 'Cũ hơn bản cơ sở',
  'diagnosis.cause.offTrack': 'Ngoài nhánh hotpatch',
  'diagnosis.cause.licenseService': 'Không truy cập được dịch vụ cấp phép',
} as const;

const sayings = {
  'diagnosis.says.editionRight': '{os} có thể nhận hotpatch qua Azure Arc.',
  'diagnosis.says.buildRight': 'Phiên bản {build} là bản dựng chính thức.',
  'diagnosis.says.buildNotSaid': 'Azure không cho biết bản dựng.',
  'diagnosis.says.buildReported': 'Azure không chấp nhận bản dựng này.',
  'diagnosis.says.connected': 'Agent đã kết nối.',
  'diagnosis.says.disconnected': 'Azure không nhận được tín hiệu từ agent; thông tin hiện có có thể đã cũ.',
  'diagnosis.says.disconnectedSince':
    'Azure không nhận được tín hiệu từ agent từ khoảng {since}; thông tin hiện có có thể đã cũ.',
  'diagnosis.says.expired': 'Thông tin xác thực của agent đã hết hạn sau nhiều tuần không liên lạc.',
  'diagnosis.says.agentError': 'Agent báo lỗi.',
  'diagnosis.says.awaiting': 'Tài nguyên đã có, nhưng agent chưa kết nối.',
  'diagnosis.says.connectionNotSaid': 'Azure không cho biết agent có kết nối hay không.',
  'diagnosis.says.connectionNotKnown': 'Azure báo kết nối là “{status}”, mà phiên bản này không biết.',
  'diagnosis.says.agentVersion': 'Phiên bản {version}.',
  'diagnosis.says.agentOld':
    'Phiên bản {version} cũ hơn 1.47. Không có tài liệu nào nêu phiên bản tối thiểu cho hotpatch, nên riêng điều này không cản trở gì.',
  'diagnosis.says.agentVersionNotKnown': 'Azure không cho biết phiên bản của agent.',
  'diagnosis.says.extensionsAllowed': 'Agent được phép chạy phần mở rộng.',
  'diagnosis.says.monitorMode':
    'Agent ở chế độ giám sát (monitor): không thể kiểm tra và cài bản cập nhật từ Azure, cũng không dùng được Run Command. Hotpatch vẫn có thể đến qua Windows Update.',
  'diagnosis.says.extensionsOff':
    'Phần mở rộng bị tắt trên agent: không thể kiểm tra và cài bản cập nhật từ Azure, cũng không dùng được Run Command. Hotpatch vẫn có thể đến qua Windows Update.',
  'diagnosis.says.extensionServiceNotRunning':
    'Dịch vụ phần mở rộng của agent là “{status}”: không thể kiểm tra và cài bản cập nhật từ Azure, cũng không dùng được Run Command.',
  'diagnosis.says.extensionsNotKnown': 'Azure không cho biết agent có được phép chạy phần mở rộng hay không.',
  'diagnosis.says.enrolled': 'Tính năng Hotpatch trong giấy phép của máy là Enabled.',
  'diagnosis.says.switchOn': 'Hotpatch đã bật (enableHotpatching là true).',
  'diagnosis.says.switchNeverSet': 'Hotpatch chưa từng bị tắt (enableHotpatching chưa được đặt).',
  'diagnosis.says.switchStatusNotKnown': 'Azure báo trạng thái hotpatch “{status}”, mà phiên bản này không biết.',
  'diagnosis.says.vbsRunning': 'Đang chạy, theo lần đọc trên máy lúc {at}.',
  'diagnosis.says.vbsSetHere': 'VBS đã được bật; nó chạy sau khi khởi động lại, việc này vẫn chưa làm.',
  'diagnosis.says.vbsConfigured': 'Đã cấu hình nhưng không chạy, theo lần đọc trên máy lúc {at}.',
  'diagnosis.says.vbsOff': 'Đang tắt, theo lần đọc trên máy lúc {at}.',
  'diagnosis.says.vbsNotInAzure': 'Dữ liệu của Azure không có điều này; chỉ chính máy đó biết.',
  'diagnosis.says.vbsEnabledInAzure':
    'Dữ liệu của Azure không có điều này. Azure báo hotpatch là Enabled, nên VBS đang chạy vào lần cuối Azure kiểm tra.',
  'diagnosis.says.vbsReported': 'Azure nêu đây là điều còn thiếu.',
  'diagnosis.says.azureStillAsks': 'Từ đó Azure chưa kiểm tra lại và vẫn yêu cầu điều này.',
  'diagnosis.says.secureBootOn': 'Secure Boot đang bật, theo lần đọc trên máy lúc {at}.',
  'diagnosis.says.secureBootOff': 'Secure Boot đang tắt, theo lần đọc trên máy lúc {at}.',
  'diagnosis.says.firmwareBios':
    'Máy khởi động bằng BIOS, không phải UEFI, theo lần đọc trên máy lúc {at}: không thể dùng Secure Boot (trên Hyper-V: Thế hệ 1).',
  'diagnosis.says.secureBootNotInAzure': 'Dữ liệu của Azure không có điều này; chỉ chính máy đó biết.',
  'diagnosis.says.secureBootReported': 'Azure nêu đây là điều còn thiếu.',
  'diagnosis.says.baselineReported': 'Azure yêu cầu một bản cơ sở trước.',
  'diagnosis.says.trackNotSaid': 'Azure không cho biết bản sửa đổi của máy.',
  'diagnosis.says.serviceNotInAzure':
    'Dữ liệu của Azure không có điều này: chỉ chính máy đó biết nó có truy cập được dls.microsoft.com hay không.',
  'diagnosis.says.serviceDoubtful':
    'Dữ liệu của Azure không có điều này. Máy chờ lâu như vậy là dấu hiệu máy có thể không truy cập được dls.microsoft.com.',
  'diagnosis.says.serviceReported': 'Azure nêu đây là nguyên nhân.',
  'diagnosis.says.builtIn': 'Azure Edition có sẵn hotpatch: không cần Arc và không cần ghi danh.',
  'diagnosis.says.otherSystem': 'Hotpatch không dành cho hệ điều hành này, nên điều này không quan trọng.',
} as const;

const fixes = {
  'diagnosis.fix.startAgent':
    'Khởi động máy, xem lại mạng và dịch vụ himds của máy, rồi chạy azcmagent check trên máy.',
  'diagnosis.fix.mendAgent': 'Chạy azcmagent show và azcmagent check trên máy.',
  'diagnosis.fix.awaitAgent': 'Hoàn tất việc đưa máy vào Arc: chạy azcmagent connect trên máy.',
  'diagnosis.fix.updateAgent':
    'Cập nhật agent Azure Connected Machine; chỉ các phiên bản trong một năm qua được hỗ trợ.',
  'diagnosis.fix.allowExtensions':
    'Trên máy: azcmagent config set config.mode full, và azcmagent config set extensions.enabled true.',
  'diagnosis.fix.startExtensionService': 'Khởi động dịch vụ ExtensionService trên máy.',
  'diagnosis.fix.runVbs':
    'Bật VBS: “Bật VBS…”, rồi “Khởi động lại…”, cả hai trong mục Bảo trì; làm thủ công: đặt EnableVirtualizationBasedSecurity thành 1 trong HKLM\\System\\CurrentControlSet\\Control\\DeviceGuard rồi khởi động lại. Cần UEFI, Secure Boot và, trên Hyper-V, Thế hệ 2.',
  'diagnosis.fix.restartForVbs':
    'Khởi động lại máy (“Khởi động lại…” trong mục Bảo trì, hoặc thủ công). Nếu VBS vẫn không chạy thì firmware hoặc máy chủ ảo hóa không cho phép: hãy xem UEFI, Secure Boot, Thế hệ 2, hoặc cài đặt VBS của VMware.',
  'diagnosis.fix.checkVbs':
    '“Kiểm tra VBS…” trong mục Bảo trì đọc điều này; làm thủ công trên máy: Get-CimInstance Win32_DeviceGuard (không gian tên root\\Microsoft\\Windows\\DeviceGuard) phải cho VirtualizationBasedSecurityStatus là 2, và Confirm-SecureBootUEFI phải cho True.',
  'diagnosis.fix.turnSecureBootOn': 'Bật Secure Boot trong firmware của máy, hoặc trong cài đặt của máy ảo.',
  'diagnosis.fix.useUefi': 'Chuyển đĩa sang GPT và firmware sang UEFI, hoặc chuyển tải công việc sang máy ảo Thế hệ 2.',
  'diagnosis.fix.openLicenseService': 'Cho phép máy truy cập dls.microsoft.com qua cổng 443 trong tường lửa và proxy.',
  'diagnosis.fix.testLicenseService': 'Kiểm tra trên máy: Test-NetConnection dls.microsoft.com -Port 443.',
  'diagnosis.fix.awaitEvaluation': 'Chờ Azure; thường mất 10 đến 15 phút.',
} as const;

const document = {
  'diagnosis.title': 'Vì sao {name} bị chặn?',
  'diagnosis.title.fleet': 'Điều gì chặn hotpatch',
  'diagnosis.demo': 'Demo: một đội máy mô phỏng',
  'diagnosis.blockedBy': 'Bị chặn bởi: {cause}.',
  'diagnosis.notBlocked': 'Không có gì được biết đang chặn hotpatch trên máy này.',
  'diagnosis.notBlocked.open':
    'Không có gì được biết đang chặn hotpatch trên máy này; Azure không cho biết {count} yêu cầu.',
  'diagnosis.next': 'Tiếp theo: {message}',
  'diagnosis.state': 'Trạng thái: {state}.',
  'diagnosis.toDo': 'Việc cần làm',
  'diagnosis.toFindOut': 'Cách tìm hiểu điều Azure không cho biết',
  'diagnosis.fixFor': '{name}: {message}',
  'diagnosis.requirements': 'Các yêu cầu',
  'diagnosis.column.requirement': 'Yêu cầu',
  'diagnosis.column.standing': 'Tình trạng',
  'diagnosis.column.says': 'Điều đã biết',
  'diagnosis.column.cause': 'Nguyên nhân',
  'diagnosis.column.first': 'Số máy bị chặn trước tiên',
  'diagnosis.column.all': 'Số máy có nguyên nhân này',
  'diagnosis.column.machines': 'Số máy',
  'diagnosis.column.machine': 'Máy',
  'diagnosis.column.others': 'Nguyên nhân khác',
  'diagnosis.column.subscription': 'Gói đăng ký',
  'diagnosis.asOf': 'Tính đến {at}.',
  'diagnosis.asOf.guest': 'Đọc trên chính máy đó lúc {at}.',
  'diagnosis.resourceId': 'ID tài nguyên: {id}',
  'diagnosis.fleet.count': '{count} máy: {cause}',
  'diagnosis.fleet.blocked': '{count} trên {total} máy bị chặn.',
  'diagnosis.fleet.otherSystems':
    '{count} máy nữa chạy hệ điều hành mà hotpatch không dành cho; chúng không được kể bên dưới.',
  'diagnosis.fleet.causes': 'Nguyên nhân',
  'diagnosis.fleet.hindrances': 'Điều gây trở ngại nhưng không chặn hotpatch',
  'diagnosis.fleet.notKnown': 'Điều Azure không cho biết',
  'diagnosis.fleet.machines': 'Các máy bị chặn',
  'diagnosis.fleet.more': '{count} máy nữa không được liệt kê. Sao chép chẩn đoán để có tất cả.',
  'diagnosis.fleet.none': 'Không máy nào bị chặn bởi điều gì được biết.',
  'diagnosis.empty': 'Không có máy nào để xem: đội máy chưa được đọc, hoặc không máy nào qua bộ lọc.',
  'diagnosis.query.title': 'Sao chép truy vấn',
  'diagnosis.query.placeholder': 'Truy vấn nào trong ba truy vấn phía sau màn hình này?',
  'diagnosis.query.machines': 'Máy',
  'diagnosis.query.machines.detail': 'Trạng thái, việc ghi danh và phiên bản của từng máy Arc',
  'diagnosis.query.assessments': 'Đánh giá',
  'diagnosis.query.assessments.detail': 'Lần kiểm tra bản cập nhật mới nhất, và có chờ khởi động lại hay không',
  'diagnosis.query.installations': 'Cài đặt',
  'diagnosis.query.installations.detail': 'Lần cài bản cập nhật mới nhất, và lần đó có yêu cầu khởi động lại hay không',
  'diagnosis.query.narrowed': 'Cho {count} máy',
  'diagnosis.query.tooMany': 'Một truy vấn nêu được nhiều nhất {count} máy. Hãy chọn ít hơn.',
} as const;

const onboarding = {
  'onboarding.signIn.interactive': 'Tương tác',
  'onboarding.signIn.interactive.detail': 'Một trình duyệt mở trên máy chủ; dành cho một hoặc vài máy chủ',
  'onboarding.signIn.deviceCode': 'Mã thiết bị',
  'onboarding.signIn.deviceCode.detail': 'Máy chủ hiện một mã để nhập vào trình duyệt ở nơi khác; dành cho Server Core',
  'onboarding.signIn.servicePrincipal': 'Service principal',
  'onboarding.signIn.servicePrincipal.detail':
    'Dành cho nhiều máy chủ; tập lệnh hỏi bí mật khi chạy và không bao giờ chứa nó',
  'onboarding.fault.character':
    'Tập lệnh không thể chứa ký tự {character}, vì ký tự này không nhìn thấy được hoặc kết thúc dòng.',
  'onboarding.fault.guid': 'Đây không phải là ID như 00000000-0000-0000-0000-000000000000.',
  'onboarding.fault.resourceGroup':
    'Tên nhóm tài nguyên có nhiều nhất 90 chữ cái, chữ số, dấu gạch dưới, gạch nối, dấu chấm và dấu ngoặc đơn, và không kết thúc bằng dấu chấm.',
  'onboarding.fault.location': 'Tên khu vực chỉ có chữ thường và chữ số, ví dụ westeurope.',
  'onboarding.fault.proxy': 'Proxy được ghi dạng http://tên:cổng hoặc https://tên:cổng.',
  'onboarding.fault.proxyCredentials':
    'Proxy có tên người dùng và mật khẩu sẽ ghi mật khẩu vào tập lệnh. Hãy ghi proxy không kèm mật khẩu.',
  'onboarding.fault.gatewayId':
    'Đây không phải là ID của một cổng Arc: /subscriptions/…/providers/Microsoft.HybridCompute/gateways/NAME.',
  'onboarding.fault.privateLinkScopeId':
    'Đây không phải là ID của một phạm vi liên kết riêng: /subscriptions/…/providers/Microsoft.HybridCompute/privateLinkScopes/NAME.',
  'onboarding.fault.tagForm': 'Thẻ “{name}” không có giá trị. Hãy ghi tên=giá trị, tên=giá trị.',
  'onboarding.fault.tagName':
    'Không thể đặt tên thẻ là “{name}”: tên không được trống, không có các dấu <>%&\\?/ và không có dấu ngoặc kép hay nháy.',
  'onboarding.fault.tagValue':
    'Giá trị của thẻ “{name}” quá dài, có dấu ngoặc kép, hoặc kết thúc bằng dấu gạch chéo ngược.',
  'onboarding.fault.tagTwice': 'Thẻ “{name}” được ghi hai lần.',
  'onboarding.fault.tagCount': 'Một máy có thể có nhiều nhất 50 thẻ.',
  'onboarding.title': 'Đưa máy chủ vào Azure Arc',
  'onboarding.title.demo': 'Demo: Đưa máy chủ vào Azure Arc',
  'onboarding.signIn': 'Tập lệnh đăng nhập trên máy chủ bằng cách nào?',
  'onboarding.applicationId':
    'ID ứng dụng (client) của service principal; cần vai trò Azure Connected Machine Onboarding',
  'onboarding.tenant': 'Tenant',
  'onboarding.subscription': 'Gói đăng ký',
  'onboarding.resourceGroup': 'Nhóm tài nguyên: chọn một nhóm, hoặc nhập tên của một nhóm đã có',
  'onboarding.resourceGroup.failed':
    'Không đọc được các nhóm tài nguyên; đang hiện các nhóm của những máy trong đội máy.',
  'onboarding.location': 'Khu vực: chọn một khu vực, hoặc nhập tên, ví dụ westeurope',
  'onboarding.typed': 'như đã nhập',
  'onboarding.inFleet': '{count} máy của đội máy',
  'onboarding.options': 'Thêm tùy chọn, rồi tạo tập lệnh',
  'onboarding.create': 'Tạo tập lệnh',
  'onboarding.create.detail': '{group}, {location}, {subscription}',
  'onboarding.tags': 'Thẻ',
  'onboarding.tags.prompt': 'Các thẻ dạng tên=giá trị, tên=giá trị; để trống: không có',
  'onboarding.proxy': 'Proxy',
  'onboarding.proxy.prompt': 'Proxy dạng http://tên:cổng; để trống: không có',
  'onboarding.gateway': 'Cổng Arc',
  'onboarding.gateway.prompt': 'ID tài nguyên của cổng Arc; để trống: không có',
  'onboarding.privateLink': 'Phạm vi liên kết riêng',
  'onboarding.privateLink.prompt': 'ID tài nguyên của phạm vi liên kết riêng; để trống: không có',
  'onboarding.upgrade': 'Tự động nâng cấp agent',
  'onboarding.upgrade.detail': 'Tính năng xem trước của Azure Arc',
  'onboarding.cloud': 'Đám mây',
  'onboarding.on': 'bật',
  'onboarding.off': 'tắt',
  'onboarding.none': 'không có',
  'onboarding.cloud.AzureCloud': 'Azure (toàn cầu)',
  'onboarding.cloud.AzureUSGovernment': 'Azure US Government',
  'onboarding.cloud.AzureChinaCloud': 'Azure China',
  'onboarding.notRead': 'Chưa biết các tenant và gói đăng ký: đội máy chưa được đọc.',
  'onboarding.notRead.refresh': 'Làm mới',
  'onboarding.made':
    'Tập lệnh không chứa bí mật nào. Hãy xem lại, lưu thành tệp .ps1, rồi chạy với quyền quản trị viên trên từng máy chủ. Tài khoản mà tập lệnh đăng nhập cần vai trò Azure Connected Machine Onboarding trên {group}.',
  'onboarding.arrived': '{count} máy mới đã xuất hiện trong {group}. Ghi danh vào hotpatch?',
  'onboarding.arrived.enroll': 'Ghi danh…',
} as const;

const issue = {
  'issue.title': 'Hotpatch Fleet: Báo cáo sự cố',
  'issue.about':
    'Văn bản này được tạo trên máy tính này và chưa được gửi đi đâu. Nó có các phiên bản, cài đặt, số lượng và những lỗi mới nhất, và không có tên, địa chỉ hay ID nào của máy, tenant, gói đăng ký hoặc tài khoản. Hãy đọc, bỏ đi những gì bạn không muốn cho biết, rồi tự gửi đi.',
  'issue.log':
    'Nhật ký của Hotpatch Fleet có các ID yêu cầu mà bộ phận hỗ trợ của Azure hỏi đến. Nhật ký cũng có tên, nên không có gì của nó được chép vào đây.',
  'issue.happened': 'Điều đã xảy ra',
  'issue.happened.prompt': 'Hãy viết ở đây bạn đã làm gì, chờ đợi điều gì, và thay vào đó đã thấy gì.',
  'issue.made':
    'Báo cáo không có tên nào. Hãy đọc, viết điều đã xảy ra, rồi sao chép cho những người bảo trì tiện ích ở nơi bạn đã nhận nó.',
  'issue.copy': 'Sao chép báo cáo',
  'issue.copied': 'Đã sao chép báo cáo.',
  'issue.page': 'Mở trang báo sự cố',
} as const;

/** What careEnglish.ts says, in Vietnamese. */
export const careVietnamese = {
  ...requirements,
  ...standings,
  ...causes,
  ...sayings,
  ...fixes,
  ...document,
  ...onboarding,
  ...issue,
} satisfies Translation<typeof care>;
