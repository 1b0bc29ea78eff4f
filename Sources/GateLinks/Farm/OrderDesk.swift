import Foundation
import GateDevices
import GateModel

/// How a device of the farm answers orders; see ``DeviceCommand`` and docs/equipment.md.
///
/// Barriers do at once what they are told, and nothing that is older than what they have heard.
struct OrderDesk {
    struct Reply: Equatable {
        /// The format of its bytes.
        var type: String
        var data: [UInt8]
    }

    /// What a light or a board is told.
    private struct Show: Decodable {
        var command: String
        var colour: String?
        var phrase: String?
    }

    private var highest: (epoch: UInt32, order: UInt32) = (0, 0)
    /// Orders to open that were new and obeyed.
    private(set) var openings = 0

    /// The answer, without a line's end; nil to what is no order.
    mutating func answer(_ line: [UInt8]) -> Reply? {
        if let order = try? BarrierInstruction(line: line) { return barrier(order) }
        guard let show = try? JSONDecoder().decode(Show.self, from: Data(line)), show.command == "show" else {
            return nil
        }
        if let colour = show.colour { return reply(MessageType.light, ["colour": colour]) }
        if let phrase = show.phrase { return reply(MessageType.board, ["phrase": phrase]) }
        return nil
    }

    private mutating func barrier(_ order: BarrierInstruction) -> Reply {
        guard (order.epoch, order.order) >= highest else {
            let text = #"{"order":\#(order.order),"outcome":"refused","detail":"order \#(highest.order) was heard"}"#
            return Reply(type: MessageType.barrier, data: Array(text.utf8))
        }
        if (order.epoch, order.order) > highest, order.command == .open { openings += 1 }
        highest = (order.epoch, order.order)
        let position = order.command == .open ? "open" : "closed"
        let text = #"{"order":\#(order.order),"outcome":"done","position":"\#(position)"}"#
        return Reply(type: MessageType.barrier, data: Array(text.utf8))
    }

    private func reply(_ type: String, _ fields: [String: String]) -> Reply? {
        (try? JSONEncoder().encode(fields)).map { Reply(type: type, data: Array($0)) }
    }
}
