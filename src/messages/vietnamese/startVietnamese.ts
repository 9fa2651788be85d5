import type { startEnglish } from '../startEnglish';
import type { Translation } from './translation';

const states = {
  'state.failed': 'Thất bại',
  'state.actionRequired': 'Cần thao tác',
  'state.behindBaseline': 'Cũ hơn bản cơ sở',
  'state.offTrack': 'Ngoài nhánh hotpatch',
  'state.unknown': 'Không rõ trạng thái',
  'state.pending': 'Đang chờ',
  'state.cancelled': 'Đã hủy',
  'state.turnedOff': 'Đã tắt',
  'state.notEnrolled': 'Chưa ghi danh',
  'state.enabled': 'Đang bật',
  'state.builtIn': 'Có sẵn',
  'state.ineligible': 'Không đủ điều kiện',
} as const;

const reasons = {
  'reason.notWindows': 'Hotpatch chỉ dành cho Windows Server 2025; máy này chạy {os}.',
  'reason.windowsClient':
    'Đây là Windows dành cho máy khách ({os}); hotpatch của nó được quản lý trong Intune, không phải ở đây.',
  'reason.osNotSupported': 'Hotpatch qua Azure Arc cần Windows Server 2025; máy này chạy {os}.',
  'reason.azureLocalHost':
    'Máy này chạy {os}, là máy chủ vật lý của Azure Local; hotpatch qua Azure Arc dành cho Windows Server 2025.',
  'reason.editionNotSupported': 'Hotpatch cần phiên bản Standard hoặc Datacenter; máy này chạy {os}.',
  'reason.buildTooOld': 'Bản dựng {build} là bản xem trước; hotpatch cần 26100.1742 trở lên.',
  'reason.buildNotReleased':
    'Bản dựng {build} không phải bản phát hành chính thức của Windows Server 2025 (26100) mà là bản xem trước của phiên bản sau; hotpatch cần bản chính thức.',
  'reason.azureEdition': '{os} đã có sẵn hotpatch, không cần ghi danh.',
  'reason.editionNotKnown': 'Azure không cho biết phiên bản; hotpatch cần Standard hoặc Datacenter.',
  'reason.osNotKnown': 'Azure không cho biết hệ điều hành nên không thể xác định máy có đủ điều kiện hay không.',
  'reason.evaluationEdition':
    'Đây là bản dùng thử (Evaluation); Microsoft không cho biết bản này có tiếp tục nhận hotpatch hay không.',
  'reason.enrollmentFailed': 'Azure báo ghi danh hotpatch thất bại.',
  'reason.enrolling': 'Đang ghi danh; thường mất 10 đến 15 phút.',
  'reason.disenrolling': 'Đang hủy ghi danh.',
  'reason.evaluating': 'Đã ghi danh; Azure vẫn đang xem xét máy có nhận được hotpatch hay không.',
  'reason.stuck': 'Bị kẹt: đang chờ từ {since}, đã hơn một giờ.',
  'reason.enrollmentCancelled': 'Việc ghi danh hotpatch đã bị hủy.',
  'reason.neverEnrolled': 'Máy chưa ghi danh hotpatch.',
  'reason.featureStatusUnknown': 'Azure không cho biết máy đã ghi danh hay chưa (trạng thái của tính năng là Unknown).',
  'reason.featureStatusUnheardOf': 'Azure báo trạng thái ghi danh “{status}”, mà phiên bản này không biết.',
  'reason.optedOut': 'Hotpatch đã bị tắt trên máy (enableHotpatching là false).',
  'reason.disabledByAzure': 'Azure báo hotpatch trên máy là Disabled.',
  'reason.actionRequired': 'Azure yêu cầu một thao tác trên máy trước khi máy nhận được hotpatch.',
  'reason.azureError': 'Azure báo: “{message}” ({code})',
  'reason.enablementStatusUnheardOf': 'Azure báo trạng thái hotpatch “{status}”, mà phiên bản này không biết.',
  'reason.belowBaseline': 'Bản sửa đổi {build} cũ hơn bản cơ sở (baseline) của {month} (bản sửa đổi {baseline}).',
  'reason.needsBaselineFirst':
    'Với bản sửa đổi {build}, hotpatch chỉ đến sau bản cơ sở (baseline) kế tiếp và lần khởi động lại của nó.',
  'reason.ordinaryUpdate':
    'Bản sửa đổi {build} ({month}) là bản cập nhật thường, không phải hotpatch: mỗi bản cập nhật đều khởi động lại máy cho đến bản cơ sở (baseline) ngày {until}.',
  'reason.revisionAmbiguous':
    'Bản sửa đổi {build} ({month}) có thể nằm trong hoặc ngoài nhánh hotpatch, tùy vào bản cập nhật nào đã cài nó.',
  'reason.revisionNotKnown': 'Không rõ nhánh: bản sửa đổi {build} không có trong dữ liệu phát hành.',
  'reason.releaseDataEnded': 'Không rõ nhánh: dữ liệu phát hành chỉ đến {until}.',
  'reason.onTrack': 'Trên nhánh hotpatch với {build} ({month}).',
  'reason.lostEnrollment': 'Máy từng được ghi danh; việc mất ghi danh được phát hiện lúc {at}.',
  'reason.leftTrack': 'Máy từng ở trên nhánh hotpatch; lúc {at} phát hiện máy đã rời nhánh.',
  'reason.vanished': 'Lúc {at}, máy không còn trong câu trả lời của Azure.',
} as const;

