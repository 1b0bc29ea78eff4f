import Foundation
import TestSupport
import TestTraits
import Testing

/// A target never names one above it: the order of docs/architecture.md, held against the manifest and every import.
@Suite(.ownThread) struct LayerTests {
    /// From the ground up, as the table of the architecture has them.
    static let order = [
        "GateModel", "CImages", "GateImages", "GateText", "GateGrid", "GateDevices", "GateLayout", "CMosquitto",
        "GateLinks", "GateSimulation", "GateJournal",
        "GateInsight", "GateScreens", "CTerminal", "GateTerminal", "GateConsole", "smartgate",
        "smartgate-image-reader",
    ]
    /// What comes with the toolchain and the system.
    static let system: Set = [
        "Swift", "Foundation", "FoundationEssentials", "FoundationXML", "FoundationNetworking", "Glibc", "Musl",
        "Darwin", "Dispatch", "Synchronization",
    ]
    /// Only these targets may name this module.
    static let owners: [String: Set<String>] = [
        "CTerminal": ["GateTerminal"], "CImages": ["GateImages"], "GRDB": ["GateJournal"],
        "GRDBSQLite": ["GateJournal"], "Crypto": ["GateJournal", "GateImages"], "TOMLKit": ["GateLayout"],
        "FlyingFox": ["GateLinks"], "FlyingSocks": ["GateLinks"],
        "CMosquitto": ["GateLinks"], "ArgumentParser": ["smartgate"],
    ]

    private let targets: [House.Target]
    private let sources: [House.Source]

    init() throws {
        targets = House.targets(in: try House.text("Package.swift"))
        sources = try House.sources(below: "Sources")
    }

    @Test func theManifestIsUnderstood() {
        #expect(targets.count >= 20)
        let journal = targets.first { $0.name == "GateJournal" }
        #expect(journal?.dependencies == ["GateModel", "GRDB", "GRDBSQLite", "Crypto"])
        #expect(targets.first { $0.name == "GateModel" }?.dependencies == [])
        let layout = targets.first { $0.name == "GateLayout" }
        #expect(layout?.dependencies == ["GateModel", "GateText", "GateDevices", "TOMLKit"])
        #expect(sources.count > 100)
        #expect(sources.contains { $0.imports.count > 3 })
    }

    @Test func theReaderOfImportsSeesThemAll() {
        let text = """
            import A
            public import B
            @testable import C
            @_exported @preconcurrency internal import D.E
            import struct F.G
                import H
            // import I
            let import1 = "import J"
            """
        #expect(House.imports(in: text) == ["A", "B", "C", "D", "F", "H"])
        #expect(House.code(of: "let a = \"Date(\" // Date(\nDate()") == "let a = \" \nDate()")
    }

    @Test func aTargetDependsOnlyOnTargetsBelowIt() throws {
        for target in targets where Self.order.contains(target.name) {
            let place = try #require(Self.order.firstIndex(of: target.name))
            for dependency in target.dependencies {
                guard let below = Self.order.firstIndex(of: dependency) else { continue }
                #expect(below < place, "\(target.name) depends upwards on \(dependency)")
            }
        }
        let folders = try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/Sources")
        #expect(Set(folders).subtracting(Self.order) == [], "folders that are no target of the table")
    }

    @Test func aFileImportsOnlyWhatItsTargetDeclares() {
        for source in sources {
            let declared = targets.first { $0.name == source.target }?.dependencies ?? []
            for module in source.imports where !Self.system.contains(module) {
                #expect(declared.contains(module), "\(source.name) imports \(module), which is not declared")
                if let here = Self.order.firstIndex(of: source.target), let there = Self.order.firstIndex(of: module) {
                    #expect(there < here, "\(source.name) imports \(module), which stands above it")
                }
            }
        }
    }

    /// A declared dependency that nobody imports is a lie about the house.
    @Test func everyDeclaredDependencyIsImported() {
        for target in targets where Self.order.contains(target.name) && target.name != "smartgate" {
            let used = Set(sources.filter { $0.target == target.name }.flatMap(\.imports))
            for dependency in target.dependencies {
                #expect(used.contains(dependency), "\(target.name): \(dependency)")
            }
        }
    }

    @Test func someModulesHaveOneOwner() {
        for source in sources {
            for module in source.imports {
                guard let owners = Self.owners[module] else { continue }
                #expect(
                    owners.contains(source.target), "\(source.name) imports \(module); only \(owners.sorted()) may")
            }
        }
    }

    // MARK: The model is pure

    static let impure = [
        "ContinuousClock", "SuspendingClock", "Date(", "clock_gettime", "gettimeofday", "time(nil", "fopen",
        "FileHandle",
        "FileManager", "random", "SystemRandomNumberGenerator", "Hasher(", "hashValue", "print(", "getenv",
        "ProcessInfo", "Task.sleep", "Thread", "readLine",
    ]

    @Test func theModelImportsNothing() {
        let model = sources.filter { $0.target == "GateModel" }
        #expect(model.count > 20)
        for source in model { #expect(source.imports == [], "\(source.name)") }
    }

    @Test(arguments: impure)
    func theModelNamesNoClockFileOrChance(name: String) {
        for source in sources where source.target == "GateModel" {
            // `random` is also one of the reasons for a customs channel, which customs draws.
            let code = source.code.replacing(".random", with: "").replacing("high, random", with: "high")
            let isNamed = code.ranges(of: name).contains { range in
                guard range.lowerBound > code.startIndex else { return true }
                let before = code[code.index(before: range.lowerBound)]
                return !before.isLetter && !before.isNumber && before != "_"
            }
            #expect(!isNamed, "\(source.name) names \(name)")
        }
    }

    @Test func theCheckForImpurityWouldNotice() {
        let code = House.code(of: "let now = ContinuousClock.now")
        #expect(code.contains(Self.impure[0]))
    }
}
