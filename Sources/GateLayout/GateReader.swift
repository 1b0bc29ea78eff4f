import GateModel
import GateText

/// Reads the `[gate]` table of a layout.
struct GateReader {
    private let gate: TableReader

    init(_ gate: TableReader) { self.gate = gate }

    func read(into plan: inout GatePlan) {
        plan.gate = id()
        plan.name = gate.text("name", maximum: 60)
        plan.calendar.offsetMinutes = Int32(gate.integer("utc_offset_minutes", -720...840, fallback: 420))
        plan.calendar.usual = hours()
        plan.yardPlaces = Int32(gate.integer("yard_places", 0...100_000, fallback: 0))
        plan.overflowPlaces = Int32(gate.integer("overflow_places", 0...100_000, fallback: 0))
        plan.inspectionBays = Int32(gate.integer("inspection_bays", 0...1000, fallback: 0))
        plan.weightTolerancePermille = Int32(gate.integer("weight_tolerance_permille", 0...1000, fallback: 30))
        if gate.has("class") {
            plan.gateClass = gate.choice("class", among: Self.classes).flatMap { GateClass(name: $0) } ?? .unstated
        }
        if gate.has("agencies") { plan.agencies = agencies().map { AgencyPlace($0) } }
        if gate.has("neighbour"), let table = gate.table("neighbour") { plan.neighbour = neighbour(table) }
        gate.finish(known: ["class", "agencies", "neighbour", "fruit_closes"])
    }

    /// The gate's id; empty and a report where it cannot stand in a source.
    private func id() -> String {
        let id = gate.text("id", maximum: 40)
        guard id.utf8.allSatisfy({ DeviceReader.isPlain($0) }) else {
            gate.report("id", "'\(id)' stands in every source: letters a–z, digits, '-', '_' and '.' only")
            return ""
        }
        return id
    }

    private func hours() -> OpenHours {
        let opens = gate.clock("opens")
        let closes = gate.clock("closes")
        let fruit = gate.has("fruit_closes") ? gate.clock("fruit_closes") : closes
        guard let opens, let closes, let fruit else { return .shut }
        return CalendarReader.hours(opens, closes, fruit, gate)
    }

    static var classes: [String] { GateClass.allCases.filter { $0 != .unstated }.map(\.name) }
    static var neighbours: [String] { Plate.Country.allCases.filter { $0 != .vietnam }.map(\.name) }

    private func neighbour(_ table: TableReader) -> NeighbourGate {
        let country = table.choice("country", among: Self.neighbours).flatMap { Plate.Country(name: $0) } ?? .vietnam
        let name = table.text("name", maximum: 60)
        let strip = table.integer("strip", 0...1_000, fallback: 0)
        table.finish(known: ["strip"])
        return NeighbourGate(country: country, name: name, stripPlaces: Int32(strip))
    }

    /// In the order in which they decide.
    private func agencies() -> [Agency] {
        let names = gate.texts("agencies")
        let agencies = gate.choices("agencies", among: Agency.allCases.map(\.name)).compactMap { Agency(name: $0) }
        // One that is spelt wrongly is not missing too.
        guard agencies.count == names.count else { return agencies }
        for needed in [Agency.borderGuard, .board, .customs] where !agencies.contains(needed) {
            gate.report("agencies", "\(needed.name) is missing: it decides on every vehicle")
        }
        if agencies.contains(.customs), agencies.last != .customs {
            gate.report("agencies", "\(Agency.customs.name) decides last")
        }
        return agencies
    }
}