const nextSteps = {
  'next.nothing': 'Không cần làm gì.',
  'next.wait': 'Chờ Azure; thường mất 10 đến 15 phút.',
  'next.checkStuck':
    'Kiểm tra xem agent Arc có kết nối không, máy có truy cập được dls.microsoft.com không, và bản sửa lỗi cấp phép tháng 10 năm 2025 đã được cài chưa.',
  'next.fixFailure':
    'Tìm nguyên nhân (thông báo của Azure, hoặc nhật ký hoạt động của máy trong cổng), khắc phục, rồi ghi danh lại.',
  'next.fixActionRequired':
    'Azure không nói còn thiếu gì. Thường là do bảo mật dựa trên ảo hóa (VBS) chưa chạy: hãy xem bằng “Kiểm tra VBS…” trong mục Bảo trì, hoặc xem trên máy; nếu VBS tắt, “Bật VBS…” rồi “Khởi động lại…” sẽ bật nó.',
  'next.enableVbs':
    'Bật bảo mật dựa trên ảo hóa (VBS): “Bật VBS…”, rồi “Khởi động lại…”, cả hai trong mục Bảo trì; hoặc tự đặt giá trị registry rồi khởi động lại. Cần UEFI, Secure Boot và, trên Hyper-V, Thế hệ 2.',
  'next.turnSecureBootOn':
    'Bật Secure Boot trong firmware của máy, hoặc trong cài đặt của máy ảo; cần UEFI và, trên Hyper-V, Thế hệ 2.',
  'next.installLatestBaseline':
    'Cài bản cơ sở (baseline) mới nhất và khởi động lại một lần. Nếu sau đó máy chưa được ghi danh, hãy ghi danh lại.',
  'next.installSupportedBuild':
    'Cập nhật máy lên một bản dựng Windows Server 2025 được hỗ trợ, với bản cơ sở (baseline) mới nhất, rồi khởi động lại. Nếu sau đó máy chưa được ghi danh, hãy ghi danh lại.',
  'next.reachLicenseService':
    'Cho phép máy truy cập dịch vụ cấp phép, dls.microsoft.com cổng 443, trong tường lửa và proxy. Nếu sau đó máy chưa được ghi danh, hãy ghi danh lại.',
  'next.installBaseline':
    'Cài bản cơ sở ({update}) và khởi động lại một lần; sau đó hotpatch sẽ đến. “Cài bản cập nhật…” trong mục Bảo trì cài nó khi Azure đưa ra cho máy này; nếu không, hãy cài trên máy.',
  'next.awaitBaseline':
    'Khi bản cơ sở ngày {until} phát hành, hãy cài và khởi động lại; trước đó không có cách quay lại nào được hỗ trợ.',
  'next.enroll': 'Ghi danh máy vào hotpatch; miễn phí từ ngày 15 tháng 5 năm 2026.',
  'next.enrollAgain': 'Ghi danh lại nếu máy cần nhận hotpatch.',
  'next.turnOn': 'Bật hotpatch nếu máy cần nhận hotpatch.',
  'next.useIntune': 'Quản lý hotpatch của máy trong Intune (Windows Autopatch).',
  'next.upgradeOs': 'Nâng cấp lên Windows Server 2025 Standard hoặc Datacenter.',
  'next.changeEdition': 'Dùng Windows Server 2025 Standard hoặc Datacenter.',
  'next.updateBuild': 'Cài bản dựng chính thức của Windows Server 2025 (26100.1742 trở lên).',
  'next.readStatus': 'Xem máy trong cổng Azure và cập nhật tiện ích này.',
  'next.reconnect':
    'Thông tin xác thực của agent đã hết hạn: hãy chạy azcmagent disconnect rồi azcmagent connect trên máy, nếu máy vẫn còn.',
  'next.checkRevision': 'Kiểm tra trên máy xem bản cập nhật nào đã cài bản sửa đổi này.',
} as const;

