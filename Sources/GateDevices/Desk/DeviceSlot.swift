internal import GateModel
import GateText

/// One device at the desk: its decoder, its sequence, its health.
struct DeviceSlot: Sendable {
    var device: Device
    private(set) var health = DeviceHealth()
    private(set) var judge = ConditionJudge()
    private var window = SequenceWindow()
    private var contents = MessagePrints()
    private var portal = PortalDecoder()
    private var scale: ScaleStream
    /// Refusals of the portal's and the scale's decoders that are counted in ``health``.
    private var countedLines: Int64 = 0
    private var countedFrames: Int64 = 0
    private var frames = FrameMemory()
    private var chatter = ChatterGuard()

    init(_ device: Device, _ scales: ScaleSettings) {
        self.device = device
        scale = ScaleStream(settings: scales)
    }

    private var silentAfter: GateSpan { .seconds(Int64(device.silentAfterSeconds)) }

    mutating func receive(_ message: DeviceMessage) -> Receipt {
        var receipt = Receipt(device: device.id)
        let now = message.receivedTime
        switch message.type {
        case MessageType.state: state(message, &receipt)
        case MessageType.cut: breakOff(&receipt, at: now)
        default: hear(message, &receipt)
        }
        // That a device lives, that its broker lost it or that its cabinet is open is not for the clock to tell; but for a
        // message that says nothing new, under whose number something may be recorded already.
        let isNew = !receipt.isDuplicate && !receipt.isLate
        if receipt.report == nil, isNew, judge.tellsPresence || judge.tellsTamper {
            receipt.report = change(at: now, opened: now)
        }
        return receipt
    }

    private mutating func hear(_ message: DeviceMessage, _ receipt: inout Receipt) {
        let now = message.receivedTime
        health.note(message, at: now)
        judge.heard(at: now, silentAfter: silentAfter)
        if message.type == MessageType.refused { return turnedAway(message, &receipt) }
        let (verdict, isReused) = judge(numberOf: message)
        switch verdict {
        case .new(let missing):
            if missing > 0 {
                health.missing = min(health.missing, 1 << 60) + Int64(min(missing, 1 << 60))
                noteGap()
            }
        case .stray: noteGap()
        case .restart:
            health.restarts += 1
            restart()
        case .duplicate:
            receipt.isDuplicate = true
            guard isReused else {
                health.duplicates += 1
                return
            }
            fault(
                DeviceFault(
                    .reusedNumber, "sequence \(message.sequence) of boot \(message.boot) has come with other words",
                    place: .init(field: "sequence"), raw: message.data), at: now, &receipt)
            return
        case .late:
            health.late += 1
            health.missing = max(0, health.missing - 1)
            receipt.isLate = true
            // Bytes of a stream mean little out of their order.
            if ScaleStream.speaks(message.type) { return }
            // Where an arm was, or whether something stood there, is no news after where it is.
            if MessageType.tellsStates.contains(message.type) { return }
            if message.type == MessageType.portal {
                take(portal.receiveLate(message.data, at: now), at: now, &receipt)
                return
            }
        case .tooLate:
            health.late += 1
            receipt.isLate = true
            receipt.faults = [
                DeviceFault(
                    .tooLate, "sequence \(message.sequence) of boot \(message.boot) is too far back to be told apart",
                    place: .init(field: "sequence"), raw: message.data)
            ]
            return
        }
        clock(message)
        decode(message, &receipt)
        judge.read()
        watch(&receipt, at: now)
    }

    /// Its connection has ended, and with it what was half said.
    private mutating func breakOff(_ receipt: inout Receipt, at now: GateTime) {
        judge.beginAnew()
        take(portal.breakOff(), at: now, &receipt)
        take(scale.breakOff(), at: now, &receipt)
    }

    /// What the device's link did not take for a message. It is counted there, with those of which nothing came.
    private mutating func turnedAway(_ message: DeviceMessage, _ receipt: inout Receipt) {
        let fault = DeviceFault(.malformed, "its link did not take it for a message", raw: message.data)
        receipt.faults = [fault]
        health.lastFault = fault
        judge.error(.unreadable(fault: fault.code.rawValue, field: ""), at: message.receivedTime)
    }

