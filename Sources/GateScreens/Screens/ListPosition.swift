import GateGrid
import GateText

/// Where one stands in a list: `12/240` in the frame's lower corner.
enum ListPosition {
    /// - Parameter chosen: the chosen row, from 0; nil where none is.
    static func draw(_ chosen: Int?, of count: Int, _ canvas: inout Canvas) {
        guard count > 0 else { return }
        let text = ScreenText(" \(chosen.map { "\($0 + 1)" } ?? "–")/\(count) ")
        canvas.put(text, x: canvas.width - text.width - 2, y: canvas.height - 1, .dim)
    }
}
