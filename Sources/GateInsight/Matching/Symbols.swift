/// The characters of plates and container codes as small numbers, so that an index of a million fits into little memory.
///
/// 0 ends a text; 1…10 are the digits, 11…36 the letters A–Z, 40…75 the Han characters of Chinese plates, 128…255 the Lao
/// block. Every other character is 127: no plate of the four countries has one, so they need not be told apart.
enum Symbols {
    /// Symbols indexed of one text; the longest plate (Lao, with its province word) has about 20.
    static let lengthLimit = 24
    static let other: UInt8 = 127
    /// Classes that share costs: 1…36 are the digits and letters themselves.
    static let classCount = 40
    static let hanClass = 37
    static let laoClass = 38
    static let otherClass = 39

    /// The 31 provinces and the five characters that may stand last (GA 36-2018), by code point.
    private static let han: [UInt32] =
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新挂学警港澳".unicodeScalars.map(\.value).sorted()

    static func symbol(_ scalar: UInt32) -> UInt8 {
        switch scalar {
        case 0x30...0x39: return UInt8(scalar - 0x30) + 1
        case 0x41...0x5A: return UInt8(scalar - 0x41) + 11
        case 0x0E80...0x0EFF: return UInt8(scalar - 0x0E80) + 128
        case 0x4E00...0x9FFF: return hanSymbol(scalar)
        default: return other
        }
    }

    private static func hanSymbol(_ scalar: UInt32) -> UInt8 {
        var (low, high) = (0, han.count)
        while low < high {
            let middle = (low + high) / 2
            if han[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        return low < han.count && han[low] == scalar ? UInt8(40 + low) : other
    }

    /// The symbols of a normalised text; nil where it is longer than ``lengthLimit``.
    static func of(_ text: String) -> [UInt8]? {
        var symbols: [UInt8] = []
        symbols.reserveCapacity(12)
        for scalar in text.unicodeScalars { symbols.append(symbol(scalar.value)) }
        return symbols.count <= lengthLimit ? symbols : nil
    }

    @inline(__always)
    static func costClass(_ symbol: UInt8) -> Int {
        symbol <= 36 ? Int(symbol) : symbol >= 128 ? laoClass : symbol == other ? otherClass : hanClass
    }

    static func isDigit(_ symbol: UInt8) -> Bool { symbol >= 1 && symbol <= 10 }
    static func isLetter(_ symbol: UInt8) -> Bool { symbol >= 11 && symbol <= 36 }
}
