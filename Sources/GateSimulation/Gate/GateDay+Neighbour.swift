internal import GateDevices
internal import GateModel

/// What is heard from the other side of the border.
extension GateDay {
    /// When an inbound vehicle leaves the other side, before it comes here: not before it was declared here.
    static func departure(before arrival: Int64, declared: Int64, _ random: inout RandomSource) -> Int64 {
        max(declared + 2_000, arrival - Int64(random.uniform(8, 70) * 60_000))
    }

    mutating func leaveNeighbour(_ truck: Int) {
        guard site.neighbour >= 0, trucks[truck].place == .expected,
            trucks[truck].declaration.direction == .inbound
        else { return }
        let papers = NeighbourPapers(
            TruckDocuments(trucks[truck], random: RandomSource(parameters.seed, .documents, truck)),
            random: RandomSource(parameters.seed, .neighbour, truck))
        if papers.isForgotten { return }
        if papers.isInspected {
            papers.inspection(record: neighbour.nextRecord(), at: now - 2_400_000, to: &writer)
            sendFromNeighbour(MessageType.neighbour)
        }
        papers.departure(record: neighbour.nextRecord(), at: now - 1_000, to: &writer)
        sendFromNeighbour(MessageType.neighbour)
    }

    /// An outbound vehicle has crossed, and drives over the strip.
    mutating func goToNeighbour(_ truck: Int) {
        let declaration = trucks[truck].declaration
        guard site.neighbour >= 0, declaration.direction == .outbound else { return }
        let guest = NeighbourSide.Guest(number: declaration.number, tractor: declaration.tractor)
        plan(.neighbourTakes, place: -1, truck: truck, at: neighbour.come(truck, guest, at: now))
    }

    mutating func neighbourTakes(_ truck: Int) {
        guard let (guest, welcome) = neighbour.take(truck), welcome != .forgotten else { return }
        NeighbourPapers.head(
            welcome == .accepted ? "accepted" : "returned", neighbour.nextRecord(), now - 1_000,
            declaration: guest.number, to: &writer)
        writer.text(",\"tractor\":\"\(guest.tractor)\"}")
        sendFromNeighbour(MessageType.neighbour)
    }

    /// It says how many it takes, every half hour; its noon begins and ends on one.
    mutating func tellPace() {
        writer.text(#"{"perHour":"#)
        writer.decimal(Int64(neighbour.pace(at: now)))
        writer.text(#","at":""#)
        writer.text(TruckDocuments.rfc3339(now - 1_000))
        writer.text(neighbour.isAtNoon(now) ? #"","note":"nghỉ trưa, một ca"}"# : "\"}")
        sendFromNeighbour(MessageType.neighbourPace)
    }

    mutating func planPaces() {
        guard site.neighbour >= 0, !hours.isShut else { return }
        let day = parameters.date.milliseconds
        for minute in stride(from: Int(hours.opens) / 30 * 30, to: Int(hours.closes) + 60, by: 30) {
            planned.push(Happening(kind: .pace), at: day + Int64(minute) * 60_000 + 5_000)
        }
    }

    private mutating func sendFromNeighbour(_ type: String) {
        send(site.neighbour, type, deviceTime: clock(of: site.neighbour))
    }

    // MARK: Drivers

    /// Who has crossed may have pressed a mark: the worse, the longer it took (assumed).
    mutating func rate(_ truck: Int, at lane: Int) {
        let pad = lane >= 0 && lane < site.lanes.count ? site.lanes[lane].ratingPad : -1
        guard pad >= 0, trucks[truck].cameAt > 0 else { return }
        var random = RandomSource(parameters.seed, .rating, truck)
        guard random.chance(0.6) else { return }
        let hours = Double(now - trucks[truck].cameAt) / 3_600_000
        let mark = (5.0 - 0.45 * hours + 0.7 * random.normal()).rounded()
        lanes[lane].marks.append(UInt8(min(5, max(1, mark))))
        guard lanes[lane].marks.count >= DriverRatings.fewest else { return }
        // In no order that tells who came when.
        let marks = lanes[lane].marks.sorted().map { "\($0)" }.joined(separator: ",")
        lanes[lane].marks.removeAll(keepingCapacity: true)
        writer.text("{\"marks\":[\(marks)]}")
        send(pad, MessageType.ratings, deviceTime: clock(of: pad))
    }
}
