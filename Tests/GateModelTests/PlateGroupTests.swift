import GateModel
import Testing

/// A group sums up a vehicle some seconds after it has passed: it may correct what its frames said, and must neither make
/// a second vehicle of the first nor speak of the next one.
@Suite struct PlateGroupTests {
    static func group(_ text: String, _ match: PlateRead.Match = .exact, confidence: Int32 = 900) -> Reading {
        var read = PlateRead(text: text, confidence: confidence, match: match, at: .epoch)
        read.isGroup = true
        return .plate(read)
    }

    @Test func aGroupThatSaysTheSameSaysNothing() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(try bench.read(Self.group("12C12345"), .frontCamera, of: 1).isEmpty)
        #expect(try bench.read(Self.group("12C12345", .candidate), .frontCamera, of: 1).isEmpty)
        #expect(try bench.read(Self.group("12C1Z345", .none, confidence: 1000), .frontCamera, of: 1).isEmpty)
        #expect(try bench.read(Self.group("12C12345"), .queueCamera, of: 1).isEmpty)
        #expect(try bench.visit(1).front.text == "12C12345")
    }

    @Test func aGroupCorrectsADoubtfulRead() throws {
        var bench = try Bench()
        try bench.read(Bench.plate("12C12345", .nearest, confidence: 500), .queueCamera, of: 1)
        try bench.read(Bench.plate("12C1234S", .nearest, confidence: 800), .frontCamera, of: 1)
        #expect(try bench.visit(1).state == .inLane)
        // As sure as the frame before, but the last word.
        #expect(
            try bench.read(Self.group("12C1234B", .nearest, confidence: 800), .frontCamera, of: 1) == [
                "frontPlateRead visit:1 lane:1 device:2 value:{text:12C1234B confidence:800 match:nearest group:true}"
            ])
        #expect(
            try bench.read(Self.group("12C12345", confidence: 700), .frontCamera, of: 1) == [
                "frontPlateRead visit:1 lane:1 device:2 value:{text:12C12345 confidence:700 match:exact group:true}",
                "visitMoved visit:1 to:identified lane:1 basis:plate-exact",
            ])
        #expect(bench.state.today.arrived == 1)
    }

    @Test func aCameraThatSendsNothingButGroupsIsBelieved() throws {
        var bench = try Bench()
        try bench.read(Self.group("12C12345"), .queueCamera, of: 1)
        #expect(
            try bench.read(Self.group("12C12345"), .frontCamera, of: 1) == [
                "visitMoved visit:1 to:inLane lane:1 basis:plate-exact",
                "visitMoved visit:1 to:identified lane:1 basis:plate-exact",
            ])
        #expect(
            try bench.read(Self.group("99Z99999", .none), .frontCamera, lane: 2).last?.contains("unknownVehicle")
                == true)
    }

    @Test func aGroupThatNamesAnotherForCertainIsForPeople() throws {
        var bench = try Bench(visits: 2)
        for visit in [1, 2] as [Int64] {
            try bench.read(Bench.plate(try bench.visit(visit).declaration.tractor), .queueCamera, of: visit)
        }
        try bench.read(Bench.plate("12C12346", .nearest), .frontCamera, of: 1)
        #expect(
            try bench.read(Self.group("14C23456", .none), .frontCamera, of: 1) == [
                "alarmRaised alarm:1 kind:plateMismatch lane:1 visit:1 detail:14C23456",
                "troubleRaised visit:1 stage:inLane reason:plateMismatch",
            ])
        #expect(try bench.visit(2).state == .inQueue, "one vehicle passed, not two")
        #expect(try bench.read(Self.group("14C23456", .none), .frontCamera, of: 1).isEmpty)
    }

    /// The second vehicle has just come to the arch when the first one's groups arrive.
    private func followed() throws -> Bench {
        var bench = try Bench(visits: 2)
        try bench.identify()
        try bench.read(Bench.plate("12R00001"), .rearCamera, of: 1)
        try bench.read(Bench.plate("14C23456"), .queueCamera, of: 2)
        _ = try bench.tick(after: .seconds(60))
        try bench.read(.loop(occupied: true), .loopIn)
        try #require(try bench.visit(2).state == .atBarrierIn)
        return bench
    }

    @Test func aLateGroupIsNeverTheNextVehicles() throws {
        var bench = try followed()
        // The first one's trailer, known and misread, and its tractor, misread beyond knowing.
        #expect(try bench.read(Self.group("12R00001"), .rearCamera, of: 1).isEmpty)
        #expect(try bench.read(Self.group("1ZR0O0OI", .none), .rearCamera).isEmpty)
        #expect(try bench.read(Self.group("QQ", .none), .frontCamera).isEmpty)
        #expect(try bench.visit(2).rear.text.isEmpty && bench.state.standingAlarms.isEmpty)
        // A trailer that the group of a vehicle long at the arch names is another matter.
        _ = try bench.tick(after: .seconds(20))
        #expect(
            try bench.read(Self.group("99R99999", .none), .rearCamera) == [
                "rearPlateRead visit:2 lane:1 device:3 value:{text:99R99999 confidence:900 group:true}"
            ])
    }

    @Test func aLateGroupDoesNotSendAStrangersAlarmAway() throws {
        var bench = try followed()
        try bench.read(Bench.plate("99Z99999", .none), .frontCamera)
        let standing = bench.state.standingAlarms.map(\.kind)
        #expect(standing == [.unknownVehicle])
        #expect(try bench.read(Self.group("12C12345"), .frontCamera, of: 1).isEmpty)
        #expect(bench.state.standingAlarms.map(\.kind) == standing)
    }

    @Test func aTrailerSeenFromBehindWhileTheNextOneWaitsIsNoMismatch() throws {
        var bench = try followed()
        #expect(
            try bench.read(Bench.plate("12R00001", confidence: 990), .rearCamera, of: 1) == [
                "rearPlateRead visit:1 lane:1 device:3 value:{text:12R00001 confidence:990 match:exact}"
            ])
        #expect(bench.state.standingAlarms.isEmpty)
    }

    @Test func charactersTravelWithARead() throws {
        var read = PlateRead(text: "12C", confidence: 900, at: .epoch)
        read.characters = [990, 610, 1000]
        #expect(read.jsonText == #"{"text":"12C","confidence":900,"characters":[990,610,1000]}"#)
        read.characters = []
        #expect(read.jsonText == #"{"text":"12C","confidence":900}"#, "nothing where the camera said nothing")
    }
}
