internal import GateDevices
internal import GateModel

/// What the devices say.
extension GateDay {
    // MARK: Sending

    /// Sends what the writer holds, from a device of the plan; −1 is a device the gate does not have.
    ///
    /// - Parameter deviceTime: on the device's own clock; nil for devices without one.
    mutating func send(_ device: Int, _ type: String, deviceTime: Int64?) {
        let data = writer.take()
        guard device >= 0, device < devices.count else { return }
        let received = GateTime(milliseconds: now)
        if !parameters.faults.silences.isEmpty, isSilent(device, at: received) { return }
        devices[device].sequence += 1
        let message = DeviceMessage(
            source: devices[device].source, type: type, boot: devices[device].boot,
            sequence: devices[device].sequence, deviceTime: deviceTime.map { GateTime(milliseconds: $0) },
            receivedTime: received, data: data)
        outbox.append(message)
        if parameters.faults.stutter > 0, faultDraws.chance(parameters.faults.stutter) { outbox.append(message) }
        if parameters.faults.garbage > 0, faultDraws.chance(parameters.faults.garbage) {
            devices[device].sequence += 1
            var damaged = message
            damaged.sequence = devices[device].sequence
            damaged.data = damage(data)
            outbox.append(damaged)
        }
    }

    /// A silent device consumes no sequence numbers, and comes back with a new boot.
    private mutating func isSilent(_ device: Int, at time: GateTime) -> Bool {
        let source = devices[device].source
        let silent = parameters.faults.silences.contains { $0.source == source && $0.from <= time && time < $0.until }
        if silent {
            devices[device].wasSilent = true
        } else if devices[device].wasSilent {
            devices[device].wasSilent = false
            devices[device].boot += 1
            devices[device].sequence = 0
        }
        return silent
    }

    /// Cut short, with some bytes overwritten: a line disturbed on its way.
    private mutating func damage(_ data: [UInt8]) -> [UInt8] {
        var damaged = Array(data.prefix(1 + faultDraws.below(max(1, data.count))))
        for _ in 0..<(1 + damaged.count / 40) {
            damaged[faultDraws.below(damaged.count)] = UInt8(truncatingIfNeeded: faultDraws.next())
        }
        return damaged
    }

    /// The device's clock at this moment, less the time the message took (20–110 ms, assumed).
    func clock(of device: Int) -> Int64? {
        guard device >= 0 else { return nil }
        return now - 20 - Int64(devices[device].sequence &* 37 % 90) + devices[device].clockError
    }

    // MARK: Plate cameras

    private func device(of camera: Truck.Camera, lane: Int) -> Int {
        switch camera {
        case .yard: site.yard
        case .house: site.house
        case .queue: lane >= 0 ? site.lanes[lane].queue : -1
        case .front: lane >= 0 ? site.lanes[lane].front : -1
        case .rear: lane >= 0 ? site.lanes[lane].rear : -1
        }
    }

    /// The pass of a truck before a camera: the same at every call.
    func pass(_ camera: Truck.Camera, _ truck: Int) -> PlatePass {
        let (purpose, frames): (Purpose, ClosedRange<Int>) =
            switch camera {
            case .yard: (.yardCamera, 1...2)
            case .queue: (.queueCamera, 1...2)
            case .front: (.frontCamera, 2...4)
            case .rear: (.rearCamera, 2...3)
            case .house: (.houseCamera, 1...2)
            }
        return PlatePass(
            truth: camera == .rear ? trucks[truck].rear : trucks[truck].tractor, frames: frames,
            random: RandomSource(parameters.seed, purpose, truck), isSure: parameters.isPractice)
    }

    /// A truck begins to pass a camera at `start`: plans its frames and, some seconds later, its group.
    mutating func beginPass(_ camera: Truck.Camera, _ truck: Int, at start: Int64) {
        let lane = Int(trucks[truck].lane)
        guard device(of: camera, lane: lane) >= 0 else { return }
        trucks[truck].passes[Int(camera.rawValue)] = start
        var pass = pass(camera, truck)
        for frame in 0..<pass.frames {
            let sent = start + Int64(frame) * PlatePass.framePeriod + 180 + Int64(pass.random.below(80))
            plan(.frame, place: lane, truck: truck, step: Int(camera.rawValue) << 4 | frame, at: sent)
        }
        // Up to 10 s after it has passed (formats.md).
        let last = start + Int64(pass.frames) * PlatePass.framePeriod
        plan(
            .group, place: lane, truck: truck, step: Int(camera.rawValue) << 4,
            at: last + 4_000 + Int64(pass.random.below(5_500)))
    }

    mutating func frame(_ camera: Truck.Camera?, _ truck: Int, _ lane: Int, _ frame: Int) {
        guard let camera else { return }
        let device = device(of: camera, lane: lane)
        let start = trucks[truck].passes[Int(camera.rawValue)] + devices[device].clockError
        PlateMessages(camera: devices[device].number, region: trucks[truck].region)
            .result(pass(camera, truck), frame: frame, start: start, to: &writer)
        send(device, MessageType.plateResults, deviceTime: start + Int64(frame) * PlatePass.framePeriod)
    }

    mutating func group(_ camera: Truck.Camera?, _ truck: Int, _ lane: Int) {
        guard let camera else { return }
        let device = device(of: camera, lane: lane)
        let start = trucks[truck].passes[Int(camera.rawValue)] + devices[device].clockError
        PlateMessages(camera: devices[device].number, region: trucks[truck].region)
            .group(pass(camera, truck), start: start, to: &writer)
        send(device, MessageType.plateGroup, deviceTime: clock(of: device))
    }

