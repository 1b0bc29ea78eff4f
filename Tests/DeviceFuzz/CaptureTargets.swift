import GateDevices
internal import GateModel
internal import TestSupport

/// Captures, files of any kind, and the desk with all of its decoders.
public enum CaptureTargets {
    public static var all: [any FuzzTarget] { [CaptureLineTarget(), FileTarget(), DeskTarget()] }

    /// An input of any decoder, under its type.
    static func message(_ random: inout SeededRandom, _ targets: inout [any FuzzTarget]) -> (String, [UInt8]) {
        let index = random.below(types.count)
        return (types[index], targets[index].input(&random))
    }

    /// In the order of ``makers``.
    static let types = [
        MessageType.plateResults, MessageType.plateRecognizer, MessageType.axisPlate, MessageType.frigatePlate,
        MessageType.hikvisionPlate, MessageType.containerCode, MessageType.machineReadableZone,
        MessageType.identityCard,
        MessageType.hazardPlate, MessageType.seal, MessageType.declarationCode, MessageType.spectra,
        MessageType.manifest, MessageType.scan, MessageType.act, MessageType.loop, MessageType.barrier,
        MessageType.light, MessageType.board, MessageType.tag, MessageType.vehiclePosition, MessageType.axles,
        MessageType.portal, MessageType.scaleContinuous, MessageType.scaleLine, MessageType.scaleFrame,
    ]

    static var makers: [any FuzzTarget] {
        PlateTargets.all + CodeTargets.all + EquipmentTargets.all + StreamTargets.all
    }
}

/// CloudEvents lines, two or three a file, in chunks of any size.
struct CaptureLineTarget: FuzzTarget {
    let name = "CloudEvents lines"
    private var makers = CaptureTargets.makers
    private var chunk = 0
    private var envelopes = EnvelopeReader()

    mutating func input(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in 0..<1 + random.below(3) {
            let (type, data) = CaptureTargets.message(&random, &makers)
            let message = DeviceMessage(
                source: "/gate/a/lane/1/x", type: type, boot: 1, sequence: UInt64(number + 1), deviceTime: nil,
                receivedTime: .epoch, data: data)
            guard let line = try? CaptureWriter.line(message) else { continue }
            bytes += random.chance(30) ? line : Mutator.mutate(line, with: &random)
        }
        return bytes
    }

    mutating func read(_ bytes: [UInt8]) -> FuzzAnswer {
        chunk = chunk % 700 + 1
        var reader = CaptureReader(MemorySource(bytes, chunk: chunk), options: CaptureOptions(format: .cloudEvents))
        var answer = FuzzAnswer()
        var items = 0
        do throws(DeviceFault) {
            while let item = try reader.next() {
                items += 1
                if case .rejected(let fault) = item {
                    answer.add(fault, of: bytes)
                    answer.expect(fault.place.line > 0, "a fault without its line")
                }
            }
        } catch {
            answer.problem = "reading stopped: \(error)"
        }
        // Every line that is not blank gives one message or one fault.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        let lines = text.split(separator: 0x0A).count { line in
            let line = line.last == 0x0D ? line.dropLast() : line
            return line.contains { $0 != 0x20 && $0 != 0x09 }
        }
        answer.expect(items == lines, "\(lines) lines, \(items) answers")
        // As a device sends it that speaks the capture's own language.
        do throws(DeviceFault) {
            let message = try envelopes.message(bytes, receivedTime: .epoch)
            answer.expect(message.receivedTime == .epoch, "a device's word for when it was received")
        } catch { answer.add(error, of: bytes) }
        return answer
    }
}

/// Files whose format is told by their first bytes, or by whoever opens them.
struct FileTarget: FuzzTarget {
    let name = "files of any kind"
    private var makers = CaptureTargets.makers
    private var inputs = 0