const tracks = {
  'track.onTrack': 'trên nhánh',
  'track.offTrack': 'ngoài nhánh',
  'track.behindBaseline': 'cũ hơn bản cơ sở',
  'track.ambiguous': 'nhánh chưa xác định',
  'track.unknown': 'không rõ nhánh',
  'track.notApplicable': 'không có nhánh hotpatch',
} as const;

const connections = {
  'connection.connected': 'đã kết nối',
  'connection.disconnected': 'ngoại tuyến',
  'connection.expired': 'đã hết hạn',
  'connection.error': 'lỗi agent',
  'connection.awaiting': 'đang chờ kết nối',
  'connection.unknown': 'không rõ kết nối',
} as const;

const releaseIssues = {
  'releaseIssue.notAnObject': 'có một mục (số {entry}) không phải là đối tượng',
  'releaseIssue.monthInvalid': 'có một mục (số {entry}) cần một tháng như 2026-10',
  'releaseIssue.dateInvalid': 'có một mục (số {entry}) với ngày không tồn tại hoặc không thuộc tháng của mục',
  'releaseIssue.typeInvalid': 'có một mục (số {entry}) cần loại baseline hoặc hotpatch',
  'releaseIssue.buildInvalid':
    'có một mục (số {entry}) với bản dựng không thuộc sản phẩm của mục, ví dụ đúng là 26100.33438',
  'releaseIssue.productInvalid': 'có một mục (số {entry}) cần sản phẩm ws2025 hoặc ws2022AzureEdition',
  'releaseIssue.outOfBandInvalid': 'có một mục (số {entry}) với bản cập nhật ngoài lịch thiếu ngày hoặc bản dựng',
  'releaseIssue.notAList': 'không phải là danh sách các tháng',
} as const;

const rateCardIssues = {
  'rateCardIssue.notAnObject': 'không phải là đối tượng',
  'rateCardIssue.extendInvalid': 'có extend không phải true cũng không phải false',
  'rateCardIssue.currencyInvalid': 'có currency không phải là mã tiền tệ như USD',
  'rateCardIssue.currencyDiffers': 'có loại tiền khác với giá đi kèm; chỉ extend: false mới thay được giá đó',
  'rateCardIssue.listPriceInvalid': 'có listPrice không phải là giá với nhiều nhất bốn chữ số thập phân',
  'rateCardIssue.listPriceMissing': 'không có listPrice và không có giai đoạn nào có giá',
  'rateCardIssue.periodsNotAList': 'có periods không phải là danh sách',
  'rateCardIssue.periodsMissing': 'không có periods dù thay thế các giai đoạn đi kèm',
  'rateCardIssue.periodNotAnObject': 'có một giai đoạn (số {entry}) không phải là đối tượng',
  'rateCardIssue.dateInvalid': 'có một giai đoạn (số {entry}) với from không phải là ngày như 2027-01-01',
  'rateCardIssue.dateTwice': 'có một giai đoạn (số {entry}) bắt đầu cùng ngày với giai đoạn khác',
  'rateCardIssue.priceInvalid':
    'có một giai đoạn (số {entry}) với giá có hơn bốn chữ số thập phân hoặc không phải là giá',
  'rateCardIssue.whyInvalid': 'có một giai đoạn (số {entry}) với why không phải là văn bản',
} as const;

