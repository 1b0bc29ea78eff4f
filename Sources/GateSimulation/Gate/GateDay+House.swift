internal import GateDevices
internal import GateModel

/// The scanners and the joint control house.
extension GateDay {
    mutating func leaveForControl(_ truck: Int) {
        var random = RandomSource(parameters.seed, .scanner, truck)
        pullAside(truck)
        let travel = Int64(random.uniform(45, 120) * 1000)
        if trucks[truck].goesToScanner, !site.scanners.isEmpty {
            then(.scannerArrives, truck, at: now + travel)
        } else {
            then(.houseArrives, truck, at: now + travel)
        }
    }

    /// Takes the scanner that will be done first: the first is an old one of 4 min, the others drive-through at 45 s
    /// (domain.md).
    mutating func scannerArrives(_ truck: Int) {
        var random = RandomSource(parameters.seed, .scanner, 1_000_000 + truck)
        func duration(_ scanner: Int) -> Int64 { scanner == 0 && scannerFree.count > 1 ? 240_000 : 45_000 }
        func finish(_ scanner: Int) -> Int64 { max(now, scannerFree[scanner]) + duration(scanner) }
        // One in four is too long or too high for the drive-through (assumed).
        let needsOld = random.chance(0.25)
        var best = 0
        for scanner in scannerFree.indices where !needsOld && finish(scanner) < finish(best) { best = scanner }
        let done = max(now, scannerFree[best]) + Int64(Double(duration(best)) * random.uniform(0.85, 1.25))
        scannerFree[best] = done + 10_000
        then(.imageSent, truck, at: done + 4_000 + Int64(random.below(9_000)), step: best)
        // The result comes 3–5 min after the scan (domain.md).
        then(.imageRead, truck, at: done + Int64(random.uniform(180, 300) * 1000))
    }

    mutating func imageRead(_ truck: Int) {
        var reading = act(.readImage, .customs, truck)
        reading.finding = trucks[truck].isSuspicious ? .suspicious : .clear
        if trucks[truck].isSuspicious { reading.reason = .suspiciousImage }
        send(reading, at: -1)
        var random = RandomSource(parameters.seed, .house, 1_000_000 + truck)
        then(.houseArrives, truck, at: now + Int64(random.uniform(40, 110) * 1000))
    }

    mutating func houseArrives(_ truck: Int) {
        beginPass(.house, truck, at: now + 200)
        if freeBays > 0 {
            enterBay(truck)
        } else {
            houseQueue.append(Int32(truck))
            var random = RandomSource(parameters.seed, .house, 4_000_000 + truck)
            // One in eight is let wait without a word (assumed).
            if !random.chance(0.125) { then(.explainWait, truck, at: now + 4_000 + Int64(random.below(50_000))) }
        }
    }

    /// Whose turn it is says why the truck waits, again and again while it has no bay.
    mutating func explainWait(_ truck: Int) {
        guard houseQueue.contains(Int32(truck)), let agency = trucks[truck].chain.first else { return }
        var explanation = act(.explainWait, agency, truck)
        explanation.waitReason = .bayFull
        if agency != .borderGuard || !isAttended(truck) { send(explanation, at: -1) }
        // Shortly after the last word has lapsed.
        then(.explainWait, truck, at: now + VisitWait.reasonHolds.milliseconds + 20_000)
    }

    private mutating func enterBay(_ truck: Int) {
        freeBays -= 1
        trucks[truck].inBay = true
        then(.inspectionBegins, truck, at: now + 25_000)
    }

    /// Joint inspection: lognormal with a mean of 24 min and a heavy tail (domain.md). After a clear image seals and
    /// papers remain, a third of it (assumed): ten bays could not open every red vehicle in full.
    mutating func inspectionBegins(_ truck: Int) {
        var random = RandomSource(parameters.seed, .house, truck)
        let wasClear = trucks[truck].goesToScanner && !trucks[truck].isSuspicious
        let minutes = random.lognormal(mean: wasClear ? 8 : 24, sigma: 0.6)
        let count = trucks[truck].chain.count
        var time = now + 3_000
        for step in 0..<count {
            then(.start, truck, at: time, step: step)
            time += 2_000 + Int64(random.below(6_000))
        }
        trucks[truck].decisionGap = Int32(4_000 + random.below(8_000))
        then(.decide, truck, at: max(time + 30_000, now + Int64(minutes * 60_000)), step: 0)
    }

    /// Gives a truck's bay to the next one that waits.
    mutating func freeBay(_ truck: Int) {
        guard trucks[truck].inBay else { return }
        trucks[truck].inBay = false
        freeBays += 1
        guard !houseQueue.isEmpty else { return }
        enterBay(Int(houseQueue.removeFirst()))
    }
}
