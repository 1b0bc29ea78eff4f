import ConsoleSupport
import GateGrid
import GateModel

@testable import GateScreens

extension HandMade {
    /// A shift handed over with a note and two items, one of them settled since; the next one has begun and decided.
    static func handedOver() -> (gate: HandMade, truck: VisitID) {
        var gate = HandMade()
        let guardsman = Actor.officer("Trần Thị Hà", .borderGuard)
        let held = gate.declare("29H65432") { $0.goods = "thanh long tươi" }
        gate.control(held)
        gate.decide(held, .borderGuard, .hold, .documentInvalid)
        gate.move(held, .held, reason: .documentInvalid)
        let waiting = gate.declare("12C12345")
        gate.control(waiting, lane: 2)
        gate.channel(waiting, .red)
        gate.decide(waiting, .board, .pass)
        var trouble = TroubleChanged()
        (trouble.visit, trouble.stage, trouble.reason) = (waiting, .channelled, .sealBroken)
        gate.add(.troubleRaised(trouble))
        gate.add(.shiftBegan(ShiftBegan()), by: .officer("Lê Văn Minh", .borderGuard))
        var ended = ShiftEnded()
        ended.handover = 1
        ended.note = "Xe 29H-654.32 chờ lãnh đạo ký; camera sau làn 3 hay mất tín hiệu khi mưa, đã báo kỹ thuật."
        ended.items = gate.state.openItems(of: .borderGuard, at: nil, now: gate.now)
        ended.itemCount = Int32(ended.items.count)
        gate.add(.shiftEnded(ended), by: .officer("Lê Văn Minh", .borderGuard))
        gate.add(.troubleCleared(trouble))
        var began = ShiftBegan()
        began.handover = 1
        gate.add(.shiftBegan(began), by: guardsman)
        for _ in 0..<8 {
            gate.decide(waiting, .borderGuard, .inProgress)
            gate.decide(waiting, .borderGuard, .pass)
        }
        gate.decide(waiting, .borderGuard, .pending)
        return (gate, waiting)
    }
}

extension Scene {
    /// The post of an officer, a locked screen, why a vehicle waits, and complaints.
    static func shifts() -> [Scene] {
        var (gate, truck) = HandMade.handedOver()
        var complaint = ComplaintLodged()
        (complaint.number, complaint.visit, complaint.kind) = (1, truck, .delay)
        gate.add(.complaintLodged(complaint))
        func scene(_ name: String, _ keys: [Key]) -> Scene {
            Scene(
                name: name, state: gate.state, now: gate.now + .minutes(12), keys: keys,
                prepare: { view, _ in view.lane = HandMade.lane(2) })
        }
        let code: [Key] = [.paste("mở-cửa-7"), .enter]
        return [
            scene("shift", [.control("w")]),
            scene(
                "shift-note", [.control("w"), .character("e"), .paste(String(repeating: "Ghi chú dài. ", count: 20))]),
            scene("lock", [.function(12), .paste("mở-cửa")]),
            scene("locked", [.function(12)] + code + code + [.character("x"), .enter, .paste("abc")]),
            scene("explain-wait", [.character("j")]), scene("times-now", [.function(8)]),
            scene(
                "complaint-kind",
                [.function(8), .character("n"), .paste(ComplaintCode(truck).description), .enter]),
        ]
    }
}