const tree = {
  'name.none': '(không có tên)',
  'tree.loadMore': 'Tải thêm {count}…',
  'tree.loadMore.rest': 'đang hiện {shown} trên {total}',
  'tree.group.attention': '{count} cần chú ý',
  'tree.group.label': '{name}, {count} máy',
  'tree.group.noLocation': 'Không có vị trí',
  'tree.group.noOs': 'Không rõ hệ điều hành',
  'tree.group.noTag': 'Không có thẻ {tag}',
  'tree.group.emptyTag': '{tag}: (trống)',
  'tree.group.tag': '{tag}: {value}',
  'tree.group.vanished': 'Không còn trong Azure',
  'tree.group.vanished.tooltip':
    'Những máy mà lần đọc trước thấy và lần đọc đầy đủ gần nhất không còn thấy. Chúng được quên đi sau 30 ngày, hoặc khi bạn loại bỏ chúng.',
  'tree.machine.rebootPending': 'chờ khởi động lại',
  'tree.machine.stuck': 'bị kẹt',
  'tree.machine.lostEnrollment': 'mất ghi danh',
  'tree.machine.label.notAssessed': 'chưa từng được đánh giá',
  'tree.machine.label.attention': 'cần chú ý',
  'tree.machine.stale': 'tính đến {at}',
  'tree.updates.none': 'Không có bản cập nhật đang chờ',
  'tree.updates.none.stale': 'Không có lần đánh giá nào trong 7 ngày qua',
  'tree.updates.failed': 'Không đọc được các bản cập nhật đang chờ',
  'tree.updates.reboots': 'khởi động lại',
  'tree.updates.mayReboot': 'có thể khởi động lại',
  'tree.updates.noReboot': 'không khởi động lại',
  'tree.updates.rebootNotKnown': 'không rõ có khởi động lại không',
  'tree.updates.label': 'Bản cập nhật đang chờ {title}, {facts}',
  'tree.retry.signIn': 'Đăng nhập vào {name}',
  'tree.retry.subscription': 'Thử lại gói đăng ký {name}',
  'tree.retry.tenant': 'Thử lại tenant {name}',
  'tree.retry.patchData': 'Thử lại dữ liệu bản vá của {name}',
  'tree.retry.fleet': 'Thử đọc lại đội máy',
  'tree.retry.missing': 'Thiếu {count} dòng trong câu trả lời của Azure',
  'tree.retry.missing.says': 'Những gì đang hiện chưa phải là tất cả. Hãy thử đọc lại.',
  'tree.retry.label': '{label}: {fault}',
  'tree.description': 'Tính đến {at}',
  'tree.description.partial': 'Một phần, tính đến {at}',
  'tree.description.offline': 'Không còn mới: tính đến {at}',
  'tree.description.demo': '{rest} · Demo',
  'tree.message.filtered': '{shown} trên {total} máy khớp: {filter}',
  'tree.badge': '{count} máy cần chú ý',
} as const;

const filter = {
  'filter.text': '“{text}”',
  'filter.tag': 'thẻ {name}',
  'filter.tagValue': 'thẻ {name} = {value}',
  'filter.attention': 'cần chú ý',
} as const;

const groupBy = {
  'groupBy.current': 'hiện tại',
} as const;