    /// What a message's number says, and whether it is another message's. A counter that begins at 1 again with other
    /// words belongs to a device that has begun anew and did not say so.
    private mutating func judge(numberOf message: DeviceMessage) -> (SequenceWindow.Verdict, isReused: Bool) {
        let verdict = window.receive(boot: message.boot, sequence: message.sequence)
        switch verdict {
        case .tooLate: return (verdict, false)
        case .duplicate:
            guard contents.differ(message) else { return (verdict, false) }
            guard message.sequence == 1, window.beginAnew(boot: message.boot) else { return (verdict, true) }
            contents.note(message)
            return (.restart, false)
        case .new, .stray, .late, .restart:
            contents.note(message)
            return (verdict, false)
        }
    }

    /// A device that begins to chatter is told of at once: what it said last is no longer to be acted on.
    private mutating func watch(_ receipt: inout Receipt, at now: GateTime) {
        let wasChattering = judge.isChattering(at: now)
        let limit = ChatterLimit(device.kind)
        let rate = if case .messages = limit { health.messagesPerMinute(at: now) } else { Int64(0) }
        health.withheld += chatter.watch(&receipt, limit, rate: rate, &judge, at: now)
        if !wasChattering, judge.isChattering(at: now) { receipt.report = change(at: now, opened: now) }
    }

    /// What a broker says of the device, in its own words or its last will. Only a birth is a sign of life.
    private mutating func state(_ message: DeviceMessage, _ receipt: inout Receipt) {
        let now = message.receivedTime
        if message.data == Array("offline".utf8) {
            judge.died(at: now)
            return
        }
        health.note(message, at: now)
        switch message.data {
        case Array("online".utf8):
            judge.heard(at: now, silentAfter: silentAfter)
            judge.read()
            receipt.signals = [.heartbeat]
        default:
            fault(
                DeviceFault(.unknownName, "expected 'online' or 'offline'", raw: message.data), at: now, &receipt)
        }
    }

    mutating func noteUnsent(at time: GateTime) {
        health.unsent += 1
        health.lastUnsentAt = time
    }

    private mutating func clock(_ message: DeviceMessage) {
        guard let deviceTime = message.deviceTime else { return }
        judge.clock(clockError(of: deviceTime, at: message.receivedTime), at: message.receivedTime)
    }

    /// The envelope's time is that of sending; where it stands, no other is judged.
    private mutating func clock(inside plate: PlateMessage, of message: DeviceMessage) {
        guard message.deviceTime == nil, let told = plate.clock else { return }
        judge.clock(inside: clockError(of: told, at: message.receivedTime), at: message.receivedTime)
    }

    private mutating func clockError(of told: GateTime, at now: GateTime) -> Int64 {
        let (error, overflow) = now.milliseconds.subtractingReportingOverflow(told.milliseconds)
        // A magnitude that has a sign: the least number has none.
        let clamped = overflow ? (told < now ? .max : -.max) : max(error, -.max)
        health.clockErrorMilliseconds = clamped
        return clamped
    }

    private mutating func noteGap() {
        portal.noteGap()
        scale.noteGap()
    }

    private mutating func restart() {
        portal.noteGap()
        scale.restart()
        countedFrames = 0
    }

    /// Ends what has lasted too long, and tells the state of a device that has become calm.
    mutating func expire(at now: GateTime) -> Receipt? {
        var receipt = closed(portal.expire(at: now), at: now)
        if let state = chatter.release(judge, at: now) {
            receipt = receipt ?? Receipt(device: device.id)
            receipt?.signals.append(state)
        }
        return receipt
    }

    /// Ends what has begun, for the device is taken away.
    mutating func close(at now: GateTime) -> Receipt? { closed(portal.close(at: now), at: now) }

    private mutating func closed(_ events: [PortalEvent], at now: GateTime) -> Receipt? {
        guard !events.isEmpty else { return nil }
        var receipt = Receipt(device: device.id)
        take(events, at: now, &receipt)
        return receipt
    }

    mutating func change(at now: GateTime, opened: GateTime) -> DeviceReport? {
        guard let (condition, reason) = judge.change(at: now, opened: opened, silentAfter: silentAfter) else {
            return nil
        }
        var report = DeviceReport()
        report.condition = condition
        report.detail = TextNormaliser.line(reason?.text ?? "", limit: 120)
        report.rejected = health.decodeErrors
        report.unknownLines = health.unknownLines
        report.clockErrorMilliseconds = judge.clockError
        return report
    }

