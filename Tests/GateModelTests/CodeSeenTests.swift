import GateModel
import Testing

/// Codes on vehicles and papers: kept once with the vehicle, and a declaration's own code identifies it.
@Suite struct CodeSeenTests {
    private func code(_ kind: CodeKind, _ text: String) -> Reading { .code(CodeSeen(kind, text, at: .epoch)) }

    @Test func aCodeBelongsToTheVehicleAtTheArchOnce() throws {
        var bench = try Bench()
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        #expect(try bench.read(code(.seal, "VN0012345"), .containerCamera).isEmpty, "nobody is at the arch")
        try bench.read(Bench.plate("12C12345"), .frontCamera, of: 1)
        #expect(
            try bench.read(code(.seal, "VN0012345"), .containerCamera) == [
                "codeRead visit:1 lane:1 device:4 value:{kind:seal text:VN0012345}"
            ])
        #expect(try bench.read(code(.seal, "VN0012345"), .containerCamera).isEmpty)
        try bench.read(code(.hazard, "33/1203"), .containerCamera)
        #expect(try bench.visit(1).codes.map(\.text) == ["VN0012345", "33/1203"])
    }

    @Test func aDeclarationsCodeIdentifiesWhomNoCameraCouldRead() throws {
        var bench = try Bench()
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try bench.read(Bench.plate("12C1Z345", .nearest), .frontCamera, of: 1)
        #expect(try bench.visit(1).state == .inLane)
        let number = try bench.visit(1).declaration.number
        // Read at another lane it says nothing of this one.
        try bench.read(code(.declaration, number), .documentReader, lane: 2, of: 1)
        #expect(try bench.visit(1).state == .inLane)
        var again = try Bench()
        try again.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try again.read(Bench.plate("12C1Z345", .nearest), .frontCamera, of: 1)
        #expect(
            try again.read(code(.declaration, number), .documentReader, of: 1).last
                == "visitMoved visit:1 to:identified lane:1 basis:declaration-code")
    }

    @Test func whatIsKeptOfAVisitIsBounded() throws {
        var bench = try Bench()
        try bench.identify()
        for index in 0..<40 { try bench.read(code(.tag, "E280\(index + 1_000)"), .containerCamera) }
        #expect(try bench.visit(1).codes.count == CodeSeen.limit)
    }
}