const tooltip = {
  'azureError.withoutCode': 'Azure báo: “{message}”',
  'azureError.withoutMessage': 'Azure báo lỗi {code} và không nói gì thêm.',
  'tooltip.next': 'Việc cần làm tiếp theo',
  'tooltip.build': 'Bản dựng',
  'tooltip.build.value': '{build}, {track}',
  'tooltip.build.behind': '{track}, chậm {count} đợt phát hành',
  'tooltip.build.atLeastBehind': '{track}, chậm ít nhất {count} đợt phát hành',
  'tooltip.os': 'Hệ điều hành',
  'tooltip.cores': 'Lõi',
  'tooltip.cores.value': '{physical} lõi vật lý, {logical} lõi logic',
  'tooltip.enrolledSince': 'Ghi danh từ',
  'tooltip.assessed': 'Đánh giá gần nhất',
  'tooltip.assessed.never': 'chưa từng (Azure giữ kết quả đánh giá trong 7 ngày)',
  'tooltip.reboot': 'Khởi động lại',
  'tooltip.reboot.pending': 'đang chờ',
  'tooltip.reboot.notPending': 'không cần',
  'tooltip.reboot.neverAssessed': 'không rõ, chưa từng được đánh giá',
  'tooltip.reboot.byAssessment': '{reboot}, theo lần đánh giá lúc {at}',
  'tooltip.reboot.byInstallation': '{reboot}, theo lần cài đặt lúc {at}',
  'tooltip.connection': 'Kết nối',
  'tooltip.connection.since': '{connection} từ {at}',
  'tooltip.agent': 'Agent',
  'tooltip.resourceGroup': 'Nhóm tài nguyên',
  'tooltip.subscription': 'Gói đăng ký',
  'tooltip.dataAsOf': 'Dữ liệu tính đến {at}',
  'tooltip.openInPortal': 'Mở trong cổng Azure',
  'tooltip.notKnown': 'không rõ',
} as const;

const statusBar = {
  'status.name': 'Hotpatch Fleet',
  'status.demo': 'Demo',
  'status.demo.explained': 'Demo: một đội máy mô phỏng vào một ngày mô phỏng. Không dùng tài khoản Azure nào.',
  'status.text': '$(shield) {hotpatched}/{eligible} $(debug-restart) {reboots}',
  'status.label':
    'Hotpatch Fleet: {hotpatched} trên {eligible} máy đủ điều kiện đang nhận hotpatch, {reboots} máy chờ khởi động lại',
  'status.label.moreReboots': 'có thể còn nhiều hơn, vì {count} máy chưa từng được đánh giá',
  'status.headline': '{hotpatched} trên {eligible} máy đủ điều kiện đang nhận hotpatch',
  'status.trackUnknown': 'Không rõ nhánh của {count} máy trong số đó: dữ liệu phát hành không có bản sửa đổi của chúng',
  'status.builtIn': '{count} máy Azure Edition có sẵn hotpatch',
  'status.reboots': '{count} máy chờ khởi động lại',
  'status.neverAssessed': '{count} máy chưa từng được đánh giá',
  'status.attention': '{count} máy cần chú ý',
  'status.outOfSight': '{count} máy không được tính: agent của chúng đã hết hạn hoặc ngoại tuyến hơn {days} ngày',
  'status.asOf': 'Tính đến {at}',
  'status.partial': 'Đây là một phần của đội máy: có phần không đọc được.',
  'status.failed': 'Lần đọc gần nhất thất bại: {fault}',
} as const;