    // MARK: Decoding

    private mutating func decode(_ message: DeviceMessage, _ receipt: inout Receipt) {
        let now = message.receivedTime
        do throws(DeviceFault) {
            guard MessageType.allows(message.type, for: device.kind) else {
                throw DeviceFault(
                    .notEntrusted, "a device of the kind '\(device.kind.name)' may not say this",
                    place: .init(field: "type"), raw: message.data)
            }
            switch message.type {
            case MessageType.portal: take(portal.receive(message.data, at: now), at: now, &receipt)
            case MessageType.spectra: receipt.signals = try N42Decoder.decode(message.data).signals(at: now)
            case MessageType.scaleContinuous, MessageType.scaleLine, MessageType.scaleFrame:
                take(scale.receive(message.data, type: message.type, at: now), at: now, &receipt)
            case MessageType.plateResults, MessageType.plateGroup, MessageType.plateHeartbeat:
                plates(try OpenALPRDecoder.decode(message.data), of: message, &receipt)
            case MessageType.plateRecognizer:
                let (plate, skipped) = try PlateRecognizerDecoder.read(message.data)
                note(skipped)
                plates(plate, of: message, &receipt)
            case MessageType.axisPlate:
                plates(try AxisDecoder.decode(message.data), namesVehicles: true, of: message, &receipt)
            case MessageType.frigatePlate:
                plates(try FrigateDecoder.decode(message.data), namesVehicles: true, of: message, &receipt)
            case MessageType.hikvisionPlate:
                let (plate, skipped) = try HikvisionDecoder.read(message.data)
                note(skipped)
                plates(plate, of: message, &receipt)
            case MessageType.loop: receipt.signals = [.loop(try EquipmentDecoder.loop(message.data))]
            case MessageType.barrier: receipt.signals = [.barrier(try EquipmentDecoder.barrier(message.data))]
            case MessageType.light: receipt.signals = [.light(try EquipmentDecoder.light(message.data))]
            case MessageType.board: receipt.signals = [.board(try EquipmentDecoder.board(message.data))]
            case MessageType.tag: receipt.signals = [.tag(try EquipmentDecoder.tag(message.data))]
            case MessageType.vehiclePosition:
                receipt.signals = [.vehiclePosition(try EquipmentDecoder.vehiclePosition(message.data))]
            case MessageType.axles: receipt.signals = [.weight(try EquipmentDecoder.axles(message.data, at: now))]
            case MessageType.manifest: receipt.signals = [.declaration(try TypedDecoder.manifest(message.data))]
            case MessageType.customsDeclaration:
                let read = try DeclarationDecoder.decode(message.data, at: now)
                receipt.signals = [.lodged(read.declaration, read.lodged)]
            case MessageType.customsResponse:
                receipt.signals = [.answer(try ResponseDecoder.decode(message.data, at: now))]
            case MessageType.movement:
                receipt.signals = try MovementDecoder.decode(message.data, at: now).map { .movement($0) }
            case MessageType.permit: receipt.signals = [.permit(try PermitDecoder.decode(message.data, at: now))]
            case MessageType.neighbour:
                receipt.signals = [.neighbour(try NeighbourDecoder.record(message.data, at: now))]
            case MessageType.neighbourPace:
                receipt.signals = [.pace(try NeighbourDecoder.pace(message.data, at: now))]
            case MessageType.ratings: receipt.signals = [.ratings(try EquipmentDecoder.ratings(message.data))]
            case MessageType.containerCode:
                receipt.signals = [.container(try CodeDecoder.container(message.data, at: now))]
            case MessageType.machineReadableZone:
                receipt.signals = [.driver(try CodeDecoder.machineReadableZone(message.data, at: now))]
            case MessageType.identityCard:
                receipt.signals = [.driver(try IdentityCardDecoder.decode(message.data, at: now))]
            case MessageType.hazardPlate, MessageType.seal, MessageType.declarationCode:
                receipt.signals = [.code(try CodeReadDecoder.decode(message.data, type: message.type))]
            case MessageType.scan:
                let scan = try TypedDecoder.scan(message.data, at: now)
                receipt.signals = [.scan(scan.result, declaration: scan.declaration)]
            case MessageType.glass: receipt.signals = [.heartbeat]
            case MessageType.act: receipt.signals = [.act(try TypedDecoder.act(message.data))]
            default:
                health.unknownTypes += 1
                receipt.faults = [
                    DeviceFault(
                        .unknownType, "no decoder for the type '\(TextNormaliser.line(message.type, limit: 120))'",
                        place: .init(field: "type"), raw: message.data.prefix(DeviceFault.rawLimit))
                ]
            }
        } catch {
            fault(error, at: now, &receipt)
        }
    }

