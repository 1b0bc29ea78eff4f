/// A rectangle of cells; x grows to the right, y downwards. Never of negative size.
public struct Rect: Sendable, Hashable {
    public var x: Int
    public var y: Int
    public private(set) var width: Int
    public private(set) var height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// First column to the right of it.
    public var right: Int { x + width }
    /// First row below it.
    public var bottom: Int { y + height }
    public var isEmpty: Bool { width == 0 || height == 0 }

    public func contains(x column: Int, y row: Int) -> Bool {
        column >= x && column < right && row >= y && row < bottom
    }

    /// The part both have; empty when they do not meet.
    public func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(
            x: left, y: top, width: min(right, other.right) - left, height: min(bottom, other.bottom) - top)
    }

    /// Smaller by `dx` on the left and right and `dy` above and below.
    public func inset(dx: Int = 1, dy: Int = 1) -> Rect {
        Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
    }

    /// Cuts off `rows` rows at the top; both parts keep inside the rectangle.
    public func split(top rows: Int) -> (top: Rect, rest: Rect) {
        let cut = min(max(0, rows), height)
        return (
            Rect(x: x, y: y, width: width, height: cut), Rect(x: x, y: y + cut, width: width, height: height - cut)
        )
    }

    /// Cuts off `rows` rows at the bottom.
    public func split(bottom rows: Int) -> (rest: Rect, bottom: Rect) {
        let parts = split(top: height - min(max(0, rows), height))
        return (parts.top, parts.rest)
    }

    /// Cuts off `columns` columns on the left.
    public func split(left columns: Int) -> (left: Rect, rest: Rect) {
        let cut = min(max(0, columns), width)
        return (
            Rect(x: x, y: y, width: cut, height: height), Rect(x: x + cut, y: y, width: width - cut, height: height)
        )
    }

    /// Cuts off `columns` columns on the right.
    public func split(right columns: Int) -> (rest: Rect, right: Rect) {
        let parts = split(left: width - min(max(0, columns), width))
        return (parts.left, parts.rest)
    }

    /// `count` columns of nearly equal width with `gap` cells between them, from left to right; the first ones are
    /// wider where it does not come out even.
    public func columns(_ count: Int, gap: Int = 0) -> [Rect] {
        guard count > 0 else { return [] }
        let room = max(0, width - gap * (count - 1))
        var result: [Rect] = []
        var left = x
        for index in 0..<count {
            let own = room / count + (index < room % count ? 1 : 0)
            result.append(Rect(x: left, y: y, width: own, height: height))
            left += own + gap
        }
        return result
    }
}