const faults = {
  'fault.signInNeeded': 'Bạn chưa đăng nhập hoặc phiên đã kết thúc. Hãy đăng nhập để tiếp tục.',
  'fault.signInNeeded.challenge':
    'Azure yêu cầu thêm một bước đăng nhập (xác thực đa yếu tố hoặc truy nhập có điều kiện). Hãy đăng nhập lại để tiếp tục.',
  'fault.signInNeeded.because': 'Phương thức đăng nhập đã chọn không cấp mã thông báo: {message}',
  'fault.forbidden': 'Azure từ chối quyền truy nhập ({code}). Tài khoản cần vai trò Reader ở đó.',
  'fault.notFound': 'Azure không tìm thấy, hoặc không cho tài khoản này thấy ({code}).',
  'fault.throttled': 'Azure đang giới hạn số yêu cầu. Hãy đợi một phút rồi thử lại.',
  'fault.tooLarge':
    'Câu trả lời của Azure lớn hơn mức đọc được, dù đã chia trang nhỏ. Hãy chọn ít tenant hoặc gói đăng ký hơn; nếu vẫn vậy, xem nhật ký.',
  'fault.rejected': 'Azure từ chối yêu cầu với trạng thái {status} ({code}). Hãy thử lại; nếu vẫn vậy, xem nhật ký.',
  'fault.rejected.server': 'Azure đang gặp lỗi (trạng thái {status}). Hãy thử lại sau vài phút.',
  'fault.unreachable': 'Không kết nối được với Azure ({code}). Hãy kiểm tra mạng và cài đặt proxy.',
  'fault.unreachable.demo': 'Không kết nối được với Azure mô phỏng của demo ({code}). Thử lại sẽ khởi động lại nó.',
  'fault.timedOut': 'Azure không trả lời trong {seconds} giây. Hãy kiểm tra mạng rồi thử lại.',
  'fault.unreadable': 'Không đọc được câu trả lời của Azure. Hãy thử lại; nếu vẫn vậy, xem nhật ký.',
  'fault.hostRefused':
    'Một yêu cầu tới {host} đã bị chặn: mã thông báo không được gửi tới máy chủ ngoài đám mây đã chọn.',
  'fault.proxyUnreadable':
    'Không đọc được proxy trong biến môi trường {variable}, và không gửi gì cả. Hãy ghi dạng http://tên:cổng, rồi khởi động lại VS Code.',
  'fault.cancelled': 'Đã hủy.',
} as const;

const actions = {
  'language.changed': 'Ngôn ngữ sẽ đổi khi cửa sổ được tải lại.',
  'language.reload': 'Tải lại cửa sổ',
  'action.signIn': 'Đăng nhập',
  'error.settings': 'Cài đặt {setting} {problem}. {consequence}',
  'error.settings.default': 'Phần sai bị bỏ qua cho đến khi được sửa.',
  'error.settings.refused': 'Không đọc gì cho đến khi cài đặt được sửa.',
  'error.setting.notOneOf': 'phải là một trong {values}',
  'error.setting.notNumber': 'phải là số nguyên từ {min} đến {max}',
  'error.setting.notText': 'phải là văn bản',
  'error.setting.notFlag': 'phải là true hoặc false',
  'error.setting.notList': 'phải là danh sách các ID',
  'error.setting.loopback':
    'phải là URL cơ sở như http://127.0.0.1:8080 hoặc http://localhost:8080, và không có gì khác',
  'error.setting.file': 'nêu tên một tệp không đọc được: {message}',
  'error.signIn': 'Đăng nhập thất bại: {message}',
  'progress.readingMachines': 'Đang đọc {count} máy…',
  'error.machinesNotRead': 'Không đọc được {count} máy, trong đó có {name}. {fault}',
  'action.showLog': 'Xem nhật ký',
  'error.command': 'Lệnh thất bại: {message}',
  'scope.tenants.title': 'Chọn tenant',
  'scope.tenants.placeholder': 'Đánh dấu các tenant cần đọc; không chọn nghĩa là tất cả những gì tài khoản thấy',
  'scope.subscriptions.title': 'Chọn gói đăng ký',
  'scope.subscriptions.placeholder':
    'Đánh dấu các gói đăng ký cần đọc; không chọn nghĩa là tất cả những gì tài khoản thấy',
  'unread.signedOut': 'Chưa ai đăng nhập vào Azure nên chưa đọc được đội máy nào.',
  'unread.notRead': 'Chưa đọc đội máy nào.',
  'unread.signIn': 'Đăng nhập',
  'unread.tryDemo': 'Dùng thử đội máy demo',
  'credential.title': 'Chọn cách đăng nhập',
  'credential.vscode': 'Tài khoản VS Code',
  'credential.vscode.detail': 'Tài khoản Microsoft mà VS Code đang đăng nhập',
  'credential.azureCli': 'Azure CLI',
  'credential.azureCli.detail': 'Tài khoản của “az login” trên máy này',
  'credential.environment': 'Biến môi trường',
  'credential.environment.detail': 'Service principal từ AZURE_TENANT_ID, AZURE_CLIENT_ID và một bí mật hoặc chứng chỉ',
  'credential.managedIdentity': 'Danh tính được quản lý',
  'credential.managedIdentity.detail': 'Danh tính của máy Azure mà tiện ích đang chạy trên đó',
  'credential.default': 'Chuỗi mặc định',
  'credential.default.detail':
    'Cách đầu tiên dùng được trong số biến môi trường, danh tính được quản lý, Azure CLI và các cách khác',
  'release.added': '{month} giờ là một phần của dữ liệu phát hành ({type}, {build}).',
} as const;