    /// - Parameter namesVehicles: the camera's ids are of vehicles, so that every message is told from those before.
    private mutating func plates(
        _ plate: PlateMessage, namesVehicles: Bool = false, of message: DeviceMessage, _ receipt: inout Receipt
    ) {
        clock(inside: plate, of: message)
        switch plate {
        case .heartbeat: receipt.signals = [.heartbeat]
        case .sightings(let read):
            health.plates += Int64(read.count)
            var sightings = read
            if namesVehicles || sightings.first?.isGroup == true {
                for index in sightings.indices {
                    let heard = frames.heard(of: sightings[index])
                    if !heard.isEmpty { sightings[index].heard = heard }
                }
            }
            if let first = read.first, !first.isGroup { frames.note(read) }
            receipt.signals = sightings.map { .plate($0) }
        case .trouble(let reason):
            judge.fault(reason, at: message.receivedTime)
            receipt.signals = [.heartbeat]
        }
    }

    private mutating func note(_ pictures: MultipartBody.Skipped) {
        health.pictures += Int64(pictures.count)
        health.pictureBytes += Int64(pictures.bytes)
    }

    private mutating func fault(_ fault: DeviceFault, at now: GateTime, _ receipt: inout Receipt) {
        receipt.faults.append(fault)
        health.lastFault = fault
        health.decodeErrors += 1
        let reason = DeviceReason.unreadable(fault: fault.code.rawValue, field: fault.place.field)
        switch fault.code {
        // What no second try will mend.
        case .unsupportedDialect: judge.fault(reason, at: now)
        case .occupancyNeverEnded: judge.fault(.occupancyNeverEnded, at: now)
        default: judge.error(reason, at: now)
        }
    }

    /// Counts the refusals of a decoder beyond those that it told, which are the first few of a message.
    private mutating func count(untold: Int64, _ receipt: inout Receipt) {
        guard untold > 0 else { return }
        health.decodeErrors += untold
        receipt.untoldFaults += Int(clamping: untold)
    }

    private mutating func take(_ events: [PortalEvent], at now: GateTime, _ receipt: inout Receipt) {
        let told = events.count { if case .rejected = $0 { true } else { false } }
        count(untold: portal.counts.rejectedLines - countedLines - Int64(told), &receipt)
        countedLines = portal.counts.rejectedLines
        for event in events {
            switch event {
            case .occupancy(let occupancy): receipt.signals.append(.occupancy(occupancy))
            case .background(let gamma, let neutron):
                receipt.signals.append(.portalBackground(gamma: gamma, neutron: neutron))
            case .fault(let reason, let isNew):
                judge.fault(reason, at: now)
                if isNew { receipt.signals.append(.portalFault(reason)) }
            case .tamper(let isOpen):
                judge.tamper(isOpen)
                receipt.signals.append(.tamper(isOpen))
            case .unknown(let line): health.lastUnknownLine = line
            case .rejected(let fault): self.fault(fault, at: now, &receipt)
            }
        }
        health.unknownLines = portal.counts.unknownLines
    }

    private mutating func take(_ events: [ScaleEvent], at now: GateTime, _ receipt: inout Receipt) {
        let told = events.count { if case .weight = $0 { false } else { true } }
        count(untold: scale.rejections - countedFrames - Int64(told), &receipt)
        countedFrames = scale.rejections
        for event in events {
            switch event {
            case .weight(let reading): receipt.signals.append(.weight(reading))
            case .rejected(let fault): self.fault(fault, at: now, &receipt)
            case .unknown(let line):
                health.unknownLines += 1
                health.lastUnknownLine = line
            }
        }
    }
}
