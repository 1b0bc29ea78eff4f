import GateDevices
internal import GateModel
internal import TestSupport

/// Decoders that follow a stream of bytes, however it is cut into messages.
public enum StreamTargets {
    public static var all: [any FuzzTarget] {
        [PortalTarget(), ContinuousScaleTarget(), ScaleLineTarget(), ScaleFrameTarget()]
    }

    /// Bytes cut in two, for the twin that must not care.
    static func halves(_ bytes: [UInt8]) -> [[UInt8]] {
        let cut = bytes.count < 2 ? bytes.count : Int(bytes[bytes.count / 2]) % bytes.count
        return [Array(bytes[..<cut]), Array(bytes[cut...])]
    }
}

/// Lines of a portal. Its twin hears the same bytes otherwise cut, and must count the same.
struct PortalTarget: FuzzTarget {
    let name = "portal"
    let stateLimit = 8_192
    private var decoder = PortalDecoder()
    private var twin = PortalDecoder()
    private var inputs: Int64 = 0
    private var isAfterGap = false

    var state: Any { decoder }

    mutating func input(_ random: inout SeededRandom) -> [UInt8] {
        if random.below(16) == 0 { return Mutator.noise(random.below(300), with: &random) + [0x0A] }
        var text = ""
        let end = random.pick(["\r\n", "\r\n", "\n"])
        for _ in 0..<random.below(14) {
            text += line(&random)
            if random.chance(20) { text += ",2016-05-31 09:30:0\(random.below(10)).974 -07" }
            text += random.below(500) == 0 ? String(repeating: "7", count: 600) + end : end
        }
        var bytes = Array(text.utf8)
        if random.below(1_000) == 0 { bytes = Mutator.swell(bytes, with: &random) + [0x0A] }
        return random.chance(40) ? Mutator.mutate(bytes, with: &random) + [0x0A] : bytes
    }

    private func line(_ random: inout SeededRandom) -> String {
        func counts() -> String { (0..<4).map { _ in "000\(random.below(900))" }.joined(separator: ",") }
        switch random.below(12) {
        case 0, 1, 2, 3: return random.pick(["GS,", "GS,", "NS,", "GA,", "NA,"]) + counts()
        case 4: return random.pick(["GB,", "NB,", "GH,", "GL,", "NH,"]) + counts()
        case 5: return "SP,0.1360,05.013,\(random.pick(["008.07", "99.999", "x"])),0"
        case 6: return "GX,0000\(random.below(99)),006683,0,0"
        case 7: return random.pick(["TT", "TC", "SG1,1,2", "RW,1,2,3", "ZZ,1", "", "GB,Aa1,1,2,3", "GX", "GS,1,2"])
        default: return random.pick(["AX, -0.0092, -0.3330", "AM,000156,000218", "AS,1,2,3,4", "NZ,1.7,1.7"])
        }
    }

    mutating func read(_ bytes: [UInt8]) -> FuzzAnswer {
        inputs += 1
        // Now and then the portal is silent for longer than an occupancy may last.
        let time = GateTime(milliseconds: inputs * 200 + inputs / 4_096 * 200_000)
        let before = decoder.counts
        var answer = FuzzAnswer()
        var occupancies: [PortalOccupancy] = []
        for event in decoder.receive(bytes, at: time) {
            if case .rejected(let fault) = event { answer.add(fault, of: bytes, isStream: true) }
            if case .occupancy(let one) = event { occupancies.append(one) }
        }
        var others: [PortalOccupancy] = []
        // After a gap the first bytes decide whether a line was cut: these must not be cut again.
        for half in isAfterGap ? [bytes] : StreamTargets.halves(bytes) {
            for case .occupancy(let one) in twin.receive(half, at: time) { others.append(one) }
        }
        if !bytes.isEmpty { isAfterGap = false }
        answer.expect(decoder.counts == twin.counts, "cut otherwise it counts otherwise")
        answer.expect(occupancies == others, "cut otherwise it sees other occupancies")
        // Every line is counted, as one that was read or as one that is too long.
        let lines = bytes.split(separator: 0x0A).filter { $0.contains { $0 > 0x20 } }
        let read = lines.count { $0.count <= PortalDecoder.lineLimit }
        if bytes.last == 0x0A {
            let counted = Int(decoder.counts.lines - before.lines + decoder.counts.halfLines - before.halfLines)
            // After a gap a half line may be too long as well.
            answer.expect((read...lines.count).contains(counted), "\(read) lines, \(counted) of them counted")
            answer.expect(
                decoder.counts.rejectedLines - before.rejectedLines >= lines.count - counted, "a long line vanished")
        } else if !bytes.isEmpty {
            answer.problem = "the generator made half a line"
        }
        if inputs % 997 == 0 {
            isAfterGap = true
            decoder.noteGap()
            twin.noteGap()
        }
        for one in occupancies where one.speedTenths < 0 || one.profile.count > 64 || one.durationMilliseconds < 0 {
            answer.problem = "an impossible occupancy: \(one)"
        }
        return answer
    }
}

/// What the three kinds of scale have in common: weights do not depend on how bytes are cut, and bytes are accounted for.
private struct ScaleCheck {
    var answer = FuzzAnswer()
    private var weights: [WeightReading] = []
    private var others: [WeightReading] = []

    mutating func take(_ events: [ScaleEvent], of bytes: [UInt8]) {
        for event in events {
            switch event {
            case .weight(let one): weights.append(one)
            case .rejected(let fault): answer.add(fault, of: bytes, isStream: true)
            case .unknown(let line): answer.expect(!line.isEmpty, "an unknown line of no bytes")
            }
        }
    }

    mutating func takeOther(_ events: [ScaleEvent]) {
        for case .weight(let one) in events { others.append(one) }
    }