const early = {
  'dash.title': 'Hotpatch Fleet',
  'plan.cost.withoutCores': 'Không rõ số lõi của {count} máy nên không được tính.',
  'plan.cost.rise':
    'Từ {day}, một lõi tốn {price} mỗi tháng thay vì {before}: {amount} mỗi tháng cho {count} máy đã ghi danh. Nguồn: {source}.',
  'plan.cost.source.bundled': 'bảng giá đi kèm',
  'plan.cost.source.settings': 'bảng giá trong cài đặt',
  'plan.cost.source.why': 'bảng giá trong cài đặt (“{why}”)',
  'plan.cost.billingDates':
    'Azure đã ghi ngày bắt đầu tính phí từ {day} trở đi trên {count} máy. Riêng ngày đó chưa cho biết có bị tính tiền hay không; hãy hỏi Microsoft trước ngày đó.',
  'tree.priceWarning': 'Hotpatch tính tiền từ {day}',
  'tree.priceWarning.billing': 'Azure có ngày tính phí sắp tới',
  'tree.priceWarning.amount': '{amount} mỗi tháng',
  'tree.priceWarning.label': '{label}. {says} Kích hoạt để lập kế hoạch hủy ghi danh.',
  'operation.settings.notTags': 'phải là danh sách các thẻ như env=prod',
  'operation.settings.notFreeze': 'phải là danh sách các ngày theo UTC hoặc khoảng ngày như 2026-12-20/2027-01-04',
  'operation.settings.notWindow':
    'phải là danh sách các khung giờ theo UTC như Sat 22:00-04:00 UTC hoặc daily 02:00-04:00 UTC',
  'operation.settings.notPatterns': 'phải là danh sách các tên như DC* hoặc thẻ như tag:role=dc',
  'operation.settings.stopped': 'Không máy nào bị thay đổi cho đến khi cài đặt được sửa.',
  'run.row.queued': 'đang chờ gửi',
  'run.row.held': 'đang chờ đăng nhập',
  'run.row.enroll': 'đang ghi danh…',
  'run.row.disenroll': 'đang hủy ghi danh…',
  'run.row.turnOn': 'đang bật hotpatch…',
  'run.row.turnOff': 'đang tắt hotpatch…',
  'run.row.revert': 'đang hoàn tác…',
  'run.row.assess': 'đang kiểm tra bản cập nhật…',
  'run.row.periodicAssessment': 'đang bật đánh giá định kỳ…',
  'run.row.install': 'đang cài bản cập nhật…',
  'run.row.checkVbs': 'đang kiểm tra VBS…',
  'run.row.enableVbs': 'đang bật VBS…',
  'run.row.restart': 'đang khởi động lại…',
  'run.row.unfit': 'được để nguyên',
  'run.row.done': 'xong',
  'run.row.alreadyThere': 'vốn đã như vậy',
  'run.row.stillPending': 'vẫn đang chờ',
  'run.row.failed': 'thất bại',
  'run.row.drifted': 'đã đổi trong lúc đó, được để nguyên',
  'run.row.notSent': 'đã hủy, chưa gửi gì',
  'run.row.outcomeUnknown': 'không rõ kết quả',
} as const;

/** What startEnglish.ts says, in Vietnamese. */
export const startVietnamese = {
  ...states,
  ...reasons,
  ...nextSteps,
  ...tracks,
  ...connections,
  ...releaseIssues,
  ...rateCardIssues,
  ...tree,
  ...filter,
  ...groupBy,
  ...tooltip,
  ...statusBar,
  ...faults,
  ...actions,
  ...early,
} satisfies Translation<typeof startEnglish>;
