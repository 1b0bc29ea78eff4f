import GateModel
import Testing

/// Each rule for readings, with the whole change it makes: the events proposed, in order, and nothing else.
@Suite struct ReadingRuleTests {
    @Test func aDeclarationBecomesAVisitWithItsAgencies() throws {
        var bench = try Bench(visits: 0)
        var declaration = Declaration()
        declaration.number = "300000000010"
        declaration.goodsClass = .fruit
        #expect(
            try bench.read(.declaration(declaration), .manifestFeed, lane: nil) == [
                "visitDeclared visit:1 required:51 declaration:{number:300000000010 class:fruit}"
            ])
        #expect(try bench.visit(1).required.members == [.borderGuard, .customs, .plant, .board])
        // The same number again says nothing new while the visit is open.
        #expect(try bench.read(.declaration(declaration), .manifestFeed, lane: nil).isEmpty)
    }

    @Test(arguments: [
        (GoodsClass.general, [Agency.borderGuard, .customs, .board]),
        (.fruit, [.borderGuard, .customs, .plant, .board]), (.timber, [.borderGuard, .customs, .plant, .board]),
        (.animal, [.borderGuard, .customs, .animal, .board]), (.bus, [.borderGuard, .customs, .health, .board]),
        (.empty, [.borderGuard, .customs, .board]), (.vehicles, [.borderGuard, .customs, .board]),
    ])
    func agenciesFollowFromTheGoods(goods: GoodsClass, agencies: [Agency]) {
        var declaration = Declaration()
        declaration.goodsClass = goods
        #expect(AgencyRules.required(for: declaration).members == agencies)
    }

    @Test func theYardCameraSeesAnArrivalOnce() throws {
        var bench = try Bench()
        let plate = Bench.plate("12C12345")
        #expect(
            try bench.read(plate, .yardCamera, lane: nil, of: 1) == [
                "frontPlateRead visit:1 device:34 value:{text:12C12345 confidence:900 match:exact}",
                "visitMoved visit:1 to:atYard basis:plate-exact",
            ])
        #expect(try bench.read(plate, .yardCamera, lane: nil, of: 1).isEmpty)
        #expect(bench.state.today.arrived == 1)
    }

    @Test func theQueueCameraPutsAVehicleInItsLanesQueue() throws {
        var bench = try Bench()
        #expect(
            try bench.read(Bench.plate("12C12345", .candidate), .queueCamera, lane: 2, of: 1) == [
                "frontPlateRead visit:1 lane:2 device:12 value:{text:12C12345 confidence:900 match:candidate}",
                "visitMoved visit:1 to:inQueue lane:2 basis:plate-candidate",
            ])
        #expect(try bench.lane(2).queue == [try VisitID.n(1)])
    }

    @Test func theFrontCameraKnowsAVehicleThatNoOtherCameraSawButNotFromADoubtfulRead() throws {
        var bench = try Bench()
        #expect(
            try bench.read(Bench.plate("12C1234S", .nearest), .frontCamera, of: 1) == [
                "frontPlateRead lane:1 device:2 value:{text:12C1234S confidence:900 match:nearest}",
                "alarmRaised alarm:1 kind:unknownVehicle lane:1 device:2 detail:12C1234S",
            ])
        try bench.read(Bench.plate("12C12345", .candidate), .frontCamera, of: 1)
        #expect(try bench.visit(1).state == .declared, "nor from one of the camera's other guesses")
        #expect(
            try bench.read(Bench.plate("12C12345"), .frontCamera, of: 1) == [
                "frontPlateRead visit:1 lane:1 device:2 value:{text:12C12345 confidence:900 match:exact}",
                "visitMoved visit:1 to:inLane lane:1 basis:plate-exact", "alarmReturned alarm:1",
                "visitMoved visit:1 to:identified lane:1 basis:plate-exact",
            ])
    }

    @Test func theFrontCameraIdentifiesOnACertainRead() throws {
        var bench = try Bench()
        try bench.read(Bench.plate("12C12345", confidence: 950), .queueCamera, of: 1)
        // No better than the read before, so only the moves are new.
        #expect(
            try bench.read(Bench.plate("12C12345"), .frontCamera, of: 1) == [
                "visitMoved visit:1 to:inLane lane:1 basis:plate-exact",
                "visitMoved visit:1 to:identified lane:1 basis:plate-exact",
            ])
        #expect(try bench.read(Bench.plate("12C12345"), .frontCamera, of: 1).isEmpty)
    }

    @Test func aNearReadBringsAVehicleInWithoutIdentifyingIt() throws {
        var bench = try Bench()
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        #expect(
            try bench.read(Bench.plate("12C1234S", .nearest), .frontCamera, of: 1) == [
                "visitMoved visit:1 to:inLane lane:1 basis:plate-nearest"
            ])
        #expect(
            try bench.read(Bench.plate("12C12345", confidence: 990), .frontCamera, of: 1) == [
                "frontPlateRead visit:1 lane:1 device:2 value:{text:12C12345 confidence:990 match:exact}",
                "visitMoved visit:1 to:identified lane:1 basis:plate-exact",
            ])
    }

    @Test func theCameraKnowsBetterThanTheQueue() throws {
        var bench = try Bench(visits: 2)
        for (visit, plate) in [(Int64(1), "12C12345"), (2, "14C23456")] {
            try bench.read(Bench.plate(plate), .queueCamera, of: visit)
        }
        #expect(
            try bench.read(.loop(occupied: true), .loopIn) == [
                "loopChanged lane:1 occupied:true", "visitMoved visit:1 to:atBarrierIn lane:1 basis:queue-order",
            ])
        #expect(
            try bench.read(Bench.plate("14C23456"), .frontCamera, of: 2) == [
                "visitMoved visit:1 to:inQueue lane:1 basis:plate-says-other",
                "visitMoved visit:2 to:inLane lane:1 basis:plate-exact",
                "visitMoved visit:2 to:identified lane:1 basis:plate-exact",
            ])
        #expect(try bench.lane(1).queue == [try VisitID.n(1)])
        #expect(try bench.lane(1).control == [try VisitID.n(2)])
    }

    @Test func anUnknownPlateRaisesOneAlarmUntilItHasGone() throws {
        var bench = try Bench()
        let stranger = Bench.plate("99Z99999", .none)
        let first = [
            "frontPlateRead lane:1 device:2 value:{text:99Z99999 confidence:900}",
            "alarmRaised alarm:1 kind:unknownVehicle lane:1 device:2 detail:99Z99999",
        ]
        #expect(try bench.read(stranger, .frontCamera) == first)
        #expect(try bench.read(stranger, .frontCamera).isEmpty)
        #expect(try bench.lane(1).unknownPlate == "99Z99999")
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        #expect(
            try bench.read(Bench.plate("12C12345"), .frontCamera, of: 1) == [
                "visitMoved visit:1 to:inLane lane:1 basis:plate-exact", "alarmReturned alarm:1",
                "visitMoved visit:1 to:identified lane:1 basis:plate-exact",
            ])
        #expect(try bench.lane(1).unknownPlate.isEmpty)
        // The stranger comes again: that is news.
        #expect(try bench.read(stranger, .frontCamera) == first.map { $0.replacing("alarm:1", with: "alarm:2") })
    }

    @Test func whoseAnUnknownPlateMayBeStandsAtTheLaneUntilSomebodyIsKnown() throws {
        var bench = try Bench(visits: 2)
        var read = PlateRead(text: "12C1Z845", confidence: 900, at: .epoch)
        read.ranked = [
            MatchProposal(
                visit: try VisitID.n(1), identifier: "12C12345", risk: 120,
                edits: [
                    ReadEdit(place: 4, declared: "2", read: "Z"), ReadEdit(place: 5, declared: "3", read: "8"),
                ])
        ]
        let line = try #require(try bench.read(.plate(read), .frontCamera).first)
        #expect(
            line.contains("ranked:[{visit:1 identifier:12C12345 risk:120 edits:[{place:4 declared:2 read:Z} {place:5"))
        #expect(try bench.lane(1).unknownRanked == read.ranked)
        try bench.act(.correctPlate, .borderGuard) {
            $0.plate = "12C12345"
            $0.lane = try LaneID.n(1)
            $0.reason = .misread
        }
        #expect(try bench.visit(1).state == .identified)
        #expect(try bench.lane(1).unknownRanked.isEmpty && bench.lane(1).unknownPlate.isEmpty)
    }

    @Test func anUnknownPlateElsewhereIsOnlyWrittenDown() throws {
        var bench = try Bench()
        #expect(
            try bench.read(Bench.plate("99Z99999", .none), .yardCamera, lane: nil) == [
                "frontPlateRead device:34 value:{text:99Z99999 confidence:900}"
            ])
        #expect(
            try bench.read(Bench.plate("99R99999", .none), .rearCamera) == [
                "rearPlateRead lane:1 device:3 value:{text:99R99999 confidence:900}"
            ])
        #expect(try bench.read(Bench.plate("", .none), .frontCamera).isEmpty)
    }

    @Test func theRearCameraTiesAMisreadToTheVehicleAtTheArch() throws {
        var bench = try Bench(visits: 2)
        try bench.identify()
        #expect(
            try bench.read(Bench.plate("12R0000I", .none), .rearCamera) == [
                "rearPlateRead visit:1 lane:1 device:3 value:{text:12R0000I confidence:900}"
            ])
        // A trailer that was declared with another tractor.
        #expect(
            try bench.read(Bench.plate("14R00002"), .rearCamera, of: 2) == [
                "rearPlateRead visit:1 lane:1 device:3 value:{text:14R00002 confidence:900 match:exact}",
                "alarmRaised alarm:1 kind:plateMismatch lane:1 visit:1 detail:14R00002",
                "troubleRaised visit:1 stage:identified reason:plateMismatch",
            ])
    }

    @Test func theHouseCameraBringsAVehicleToJointControl() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(
            try bench.read(Bench.plate("12C12345"), .houseCamera, lane: nil, of: 1) == [
                "visitMoved visit:1 to:inJointControl basis:plate-exact"
            ])
    }

    @Test func aContainerIsComparedWithTheDeclaration() throws {
        var bench = try Bench()
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try bench.read(Bench.plate("12C1234S", .nearest), .frontCamera, of: 1)
        let right = ContainerRead(text: "CSQU3054383", confidence: 900, isValid: true, at: .epoch)
        #expect(
            try bench.read(.container(right), .containerCamera) == [
                "containerRead visit:1 lane:1 device:4 value:{text:CSQU3054383 confidence:900 valid:true}",
                "visitMoved visit:1 to:identified lane:1 basis:container-exact",
            ])
        #expect(try bench.read(.container(right), .containerCamera).isEmpty)
        let other = ContainerRead(text: "MSKU6011672", confidence: 900, isValid: true, at: .epoch)
        #expect(
            try bench.read(.container(other), .containerCamera) == [
                "containerRead visit:1 lane:1 device:4 value:{text:MSKU6011672 confidence:900 valid:true}",
                "alarmRaised alarm:1 kind:containerMismatch lane:1 visit:1 detail:CSQU3054383 ≠ MSKU6011672",
                "troubleRaised visit:1 stage:identified reason:containerMismatch",
            ])
        let blurred = ContainerRead(text: "MSKU601167", confidence: 300, isValid: false, at: .epoch)
        #expect(try bench.read(.container(blurred), .containerCamera).isEmpty)
    }

    @Test func adriversWrongDocumentIsAnAlarm() throws {
        var bench = try Bench()
        try bench.identify()
        var driver = DriverRead()
        driver.number = "C1234567"
        driver.isValid = true
        #expect(
            try bench.read(.driver(driver), .documentReader) == [
                "driverRead visit:1 lane:1 device:6 value:{number:C1234567 valid:true}"
            ])
        #expect(try bench.read(.driver(driver), .documentReader).isEmpty)
        driver.isValid = false
        driver.fault = "date of birth"
        #expect(
            try bench.read(.driver(driver), .documentReader) == [
                "driverRead visit:1 lane:1 device:6 value:{number:C1234567 fault:date of birth}",
                "alarmRaised alarm:1 kind:documentInvalid lane:1 visit:1 detail:date of birth",
                "troubleRaised visit:1 stage:identified reason:documentInvalid",
            ])
    }

    @Test func aStableWeightCountsAndIsCompared() throws {
        var bench = try Bench()
        try bench.identify()
        func weight(_ kilograms: Int32, stable: Bool = true) -> Reading {
            .weight(WeightReading(kilograms: kilograms, isStable: stable, at: .epoch))
        }
        #expect(try bench.read(weight(20_300, stable: false), .weighbridge).isEmpty)
        #expect(try bench.read(weight(0), .weighbridge).isEmpty)
        #expect(
            try bench.read(weight(20_600), .weighbridge) == [
                "weighed visit:1 lane:1 device:7 value:{kg:20600 stable:true}"
            ], "3 % over is within the tolerance")
        #expect(try bench.read(weight(20_620), .weighbridge).isEmpty, "the last digit wanders")
        #expect(
            try bench.read(weight(20_621), .weighbridge) == [
                "weighed visit:1 lane:1 device:7 value:{kg:20621 stable:true}",
                "alarmRaised alarm:1 kind:weightMismatch lane:1 visit:1 detail:20000 → 20621 kg",
                "troubleRaised visit:1 stage:identified reason:weightMismatch",
            ])
        #expect(
            try bench.read(weight(19_000), .weighbridge) == [
                "weighed visit:1 lane:1 device:7 value:{kg:19000 stable:true}"
            ], "the alarm still stands and the trouble is known")
    }

    @Test func aPortalAlarmIsRaisedForTheVehicleAtTheArch() throws {
        var bench = try Bench()
        try bench.identify()
        var occupancy = PortalOccupancy()
        occupancy.number = 7
        #expect(
            try bench.read(.occupancy(occupancy), .portal) == ["portalPassed visit:1 lane:1 device:5 value:{number:7}"])
        occupancy.gammaAlarm = true
        occupancy.gammaPeak = 900
        occupancy.gammaBackground = 300
        let passed = "portalPassed visit:1 lane:1 device:5 value:{number:7 gammaAlarm:true background:300 peak:900}"
        #expect(
            try bench.read(.occupancy(occupancy), .portal) == [
                passed, "alarmRaised alarm:1 kind:gamma lane:1 device:5 visit:1 detail:900/300",
                "troubleRaised visit:1 stage:identified reason:portalAlarm",
            ])
        occupancy.neutronAlarm = true
        let lines = try bench.read(.occupancy(occupancy), .portal)
        #expect(lines.count == 2)
        // The first name of a list is left out of the journal's text: neutron.
        #expect(lines.last == "alarmRaised alarm:2 lane:1 device:5 visit:1 detail:900/300")
        #expect(bench.state.alarms.last?.kind == .neutron)
    }

    @Test func aPortalAlarmNamesTheNuclides() throws {
        var bench = try Bench()
        try bench.identify()
        var occupancy = PortalOccupancy()
        occupancy.gammaAlarm = true
        var nuclide = NuclideRead()
        nuclide.name = "K-40"
        occupancy.nuclides = [nuclide]
        _ = try bench.read(.occupancy(occupancy), .portal)
        #expect(bench.state.alarms.last?.detail == "0/0 K-40")
    }

    @Test func aScanMovesAChannelledVehicle() throws {
        var bench = try Bench()
        try bench.identify()
        var scan = ScanResult()
        scan.image = "a.png"
        #expect(
            try bench.read(.scan(scan), .scanner, lane: nil, of: 1) == ["scanned visit:1 device:36 value:{image:a.png}"]
        )
        try bench.act(.channel, .customs) { $0.channel = .red }
        scan.image = "b.png"
        #expect(
            try bench.read(.scan(scan), .scanner, lane: nil, of: 1) == [
                "scanned visit:1 device:36 value:{image:b.png}", "visitMoved visit:1 to:scanned basis:scanner",
            ])
        #expect(try bench.read(.scan(scan), .scanner, lane: nil, of: 1).isEmpty)
        #expect(try bench.read(.scan(ScanResult()), .scanner, lane: nil).isEmpty)
    }

    @Test func leavingTheExitLoopIsCrossing() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        #expect(try bench.read(.loop(occupied: true), .loopOut) == ["loopChanged lane:1 end:out occupied:true"])
        #expect(
            try bench.read(.loop(occupied: false), .loopOut) == [
                "loopChanged lane:1 end:out",
                "visitMoved visit:1 to:crossed lane:1 basis:loop-out  customs-confirmed",
            ])
        #expect(try bench.read(.loop(occupied: false), .loopOut).isEmpty)
        #expect(bench.state.today.crossedInbound == 1)
        #expect(try bench.lane(1).crossed == 1)
    }

    @Test func crossingWithoutReleaseIsAnAlarm() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(
            try bench.read(.loop(occupied: true), .loopOut) == [
                "loopChanged lane:1 end:out occupied:true",
                "alarmRaised alarm:1 kind:crossingWithoutRelease lane:1 device:11 detail:1",
            ])
        #expect(try bench.read(.loop(occupied: false), .loopOut) == ["loopChanged lane:1 end:out"])
        #expect(try bench.visit(1).state == .identified)
    }

    @Test func aBarrierIsNewsWhenItMoves() throws {
        var bench = try Bench()
        #expect(try bench.read(.barrier(.at(.open)), .barrierIn) == ["barrierMoved lane:1 position:open"])
        #expect(try bench.read(.barrier(.at(.open)), .barrierIn).isEmpty)
        #expect(
            try bench.read(.barrier(.at(.fault)), .barrierOut) == [
                "barrierMoved lane:1 end:out position:fault",
                "alarmRaised alarm:1 kind:deviceFault lane:1 device:9 detail:/gate/test/lane/1/barrier-out",
            ])
        #expect(try bench.lane(1).exit.position == .fault)
    }

    @Test func aDevicesConditionRaisesAndReturnsItsAlarm() throws {
        var bench = try Bench()
        var report = DeviceReport()
        report.condition = .silent
        report.detail = "180 s"
        #expect(
            try bench.read(.condition(report), .frontCamera) == [
                "deviceChanged device:2 report:{condition:silent detail:180 s}",
                "alarmRaised alarm:1 kind:deviceSilent lane:1 device:2 detail:180 s",
            ])
        #expect(try bench.read(.condition(report), .frontCamera).isEmpty)
        report.condition = .faulty
        report.clockErrorMilliseconds = -60_001
        #expect(
            try bench.read(.condition(report), .frontCamera) == [
                "deviceChanged device:2 report:{condition:faulty detail:180 s clockError:-60001}",
                "alarmReturned alarm:1", "alarmRaised alarm:2 kind:clockError lane:1 device:2 detail:180 s",
            ])
        report.condition = .tampered
        #expect(try bench.read(.condition(report), .frontCamera).last?.contains("kind:tamper") == true)
        report.condition = .working
        report.clockErrorMilliseconds = 0
        #expect(
            try bench.read(.condition(report), .frontCamera) == [
                "deviceChanged device:2 report:{condition:working detail:180 s}", "alarmReturned alarm:3",
            ])
        #expect(
            bench.state.alarms.map(\.state) == [
                .returnedUnacknowledged, .returnedUnacknowledged, .returnedUnacknowledged,
            ])
    }

    @Test func aHeldVehicleIsMovedByNoReading() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.hold, .borderGuard) { $0.reason = .sealBroken }
        var scan = ScanResult()
        scan.image = "a.png"
        let plate = Bench.plate("12C12345", .officer)
        for lane in Int64(1)...3 {
            try bench.read(plate, .frontCamera, lane: lane, of: 1)
            try bench.read(plate, .queueCamera, lane: lane, of: 1)
        }
        try bench.read(plate, .houseCamera, lane: nil, of: 1)
        try bench.read(plate, .yardCamera, lane: nil, of: 1)
        try bench.read(.scan(scan), .scanner, lane: nil, of: 1)
        #expect(try bench.visit(1).state == .held)
        #expect(try bench.visit(1).lane == LaneID.n(1))
    }

    @Test func whatAnOverloadedScaleShowsIsNoWeight() throws {
        var bench = try Bench()
        try bench.identify()
        for (kilograms, isStable) in [(Int32(99_999), true), (0, false)] {
            let weight = WeightReading(kilograms: kilograms, isStable: isStable, isOverload: true, at: .epoch)
            let lines = try bench.read(.weight(weight), .weighbridge, of: 1)
            #expect(
                lines
                    == (kilograms == 0
                        ? []
                        : [
                            "alarmRaised alarm:1 kind:overweight lane:1 visit:1 detail:OL",
                            "troubleRaised visit:1 stage:identified reason:overweight",
                        ]),
                "said once, whichever scale says it")
        }
        #expect(try bench.visit(1).weight.kilograms == 0)
    }

    @Test func timeMakesNoShowsAndExpiries() throws {
        var bench = try Bench(visits: 2)
        try bench.act(.call, .board) { $0.lane = try .n(1) }
        let weight = WeightReading(kilograms: 30_000, isStable: true, at: .epoch)
        try bench.read(.weight(weight), .weighbridge, of: 1)
        #expect(try bench.tick(after: .minutes(89)).isEmpty)
        #expect(
            try bench.tick(after: .minutes(2)) == [
                "visitMoved visit:1 to:noShow basis:called-90-min-ago", "alarmReturned alarm:1",
            ])
        #expect(try bench.tick(after: .hours(36)) == ["visitMoved visit:2 to:expired basis:declared-36-h-ago"])
        #expect(bench.state.open.isEmpty)
    }

    @Test func aLateReadingLeavesAClosedVisitAlone() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.turnBack, .borderGuard) { $0.reason = .noManifest }
        let closed = try bench.visit(1)
        var scan = ScanResult()
        scan.image = "a.png"
        try bench.read(.scan(scan), .scanner, lane: nil, of: 1)
        try bench.read(.weight(WeightReading(kilograms: 30_000, isStable: true, at: .epoch)), .weighbridge, of: 1)
        try bench.read(Bench.plate("12C12345"), .rearCamera, of: 1)
        #expect(try bench.visit(1) == closed)
    }

    @Test func aReadingOfNoKnownDeviceIsNothing() throws {
        let bench = try Bench()
        let decision = bench.state.decide(
            .loop(occupied: true), device: try .n(60_000), visit: nil, cause: Cause(source: "x", boot: 0, number: 1),
            now: .epoch)
        #expect(decision == .nothing)
    }
}