    mutating func input(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<random.below(5) {
            bytes += CaptureTargets.message(&random, &makers).1
            if random.chance(80) { bytes.append(0x0A) }
        }
        return random.below(1_000) == 0 ? Mutator.swell(bytes, with: &random) : bytes
    }

    mutating func read(_ bytes: [UInt8]) -> FuzzAnswer {
        inputs += 1
        let formats = [nil] + CaptureFormat.allCases.map { Optional($0) }
        let format = formats[inputs % formats.count]
        let kinds: [DeviceKind?] = [nil, nil, .weighbridge, .manifestFeed]
        let kind = format == nil ? kinds[inputs / formats.count % kinds.count] : nil
        var reader = CaptureReader(
            MemorySource(bytes, chunk: 1 + inputs % 600), options: CaptureOptions(kind: kind, format: format))
        var answer = FuzzAnswer()
        var items = 0
        do throws(DeviceFault) {
            while let item = try reader.next() {
                items += 1
                if case .rejected(let fault) = item { answer.add(fault, of: bytes) }
            }
        } catch {
            answer.add(error, of: bytes)
            answer.expect(
                (format == nil || format == .ownBytes) && error.code == .unknownFormat, "reading stopped: \(error)")
        }
        answer.expect(items <= bytes.count + 1, "\(items) answers of \(bytes.count) bytes")
        return answer
    }
}

/// Everything at one desk of four devices: what nobody else would notice vanishing is noticed here.
struct DeskTarget: FuzzTarget {
    let name = "desk, all types"
    let stateLimit = 50_000
    let edgesLimit: UInt64 = 2_000_000
    private static let sources = ["front", "portal", "scale", "loop"]
    private var makers = CaptureTargets.makers
    private var desk = DeviceDesk(plan: DeskTarget.plan)
    private var twin = DeviceDesk(plan: DeskTarget.plan)
    private var type = ""
    private var sequence: UInt64 = 0

    var state: Any { desk }

    private static var plan: GatePlan {
        var plan = GatePlan()
        let kinds: [DeviceKind] = [.frontCamera, .portal, .weighbridge, .loopIn]
        for (index, kind) in kinds.enumerated() {
            guard let id = DeviceID(number: Int64(index + 1)) else { continue }
            plan.devices.append(
                Device(
                    id: id, source: "/gate/a/lane/3/\(sources[index])", kind: kind, lane: LaneID(number: 3),
                    silentAfterSeconds: 60))
        }
        return plan
    }

    mutating func input(_ random: inout SeededRandom) -> [UInt8] {
        let (type, data) = CaptureTargets.message(&random, &makers)
        self.type = random.below(200) == 0 ? "com.example.unknown" : type
        sequence += random.below(500) == 0 ? UInt64(random.below(100)) : 1
        return data
    }

    mutating func read(_ bytes: [UInt8]) -> FuzzAnswer {
        let time = GateTime(milliseconds: Int64(sequence) * 150)
        let number = Int64(sequence % 4 + 1)
        let message = DeviceMessage(
            source: "/gate/a/lane/3/\(Self.sources[Int(number - 1)])", type: type, boot: 1, sequence: sequence,
            deviceTime: nil, receivedTime: time, data: bytes)
        let id = DeviceID(number: number)
        let messages = id.flatMap { desk.health($0)?.messages } ?? 0
        let receipt = desk.receive(message)
        var answer = FuzzAnswer()
        for fault in receipt.faults { answer.add(fault, of: bytes, isStream: true) }
        answer.expect(receipt.device == id, "an answer of another device")
        answer.expect(twin.receive(message) == receipt, "the same messages, another receipt")
        answer.expect((id.flatMap { desk.health($0)?.messages } ?? 0) == messages + 1, "a message was not counted")
        if sequence % 16 == 0 {
            answer.expect(twin.expire(at: time) == desk.expire(at: time), "the same time, other receipts")
            _ = desk.condition(at: time)
            _ = twin.condition(at: time)
        }
        return answer
    }
}