    mutating func finish() -> FuzzAnswer {
        answer.expect(weights == others, "cut otherwise it weighs otherwise")
        return answer
    }
}

struct ContinuousScaleTarget: FuzzTarget {
    let name = "scale Mettler-Toledo"
    let stateLimit = 64
    private var decoder = ScaleDecoder()
    private var twin = ScaleDecoder()
    private var time = GateTime.epoch

    var state: Any { decoder }

    mutating func input(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<random.below(6) {
            var frame: [UInt8] = [2, 0x20 | UInt8(random.below(32)), 0x20 | UInt8(random.below(96)), 0x20]
            frame += random.text(random.chance(90) ? "0123456789" : " 019", 6)
            frame += random.text("000000001", 6) + [0x0D]
            if random.chance(60) { frame.append((0 &- frame.reduce(0) { $0 &+ $1 }) & 0x7F) }
            if random.chance(30) { frame = frame.map { $0 | (($0.nonzeroBitCount & 1 == 0) ? 0 : 0x80) } }
            bytes += frame
        }
        return random.chance(50) ? Mutator.mutate(bytes, with: &random) : bytes
    }

    mutating func read(_ bytes: [UInt8]) -> FuzzAnswer {
        time = time + .milliseconds(140)
        let before = (decoder.frames, decoder.discardedBytes, decoder.rejections)
        var check = ScaleCheck()
        check.take(decoder.receive(bytes, at: time), of: bytes)
        for half in StreamTargets.halves(bytes) { check.takeOther(twin.receive(half, at: time)) }
        var answer = check.finish()
        answer.expect(
            decoder.rejections == twin.rejections && decoder.frames == twin.frames
                && decoder.discardedBytes == twin.discardedBytes, "cut otherwise it counts otherwise")
        // Two frames' worth of bytes cannot pass without a weight, a refusal or bytes that are counted as dropped.
        let heeded = bytes.count { $0 & 0x7F != 0 && $0 & 0x7F != 0x0A && $0 & 0x7F != 0x0D }
        let isSilent = (decoder.frames, decoder.discardedBytes, decoder.rejections) == before
        answer.expect(heeded < 40 || !isSilent, "\(bytes.count) bytes vanished")
        return answer
    }
}

struct ScaleLineTarget: FuzzTarget {
    let name = "scale A&D, CAS"
    let stateLimit = 128
    private var decoder = ScaleLineDecoder()
    private var twin = ScaleLineDecoder()
    private var time = GateTime.epoch

    var state: Any { decoder }

    mutating func input(_ random: inout SeededRandom) -> [UInt8] {
        var text = ""
        for _ in 0..<random.below(6) {
            text +=
                random.pick(["ST", "US", "OL", "LO", "XX"]) + "," + random.pick(["GS", "GS", "GS", "NT", "TR", "QQ"])
            text += random.pick([",", ",", ",1A,"])
            text += random.pick(["+0012450", "+  0.860", "-0000020", "+       ", "000012.5", "1.2.3456"])
            text += random.pick(["kg", "kg", " t", "lb", "oz", " kg"]) + random.pick(["\r\n", "\n", "\r"])
        }
        let bytes = Array(text.utf8)
        return (random.chance(50) ? Mutator.mutate(bytes, with: &random) : bytes) + [0x0A]
    }

    mutating func read(_ bytes: [UInt8]) -> FuzzAnswer {
        time = time + .milliseconds(140)
        let before = decoder.weights + decoder.passedLines + decoder.rejectedLines
        var check = ScaleCheck()
        check.take(decoder.receive(bytes, at: time), of: bytes)
        for half in StreamTargets.halves(bytes) { check.takeOther(twin.receive(half, at: time)) }
        var answer = check.finish()
        let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.count
        let counted = Int(decoder.weights + decoder.passedLines + decoder.rejectedLines - before)
        answer.expect(counted == lines, "\(lines) lines, \(counted) of them counted")
        return answer
    }
}

struct ScaleFrameTarget: FuzzTarget {
    let name = "scale Yaohua"
    let stateLimit = 64
    private var decoder = ScaleFrameDecoder()
    private var twin = ScaleFrameDecoder()
    private var time = GateTime.epoch
    /// Bytes of a frame that began in an earlier input.
    private var waiting = 0

    var state: Any { decoder }

    mutating func input(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<random.below(6) {
            let body = random.text("+-", 1) + random.text("0123456789", 6) + random.text("00012345", 1)
            let sum = body.reduce(0, ^)
            func digit(_ half: UInt8) -> UInt8 { half < 10 ? half + 0x30 : half + 0x37 }
            bytes += [2] + body + [digit(sum >> 4), digit(random.chance(90) ? sum & 15 : 7), 3]
        }
        return random.chance(50) ? Mutator.mutate(bytes, with: &random) : bytes
    }

    mutating func read(_ bytes: [UInt8]) -> FuzzAnswer {
        time = time + .milliseconds(100)
        let before = decoder
        var check = ScaleCheck()
        check.take(decoder.receive(bytes, at: time), of: bytes)
        for half in StreamTargets.halves(bytes) { check.takeOther(twin.receive(half, at: time)) }
        var answer = check.finish()
        // A frame has 12 bytes: every byte is in one, dropped and counted, or waits for the rest of its frame.
        let frames = Int(decoder.frames - before.frames)
        let dropped = Int(decoder.discardedBytes - before.discardedBytes)
        let refused = Int(decoder.rejections - before.rejections)
        let left = waiting + bytes.count - 12 * frames - dropped
        answer.expect(left >= 0 && left < 12 + 12 * refused, "\(left) bytes vanished")
        waiting = left % 12
        return answer
    }
}
