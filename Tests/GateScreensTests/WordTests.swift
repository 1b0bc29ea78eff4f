import ConsoleSupport
import Foundation
import GateGrid
import GateModel
import GateText
import Testing

@testable import GateScreens

/// What the program says of its own accord is said in the language of the screen.
@Suite("Words") struct WordTests {
    @Test(
        "A wrong plate is explained in the language of the screen",
        arguments: [
            ("12I12345", "Biển số 12I12345 sai: ký tự thứ 3 là “I”, cần A–H, K–N, P, S–V, X–Z"),
            ("12C123", "Biển số 12C123 sai: có 6 ký tự, cần 7–9"),
            ("12C123456", "Biển số 12C123456 sai: có 9 ký tự, cần 7–8"),
            ("10C12345", "Biển số 10C12345 sai: không có nước hay tỉnh nào bắt đầu bằng “10”"),
            ("桂F1234O", "Biển số 桂F1234O sai: ký tự thứ 7 là “O”, cần A–H, J–N, P–Z, 0–9"),
            ("", "Biển số – sai: chưa có ký tự nào"),
        ])
    func plates(text: String, expected: String) throws {
        let words = try House.words(.vietnamese)
        do throws(IdentifierError) {
            _ = try Plate(text)
            Issue.record("\(text) is a plate")
        } catch {
            #expect(words.text(Refusal.badPlate(error)).text == expected)
        }
    }

    @Test(
        "Why a device fares badly is told in the language of the screen",
        arguments: [
            (DeviceReason.neverHeard, "chưa nhận được tin nào"), (.silent(seconds: 75), "đã 1 phút không có tin"),
            (.comesAndGoes, "tín hiệu chập chờn"), (.cabinetOpen, "tủ thiết bị đang mở"),
            (.clockAhead(seconds: 80), "đồng hồ nhanh 1 phút"), (.gammaHigh, "nền gamma cao"),
            (.unreadable(fault: "malformed", field: "best_plate"), "không đọc được tin: sai cấu trúc · best_plate"),
            (.occupancyNeverEnded, "xe vào cổng phóng xạ mà không có tin ra"),
            (.noRoom(visits: 200_000), "sổ ghi đã đủ 200 000 lượt xe, hãy mở sổ mới"),
        ])
    func deviceReasons(reason: DeviceReason, expected: String) throws {
        #expect(try House.words(.vietnamese).reason(reason.text).text == expected)
        for language in Language.allCases {
            var report = DeviceReport()
            report.condition = .faulty
            report.detail = reason.text
            var gate = HandMade()
            let portal = try #require(gate.state.plan.device(.portal, lane: HandMade.lane(2)))
            gate.add(.deviceChanged(DeviceChanged(device: portal.id, report: report)))
            var raised = AlarmRaised()
            raised.alarm = gate.state.nextAlarm
            raised.kind = .deviceFault
            raised.device = portal.id
            raised.detail = reason.text
            gate.add(.alarmRaised(raised))
            let words = try House.words(language)
            for key in [Key.function(5), .function(6)] {
                let scene = Scene(name: "", state: gate.state, now: gate.now, keys: [key])
                let text = try scene.render(language, width: 200, height: 50).plainText()
                #expect(text.contains(words.reason(reason.text).text), "\(key.label)\n\(text)")
                #expect(!text.contains(reason.text), "\(key.label)")
            }
        }
    }

    @Test("A declared plate that no grammar knows is kept and marked, wherever it stands", arguments: Language.allCases)
    func oddPlates(language: Language) throws {
        var gate = HandMade()
        let odd = gate.declare("12I12345") { $0.trailer = "XYZ" }
        gate.control(odd)
        let sound = gate.declare("12C12345")
        gate.control(sound)
        let waiting = gate.declare("HSD4671")
        gate.move(waiting, .atYard, .inQueue)
        let words = try House.words(language)
        func text(_ keys: Key..., lane visit: VisitID? = nil) throws -> String {
            var scene = Scene(name: "", state: gate.state, now: gate.now, keys: keys)
            scene.prepare = { view, _ in view.laneFocus = visit }
            return try scene.render(language, width: 80, height: 24).plainText()
        }
        let queue = try text(.function(2))
        for mark in ["▲ 12I12345", "▲ HSD4671", " 12C-123.45"] { #expect(queue.contains(mark), "\(mark)\n\(queue)") }
        #expect(!queue.contains("▲ 12C"))
        let card = try text(lane: odd)
        for mark in ["▲ 12I12345", words[.laneOddPlate].text, "▲ XYZ", "▲ HSD4671"] {
            #expect(card.contains(mark), "\(mark)\n\(card)")
        }
        #expect(!(try text(lane: sound)).contains(words[.laneOddPlate].text))
        let dossier = try text(.enter, lane: odd)
        let fault = IdentifierError.Fault.character(at: 2, found: "I", expected: "A–H, K–N, P, S–V, X–Z")
        #expect(dossier.contains("▲ 12I12345") && dossier.contains(words.text(fault).text), "\(dossier)")
        #expect(dossier.contains("▲ XYZ"))
    }

    @Test("What is wrong with a driver's document is told in the language of the screen") func documents() throws {
        var gate = HandMade()
        let visit = gate.declare("12C12345")
        gate.control(visit)
        var read = DriverRead()
        read.number = "C1234567"
        read.fault = "checkDigit|document number|6|7"
        read.at = gate.now
        gate.add(.driverRead(gate.seen(visit, read)))
        gate.alarm(.documentInvalid, visit: visit, detail: read.fault)
        for (keys, height) in [([Key.enter], 24), ([.function(6)], 24)] {
            let scene = Scene(name: "", state: gate.state, now: gate.now, keys: keys)
            let text = try scene.render(.vietnamese, width: 120, height: height).plainText()
            #expect(text.contains("số giấy tờ: chữ số kiểm tra là 7, tính ra 6"), "\(text)")
        }
        let words = try House.words(.vietnamese)
        #expect(
            words.identifierFault("noSuchDate|date of birth|901332").text == "ngày sinh: “901332” không phải là ngày")
        #expect(
            words.identifierFault("otherBirthYear|1990|1991").text == "số định danh ứng với năm sinh 1990, thẻ ghi 1991"
        )
        #expect(words.identifierFault("otherSex").text == "giới tính ghi trên thẻ không khớp với số định danh")
        #expect(words.identifierFault("date of birth").text == "date of birth", "an older journal's")
    }

    @Test("A reason of an older journal is shown as it stands") func olderReasons() throws {
        #expect(try House.words(.vietnamese).reason("no data 3 min").text == "no data 3 min")
    }

    @Test("Where a feed broke off is told in the language of the screen") func feeds() throws {
        let trouble = FeedTrouble(code: "truncated", line: 1_204, report: "truncated, line 1204: the file ends")
        #expect(try House.words(.vietnamese).text(trouble).text == "bị cắt cụt, dòng 1 204")
        #expect(try House.words(.english).text(trouble).text == "cut short, line 1,204")
        #expect("\(trouble)" == "truncated, line 1204: the file ends", "logs keep every detail")
    }
}
