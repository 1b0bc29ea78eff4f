import Foundation

/// How a device answers orders: `{"command":"open","id":"…","token":7}` with `{"id":"…","result":"done"}`.
///
/// The token counts upwards with every gate process that takes a lane over; a device obeys no smaller one than it has
/// seen, so that what a stalled process sends late moves nothing.
struct OrderDesk {
    private struct Order: Decodable {
        var command: String
        var id: String
        var token: Int64?
    }

    private struct Reply: Encodable {
        var id: String
        var result: String
    }

    private var highestToken = Int64.min

    /// The answer without a line's end; nil to what is no order.
    mutating func answer(_ line: [UInt8]) -> [UInt8]? {
        guard let order = try? JSONDecoder().decode(Order.self, from: Data(line)) else { return nil }
        let token = order.token ?? highestToken
        let isStale = token < highestToken
        highestToken = max(highestToken, token)
        let reply = Reply(id: order.id, result: isStale ? "stale" : "done")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(reply)).map { Array($0) }
    }
}
