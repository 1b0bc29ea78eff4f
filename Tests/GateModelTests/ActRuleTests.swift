import GateModel
import Testing

/// Each verb, with the whole change it makes, its guards and its orders; and each refusal.
@Suite struct ActRuleTests {
    // MARK: Agencies

    @Test func anAgencyBeginsPassesAndTheLastPassReleases() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(try bench.act(.start, .borderGuard) == ["agencyDecided visit:1 decision:inProgress"])
        #expect(try bench.act(.pass, .borderGuard) == ["agencyDecided visit:1 decision:pass"])
        #expect(try bench.act(.pass, .board) == ["agencyDecided visit:1 agency:BQL decision:pass"])
        let last = try bench.decide(.pass, .customs).get()
        #expect(
            Bench.lines(last) == [
                "agencyDecided visit:1 agency:HQ decision:pass",
                "visitMoved visit:1 to:released basis:all-agencies-settled",
            ])
        let guards = last.guards.map { "\($0.stream.text) \($0.version)" }
        #expect(
            guards == [
                "visit/1 4", "visit/1/HQ 0", "visit/1/BP 2", "visit/1/YT 0", "visit/1/DV 0", "visit/1/TV 0",
                "visit/1/BQL 1",
            ])
        let visit = try bench.visit(1)
        #expect(visit[.customs].by == "An")
        #expect(visit[.borderGuard].version == 2)
    }

    @Test func aHoldEndsWhenTheAgencyThatHeldDecidesAgain() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(
            try bench.act(.hold, .borderGuard) { $0.reason = .sealBroken } == [
                "agencyDecided visit:1 decision:hold reason:sealBroken",
                "visitMoved visit:1 to:held reason:sealBroken basis:held-by-BP",
                "driverMessaged visit:1 phrase:waitHere reason:sealBroken",
            ])
        #expect(
            try bench.act(.hold, .board) { $0.reason = .feesUnpaid } == [
                "agencyDecided visit:1 agency:BQL decision:hold reason:feesUnpaid",
                "driverMessaged visit:1 phrase:waitHere reason:feesUnpaid",
            ])
        #expect(try bench.act(.pass, .board) == ["agencyDecided visit:1 agency:BQL decision:pass"])
        #expect(
            try bench.act(.pass, .borderGuard) == [
                "agencyDecided visit:1 decision:pass", "visitMoved visit:1 to:identified basis:hold-ended",
            ])
    }

    @Test func aReleasedVehicleMayStillBeHeldAndIsReleasedAgain() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        try bench.act(.hold, .borderGuard) { $0.reason = .other }
        #expect(try bench.visit(1).stateBeforeHold == .identified, "a hold ends where the vehicle stood, not released")
        #expect(try bench.refusal(.letThrough, .borderGuard) == .notReleased(waitingFor: [.borderGuard]))
        #expect(
            try bench.act(.pass, .borderGuard) == [
                "agencyDecided visit:1 decision:pass", "visitMoved visit:1 to:released basis:all-agencies-settled",
            ])
        #expect(try bench.visit(1).reason == .none)
    }

    @Test func agenciesAreRefusedWhatIsNotTheirs() throws {
        var bench = try Bench()
        #expect(try bench.refusal(.pass, .borderGuard) == .wrongState(.declared))
        #expect(try bench.refusal(.hold, .borderGuard) { $0.reason = .other } == .wrongState(.declared))
        try bench.identify()
        #expect(try bench.refusal(.start, .health) == .notRequired(.health))
        #expect(try bench.refusal(.pass, .plant) == .notRequired(.plant))
        #expect(try bench.refusal(.hold, .animal) { $0.reason = .other } == .notRequired(.animal))
        #expect(try bench.refusal(.pass, .customs) == .customsLast(waitingFor: [.borderGuard, .board]))
        #expect(try bench.refusal(.hold, .customs) == .reasonRequired)
        try bench.act(.hold, .customs) { $0.reason = .other }
        #expect(try bench.refusal(.hold, .customs) { $0.reason = .other } == .alreadyDecided(.customs, .hold))
        try bench.act(.pass, .borderGuard)
        #expect(try bench.refusal(.pass, .borderGuard) == .alreadyDecided(.borderGuard, .pass))
        #expect(try bench.refusal(.start, .borderGuard) == .alreadyDecided(.borderGuard, .pass))
        #expect(try bench.refusal(.pass, .borderGuard, on: 9) == .unknownVisit)
        #expect(try bench.refusal(.pass, .borderGuard, on: nil) == .unknownVisit)
    }

    // MARK: Ends

    @Test func turningBackAndSeizingEndAVisitAndItsAlarms() throws {
        for (verb, agency, state) in [
            (Act.Verb.turnBack, Agency.borderGuard, VisitState.turnedBack), (.seize, .customs, .seized),
        ] {
            var bench = try Bench()
            try bench.identify()
            var occupancy = PortalOccupancy()
            occupancy.gammaAlarm = true
            try bench.read(.occupancy(occupancy), .portal)
            #expect(try bench.refusal(verb, agency) == .reasonRequired)
            #expect(try bench.refusal(verb, .plant) { $0.reason = .other } == .wrongAgency(needed: agency))
            let order = [
                "returnOrdered visit:1 number:1 reason:goodsMismatch place:R1",
                "driverMessaged visit:1 phrase:turnBack reason:goodsMismatch",
            ]
            #expect(
                try bench.act(verb, agency) { $0.reason = .goodsMismatch } == (verb == .turnBack ? order : []) + [
                    "visitMoved visit:1 to:\(state.name) reason:goodsMismatch basis:officer", "alarmReturned alarm:1",
                ])
            #expect(try bench.refusal(verb, agency) { $0.reason = .other } == .closed(state))
            #expect(try bench.refusal(.pass, .borderGuard) == .closed(state))
            #expect(bench.state.open.isEmpty)
        }
    }

    @Test func onlyAVehicleThatIsHereCanBeTurnedBackOrSeized() throws {
        var bench = try Bench()
        #expect(try bench.refusal(.turnBack, .borderGuard) { $0.reason = .other } == .wrongState(.declared))
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        #expect(try bench.refusal(.seize, .customs) { $0.reason = .other } == .wrongState(.inQueue))
        #expect(
            try bench.act(.turnBack, .customs) { $0.reason = .noManifest } == [
                "returnOrdered visit:1 number:1 reason:noManifest place:R1",
                "driverMessaged visit:1 phrase:turnBack reason:noManifest",
                "visitMoved visit:1 to:turnedBack reason:noManifest basis:officer",
            ])
    }

    // MARK: Barrier 2

    @Test func aReleasedVehicleIsLetThroughOnce() throws {
        var bench = try Bench(visits: 2)
        try bench.identify(1)
        try bench.identify(2)
        #expect(
            try bench.refusal(.letThrough, .borderGuard) == .notReleased(waitingFor: [.borderGuard, .customs, .board]))
        try bench.release(1)
        try bench.release(2)
        #expect(try bench.refusal(.letThrough, .customs) == .wrongAgency(needed: .borderGuard))
        let through = try bench.decide(.letThrough, .borderGuard).get()
        #expect(Bench.lines(through) == ["visitMoved visit:1 to:atBarrierOut lane:1 basis:let-through"])
        #expect(through.guards.map(\.stream).contains(.lane(try .n(1))))
        #expect(through.guards.count == 8)
        #expect(try bench.refusal(.letThrough, .borderGuard) == .wrongState(.atBarrierOut))
        #expect(try bench.refusal(.letThrough, .borderGuard, on: 2) == .barrierBusy(try .n(1)))
        try bench.read(.loop(occupied: true), .loopOut)
        try bench.read(.loop(occupied: false), .loopOut)
        #expect(try bench.act(.letThrough, .borderGuard, on: 2).count == 1)
    }

    @Test func nothingIsLetThroughWhileTheGateIsSuspended() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        #expect(try bench.refusal(.setGate, .customs) { $0.status = .suspended } == .wrongAgency(needed: .borderGuard))
        #expect(
            try bench.act(.setGate, .borderGuard) { $0.status = .suspended } == ["gateStatusChanged status:suspended"])
        #expect(try bench.refusal(.setGate, .borderGuard) { $0.status = .suspended } == .nothingToDo)
        #expect(try bench.refusal(.letThrough, .borderGuard) == .gateSuspended)
        #expect(try bench.act(.setGate, .borderGuard) == ["gateStatusChanged "])
        #expect(try bench.act(.letThrough, .borderGuard).count == 1)
    }

    // MARK: Customs

    @Test func customsSetsTheChannelAndMayChangeIt() throws {
        var bench = try Bench()
        #expect(try bench.refusal(.channel, .customs) { $0.channel = .red } == .wrongState(.declared))
        try bench.identify()
        #expect(try bench.refusal(.channel, .borderGuard) { $0.channel = .red } == .wrongAgency(needed: .customs))
        #expect(try bench.refusal(.channel, .customs) == .nothingToDo)
        let decision = try bench.decide(.channel, .customs) {
            $0.channel = .red
            $0.channelReason = .random
        }.get()
        #expect(
            Bench.lines(decision) == [
                "channelled visit:1 channel:red reason:random", "visitMoved visit:1 to:channelled basis:channel-red",
            ])
        #expect(decision.guards.map(\.stream) == [.visit(try .n(1))])
        #expect(try bench.refusal(.channel, .customs) { $0.channel = .red } == .nothingToDo)
        #expect(try bench.act(.channel, .customs) { $0.channel = .green } == ["channelled visit:1 channel:green"])
    }

    @Test func aSuspiciousImageIsAnAlarmAndTrouble() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .red }
        #expect(try bench.refusal(.readImage, .customs) { $0.finding = .clear } == .wrongState(.channelled))
        var scan = ScanResult()
        scan.image = "a.png"
        try bench.read(.scan(scan), .scanner, lane: nil, of: 1)
        #expect(try bench.refusal(.readImage, .customs) == .nothingToDo)
        #expect(try bench.refusal(.readImage, .board) { $0.finding = .clear } == .wrongAgency(needed: .customs))
        #expect(
            try bench.act(.readImage, .customs) { $0.finding = .suspicious } == [
                "imageRead visit:1 finding:suspicious", "visitMoved visit:1 to:imageRead basis:image-suspicious",
                "alarmRaised alarm:1 kind:suspiciousImage lane:1 visit:1 detail:a.png",
                "troubleRaised visit:1 stage:scanned reason:suspiciousImage",
            ])
        #expect(try bench.refusal(.readImage, .customs) { $0.finding = .suspicious } == .nothingToDo)
        #expect(try bench.act(.readImage, .customs) { $0.finding = .clear } == ["imageRead visit:1 finding:clear"])
    }

    // MARK: The board, lanes

    @Test func theBoardCallsAVehicleToAnOpenLane() throws {
        var bench = try Bench()
        #expect(try bench.refusal(.call, .customs) { $0.lane = try .n(1) } == .wrongAgency(needed: .board))
        #expect(try bench.refusal(.call, .board) == .unknownLane)
        #expect(try bench.refusal(.call, .board) { $0.lane = try .n(77) } == .unknownLane)
        #expect(try bench.refusal(.setLane, .customs) { $0.status = .closed } == .wrongAgency(needed: .board))
        #expect(try bench.refusal(.setLane, .board) { $0.status = .closed } == .unknownLane)
        #expect(
            try bench.act(.setLane, .board, on: nil) {
                $0.lane = try .n(1)
                $0.status = .closed
            } == ["laneStatusChanged lane:1 status:closed"])
        #expect(try bench.refusal(.call, .board) { $0.lane = try .n(1) } == .laneClosed(try .n(1)))
        #expect(
            try bench.act(.call, .board) { $0.lane = try .n(2) } == [
                "visitMoved visit:1 to:called lane:2 basis:called-forward"
            ])
        #expect(try bench.refusal(.call, .board) { $0.lane = try .n(2) } == .wrongState(.called))
        #expect(
            try bench.refusal(.setLane, .borderGuard, on: nil) {
                $0.lane = try .n(1)
                $0.status = .closed
            } == .nothingToDo)
    }

    // MARK: Plates

    @Test func correctingAPlateTiesTheStrangerOnTheLane() throws {
        var bench = try Bench(visits: 2)
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try bench.read(Bench.plate("99Z99999", .none), .frontCamera)
        #expect(try bench.refusal(.correctPlate, .borderGuard) { $0.plate = "12C12345" } == .reasonRequired)
        let bad = try bench.refusal(.correctPlate, .borderGuard) {
            $0.plate = "12I12345"
            $0.reason = .misread
        }
        guard case .badPlate(let error) = try #require(bad) else {
            Issue.record("\(String(describing: bad))")
            return
        }
        #expect(error.fault == .character(at: 2, found: "I", expected: "A–H, K–N, P, S–V, X–Z"))
        #expect(
            try bench.refusal(.correctPlate, .borderGuard) {
                $0.plate = "14C23456"
                $0.reason = .misread
            } == .plateInUse(try .n(2)))
        #expect(
            try bench.refusal(.correctPlate, .borderGuard) {
                $0.plate = "12C12345"
                $0.reason = .misread
                $0.lane = try .n(77)
            } == .unknownLane)
        func correct(_ act: inout Act) throws {
            act.plate = "12C12345"
            act.reason = .misread
            act.lane = try .n(1)
        }
        #expect(
            try bench.act(.correctPlate, .borderGuard, correct) == [
                "plateCorrected visit:1 from:12C12345 to:12C12345 reason:misread",
                "visitMoved visit:1 to:inLane lane:1 basis:plate-officer",
                "visitMoved visit:1 to:identified lane:1 basis:plate-officer", "alarmReturned alarm:1",
            ])
        #expect(try bench.refusal(.correctPlate, .borderGuard, correct) == .nothingToDo)
        #expect(try bench.visit(1).front.match == .officer)
        #expect(try bench.lane(1).unknownPlate.isEmpty)
    }

    @Test func correctingTheTrailerChangesOnlyTheRead() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(
            try bench.act(.correctPlate, .customs) {
                $0.plate = "12R00009"
                $0.place = .rear
                $0.reason = .misread
            } == ["plateCorrected visit:1 place:rear to:12R00009 reason:misread"])
        // What an officer has said no camera overrules.
        #expect(try bench.read(Bench.plate("12R00001", confidence: 1000), .rearCamera, of: 1).isEmpty)
    }

    // MARK: Words, trouble, alarms

    @Test func aMessageGoesToTheDriver() throws {
        var bench = try Bench()
        #expect(try bench.refusal(.message, .borderGuard) == .nothingToDo)
        try bench.identify()
        let said = try bench.decide(.message, .borderGuard) { $0.phrase = .waitHere }.get()
        #expect(Bench.lines(said) == ["driverMessaged visit:1 phrase:waitHere"])
    }

    @Test func troubleIsRaisedOnceAReasonAndClearedInOrder() throws {
        var bench = try Bench()
        #expect(try bench.refusal(.raiseTrouble, .board) == .reasonRequired)
        #expect(
            try bench.act(.raiseTrouble, .board) { $0.reason = .feesUnpaid } == [
                "troubleRaised visit:1 reason:feesUnpaid"
            ])
        #expect(try bench.refusal(.raiseTrouble, .board) { $0.reason = .feesUnpaid } == .nothingToDo)
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try bench.act(.raiseTrouble, .board) { $0.reason = .quarantine }
        #expect(try bench.visit(1).troubles.map(\.stage) == [.declared, .inQueue])
        #expect(try bench.refusal(.clearTrouble, .board) { $0.reason = .other } == .nothingToDo)
        #expect(try bench.act(.clearTrouble, .board) == ["troubleCleared visit:1 reason:feesUnpaid"])
        #expect(
            try bench.act(.clearTrouble, .board) { $0.reason = .quarantine } == [
                "troubleCleared visit:1 stage:inQueue reason:quarantine"
            ])
        #expect(try bench.refusal(.clearTrouble, .board) == .nothingToDo)
    }

    @Test func anAlarmIsAcknowledgedOnceAndClosesWhenItsCauseHasGone() throws {
        var bench = try Bench()
        let stranger = Bench.plate("99Z99999", .none)
        try bench.read(stranger, .frontCamera)
        try bench.read(.barrier(.at(.fault)), .barrierIn)
        #expect(bench.state.standingAlarms.map(\.kind) == [.unknownVehicle, .deviceFault])
        #expect(try bench.refusal(.acknowledge, .board, on: nil) { $0.alarm = try .n(9) } == .unknownAlarm)
        #expect(try bench.refusal(.acknowledge, .board, on: 1) == .unknownAlarm)
        #expect(try bench.act(.acknowledge, .board, on: nil) { $0.alarm = try .n(2) } == ["alarmAcknowledged alarm:2"])
        #expect(
            try bench.refusal(.acknowledge, .board, on: nil) { $0.alarm = try .n(2) } == .alreadyAcknowledged)
        #expect(
            try bench.act(.acknowledge, .customs, on: nil) { $0.lane = try .n(1) } == ["alarmAcknowledged alarm:1"])
        #expect(bench.state.alarms.map(\.state) == [.acknowledged, .acknowledged])
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try bench.read(Bench.plate("12C12345"), .frontCamera, of: 1)
        #expect(bench.state.alarms.map(\.state) == [.closed, .acknowledged])
        #expect(bench.state.alarms.first?.version == 3)
    }

    @Test func refusalsHaveStableCodes() throws {
        let plate = IdentifierError(.plate, "", .empty)
        let all: [(Refusal, String)] = [
            (.unknownVisit, "unknown-visit"), (.unknownLane, "unknown-lane"), (.unknownAlarm, "unknown-alarm"),
            (.closed(.crossed), "closed"), (.wrongState(.held), "wrong-state"),
            (.wrongAgency(needed: .board), "wrong-agency"), (.notRequired(.plant), "not-required"),
            (.alreadyDecided(.plant, .pass), "already-decided"), (.customsLast(waitingFor: []), "customs-last"),
            (.notReleased(waitingFor: []), "not-released"), (.barrierBusy(try .n(1)), "barrier-busy"),
            (.laneClosed(try .n(1)), "lane-closed"), (.reasonRequired, "reason-required"),
            (.badPlate(plate), "bad-plate"), (.plateInUse(try .n(1)), "plate-in-use"),
            (.alreadyAcknowledged, "already-acknowledged"), (.nothingToDo, "nothing-to-do"),
            (.gateSuspended, "gate-suspended"), (.limitReached, "limit-reached"), (.noBarrier, "no-barrier"),
            (.interlock(.exit), "interlock"), (.nobodyAtBarrier, "nobody-at-barrier"),
            (.loopOccupied, "loop-occupied"), (.imageRefused(.wrongDigest), "image-refused"),
            (.mayNotWaive(.customs), "may-not-waive"), (.noResult, "no-result"), (.notAtWork(.plant), "not-at-work"),
            (.notYours("An"), "not-yours"), (.tooLate, "too-late"), (.acceptedElsewhere, "accepted-elsewhere"),
            (.openedAlready([]), "opened-already"), (.noPower, "no-power"),
            (.authorityRequired(""), "authority-required"), (.tooLong(days: 2), "too-long"),
            (.tooLongSuspended(minutes: 360), "too-long-suspended"), (.decideAnew(.hold), "decide-anew"),
            (.powerUsed, "power-used"),
            (.loopUnbelieved, "loop-unbelieved"),
        ]
        for (refusal, code) in all { #expect(refusal.code == code) }
    }
}