    mutating func heartbeat(_ device: Int) {
        let epoch = now + devices[device].clockError
        PlateMessages.heartbeat(camera: devices[device].number, epoch: epoch, to: &writer)
        send(device, MessageType.plateHeartbeat, deviceTime: epoch)
        if now < max(closing(of: .fruit), closing(of: .cargo)) + 1_800_000 {
            plan(.heartbeat, place: device, at: now + 60_000)
        }
    }

    // MARK: Portals

    mutating func background(_ lane: Int) {
        guard lanes[lane].portal?.isOccupied == false, now < closing(of: site.lanes[lane].lane.kind) + 600_000 else {
            return
        }
        lanes[lane].portal?.backgroundBlock(to: &writer)
        send(site.lanes[lane].portal, MessageType.portal, deviceTime: nil)
        plan(.background, place: lane, at: now + 5_000)
    }

    mutating func portalEnters(_ truck: Int, _ lane: Int) {
        guard let scans = lanes[lane].portal?.enter(trucks[truck].load) else { return }
        // The first read finds what was buffered; later ones come each 1–2 s, 5–10 scans at a time.
        var random = RandomSource(parameters.seed, .portal, 100_000 + truck)
        let begin = now
        var sent = PortalLines.buffered + 1
        plan(.portalReads, place: lane, step: sent, at: begin + 250)
        while sent < scans {
            sent = min(scans, sent + random.within(5...9))
            plan(.portalReads, place: lane, step: sent, at: begin + Int64(sent - PortalLines.buffered) * 200 + 60)
        }
        plan(.portalLeaves, place: lane, at: begin + Int64(scans - PortalLines.buffered) * 200 + 260)
    }

    mutating func portalReads(_ lane: Int, upTo count: Int) {
        lanes[lane].portal?.read(upTo: count, to: &writer)
        send(site.lanes[lane].portal, MessageType.portal, deviceTime: nil)
    }

    mutating func portalLeaves(_ lane: Int) {
        lanes[lane].portal?.leave(to: &writer)
        send(site.lanes[lane].portal, MessageType.portal, deviceTime: nil)
        // Nothing for about 4.8 s after GX (formats.md).
        plan(.background, place: lane, at: now + 4_800)
    }

    // MARK: Scale, codes, documents

    mutating func weigh(_ truck: Int, _ lane: Int, second: Int) {
        let frames = ScaleFrames(
            kilograms: Int(trucks[truck].kilograms), random: RandomSource(parameters.seed, .scale, truck))
        guard second < frames.seconds else { return }
        frames.second(second, to: &writer)
        send(site.lanes[lane].scale, MessageType.scaleContinuous, deviceTime: nil)
        plan(.scale, place: lane, truck: truck, step: second + 1, at: now + 1_000)
    }

    /// What each axle of a truck carries: the same at every call.
    func axleWeights(of truck: Int) -> AxleWeights {
        AxleWeights(
            kilograms: Int(trucks[truck].kilograms), hasTrailer: !trucks[truck].declaration.trailer.isEmpty,
            random: RandomSource(parameters.seed, .axles, truck))
    }

    mutating func weighAxles(_ truck: Int, _ lane: Int) {
        let weights = axleWeights(of: truck)
        writer.text(#"{"axles_kg":["#)
        for (index, axle) in weights.axles.enumerated() {
            if index > 0 { writer.text(",") }
            writer.decimal(Int64(axle))
        }
        writer.text(#"],"gross_kg":"#)
        writer.decimal(Int64(weights.axles.reduce(0, +)))
        writer.text("}")
        send(site.lanes[lane].axles, MessageType.axles, deviceTime: clock(of: site.lanes[lane].axles))
    }

    mutating func readContainer(_ truck: Int, _ lane: Int) {
        var random = RandomSource(parameters.seed, .container, truck)
        var code = Array(trucks[truck].declaration.container.utf8)
        guard code.count == 11 else { return }
        let isWrong = random.chance(0.02)
        if isWrong {
            // Another digit somewhere in the serial: the check digit shows it.
            let position = 4 + random.below(6)
            code[position] = 48 + (code[position] - 48 + 1 + UInt8(random.below(8))) % 10
        }
        writer.text(#"{"code":""#)
        writer.raw(code)
        writer.text(#"","confidence":"#)
        writer.fraction(Int64(isWrong ? random.within(62...88) : random.within(88...99)), places: 2)
        writer.text("}")
        let device = site.lanes[lane].container
        send(device, MessageType.containerCode, deviceTime: clock(of: device))
    }

    mutating func readDocument(_ truck: Int, _ lane: Int) {
        guard !trucks[truck].zone.isEmpty else { return }
        writer.raw(trucks[truck].zone)
        let device = site.lanes[lane].document
        send(device, MessageType.machineReadableZone, deviceTime: clock(of: device))
    }

    // MARK: Loops and barriers

    /// `place` counts both ends of a lane: lane × 2, + 1 for barrier 2.
    mutating func emitLoop(_ place: Int, occupied: Bool) {
        let lane = site.lanes[place >> 1]
        let device = place & 1 == 0 ? lane.loopIn : lane.loopOut
        writer.text(occupied ? #"{"occupied":true}"# : #"{"occupied":false}"#)
        send(device, MessageType.loop, deviceTime: clock(of: device))
    }

    mutating func emitBarrier(_ place: Int, _ position: BarrierPosition) {
        let lane = site.lanes[place >> 1]
        let device = place & 1 == 0 ? lane.barrierIn : lane.barrierOut
        writer.text(#"{"position":""#)
        writer.text(BarrierPosition.names[Int(position.rawValue)])
        writer.text("\"}")
        send(device, MessageType.barrier, deviceTime: clock(of: device))
    }
}
