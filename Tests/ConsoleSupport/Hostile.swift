public import GateModel

/// Text that wants to steer, hide, reorder or overrun a terminal.
public enum Hostile {
    public static let texts: [String] = [
        "\u{1B}[2J\u{1B}[H", "\u{1B}]0;owned\u{07}", "\u{1B}]52;c;aGk=\u{07}", "\u{1B}P+q\u{1B}\\", "\u{9B}31m\u{85}",
        "a\tb\tc", "first\r\nsecond\nthird\rover", "\u{08}\u{08}\u{08}\u{7F}", "\u{0}\u{1}\u{E}\u{F}",
        "\u{202E}evil\u{202C} \u{2066}iso\u{2069} \u{200F}\u{061C}", "zero\u{200B}width\u{200D}\u{FEFF}\u{2060}join",
        "\u{FE0F}\u{FE0E}\u{E0001}\u{E0041}tag", "\u{301}\u{302}\u{303}marks first",
        "e" + String(repeating: "\u{301}", count: 400),
        "\u{E000}\u{F8FF}\u{FFFF}\u{10FFFF}", "\u{2028}line\u{2029}paragraph", "👩‍👩‍👧‍👦🇻🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ＦＵＬＬ宽ｈａｌｆ가나다", "กำ ໃນ ក្រុម ̈",
        String(repeating: "x", count: 10_000), String(repeating: "桂", count: 10_000),
        String(repeating: "\u{1B}[31mN\u{200B}\u{202E}", count: 1_000), "{0} {1} %s %n \\e[0m", "",
    ]

    /// A gate whose every text is hostile, each declared, seen and decided through the model's own rules.
    public static func gate() -> HandMade {
        var gate = HandMade()
        for (index, text) in texts.enumerated() {
            var declaration = Declaration()
            declaration.number = "\(300_000_000_000 + index)"
            declaration.tractor = text.isEmpty ? "T\(index)" : text
            declaration.trailer = texts[(index + 1) % texts.count]
            declaration.container = texts[(index + 2) % texts.count]
            declaration.driver = text
            declaration.nationality = text
            declaration.company = text
            declaration.goods = text
            declaration.hsCode = text
            declaration.grossKilograms = 18_000
            gate.read(.declaration(declaration), .manifestFeed, lane: nil)
            let visit = HandMade.visit(Int64(gate.state.visits.count))
            let lane = Int64(index % 3) + 1
            if index % 4 != 3 {
                gate.control(visit, lane: lane)
            } else {
                gate.move(visit, .atYard, .inQueue, lane: lane)
            }
            gate.read(
                .plate(PlateRead(text: text, confidence: 700, match: .nearest, uuid: text, at: gate.now)), .frontCamera,
                lane: lane, visit: visit)
            gate.read(
                .container(ContainerRead(text: text, confidence: 900, isValid: true, at: gate.now)), .containerCamera,
                lane: lane)
            var driver = DriverRead()
            (driver.number, driver.name, driver.nationality, driver.fault) = (text, text, text, text)
            driver.at = gate.now
            gate.read(.driver(driver), .documentReader, lane: lane)
            var report = DeviceReport()
            (report.condition, report.detail) = (.faulty, text)
            gate.read(.condition(report), .portal, lane: lane)
            gate.read(.plate(PlateRead(text: text + "?", confidence: 500, at: gate.now)), .frontCamera, lane: lane)
        }
        return gate
    }
}

extension HandMade {
    /// Lets the model decide on a reading and folds what it decides.
    public mutating func read(_ reading: Reading, _ kind: DeviceKind, lane: Int64?, visit: VisitID? = nil) {
        guard
            let device = state.plan.devices.first(where: {
                $0.kind == kind && (lane == nil || $0.lane == lane.map(Self.lane))
            })
        else { return }
        let cause = Cause(source: device.source, boot: 1, number: state.sequence)
        for event in state.decide(reading, device: device.id, visit: visit, cause: cause, now: now).events {
            add(event.event, by: event.actor)
        }
    }
}
