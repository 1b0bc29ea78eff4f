import Foundation
import GateLayout
import GateModel
import TestSupport
import Testing

/// The gates that come with the program.
@Suite struct GatesTests {
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/layouts")) ?? []
        return files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    private func load(_ name: String) throws -> GateLayoutFile.Contents {
        try GateLayoutFile.load(path: Repository.data.layout(name))
    }

    @Test func thereAreThree() { #expect(Self.names == ["huu-nghi", "na-meo", "tan-thanh"]) }

    @Test(arguments: names) func everyGateSaysWhatItIs(name: String) throws {
        let layout = try load(name)
        let plan = layout.plan
        #expect(plan.gate == name, "the file is named after the gate")
        #expect(plan.gateClass != .unstated && !plan.neighbour.name.isEmpty && !plan.agencies.isEmpty)
        #expect(!plan.calendar.exceptions.isEmpty && plan.calendar.exceptions.allSatisfy { !$0.reason.isEmpty })
        #expect(layout.traffic.vehicles != nil && layout.traffic.importPercent != nil)
        for kind in [DeviceKind.manifestFeed, .terminal] { #expect(plan.devices.contains { $0.kind == kind }) }
        #expect(plan.devices.contains { $0.source == "/gate/\(name)/terminal/console" }, "this program's own screen")
        for lane in plan.lanes {
            for kind in [DeviceKind.frontCamera, .documentReader, .loopIn, .loopOut, .barrierIn, .barrierOut] {
                #expect(plan.device(kind, lane: lane.id) != nil, "lane \(lane.id.number) has no \(kind.name)")
            }
        }
    }

    @Test func theGatesDiffer() throws {
        let (fruit, small) = (try load("tan-thanh").plan, try load("na-meo").plan)
        let fruitLanes = fruit.lanes.filter { $0.kind == .fruit }
        #expect(fruitLanes.count == 4 && Set(fruitLanes.map(\.direction)) == Set(Direction.allCases))
        #expect(fruit.gateClass == .auxiliary && fruit.neighbour.country == .china)
        #expect(small.lanes.map(\.direction) == [.inbound, .outbound])
        #expect(small.gateClass == .international && small.neighbour.country == .laos)
        #expect(!small.agencyOrder.contains(.animal))
        #expect(
            small.calendar.hours(on: CivilDay(number: 20_513)) != small.calendar.usual, "a Sunday in the week is short")
        let posts = fruit.devices.filter { $0.kind == .terminal }
        #expect(Set(posts.map(\.agencies)).count == 7, "one post of each agency, and one of nobody's own")
    }

    /// The two real gates hear every device that speaks by itself, each on a link with stated limits.
    @Test(arguments: ["na-meo", "tan-thanh"]) func everyDeviceHasItsLink(name: String) throws {
        let layout = try load(name)
        let members = layout.links.flatMap(\.members)
        let silent = layout.plan.devices.filter { device in !members.contains { $0.source == device.source } }
        #expect(silent.allSatisfy { $0.kind == .terminal }, "\(silent.map(\.source))")
        #expect(Set(layout.links.map(\.transport)).isSuperset(of: [.tcpClient, .http]))
        let text = try String(contentsOfFile: Repository.data.layout(name), encoding: .utf8)
        let links = text.components(separatedBy: "[[link]]").dropFirst()
        #expect(links.count == members.count)
        for link in links { #expect(link.contains("waiting = ") && link.contains("limit_bytes = "), "\(link)") }
        for link in layout.links {
            #expect(link.host.hasPrefix("10.") || link.host.hasPrefix("192.168."), "\(link.host) is no private address")
        }
    }
}
