/// A rectangle in the plane of the picture, in metres: x from the vehicle's front, y up from the ground.
struct Box: Hashable, Sendable {
    var left: Float
    var bottom: Float
    var right: Float
    var top: Float

    init(_ left: Float, _ bottom: Float, _ right: Float, _ top: Float) {
        (self.left, self.bottom, self.right, self.top) = (left, bottom, right, top)
    }

    init(x: Float, y: Float, radius: Float) { self.init(x - radius, y - radius, x + radius, y + radius) }

    var width: Float { right - left }
    var height: Float { top - bottom }
    var middle: (x: Float, y: Float) { ((left + right) / 2, (bottom + top) / 2) }

    func inset(_ x: Float, _ y: Float) -> Box { Box(left + x, bottom + y, right - x, top - y) }

    func clipped(to other: Box) -> Box {
        Box(max(left, other.left), max(bottom, other.bottom), min(right, other.right), min(top, other.top))
    }
}
