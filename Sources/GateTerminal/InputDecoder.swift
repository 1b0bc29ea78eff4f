public import GateGrid

/// Turns the bytes a terminal sends into keys.
///
/// Pure: the bytes may be cut anywhere and give the same keys. One thing needs time, the Esc key, because its byte also
/// begins every other special key: while `needsFlush` is true, call `flush` when nothing has come for 25 ms.
///
/// It knows the function keys of xterm, tmux, screen, rxvt and the Linux console, bracketed paste and SGR mouse reports.
/// Bytes that mean nothing are swallowed; invalid UTF-8 becomes U+FFFD.
public struct InputDecoder: Sendable {
    /// Bytes of a paste that are kept; the rest of it is dropped.
    public static let pasteLimit = 4_096
    /// A paste that has not ended after this many bytes is taken as ended: a lost end mark must not eat the keyboard.
    static let pasteGivesUp = 1 << 20
    /// Bytes after which a control sequence is no longer believed.
    private static let sequenceLimit = 64

    private enum State {
        case ground
        case utf8(needed: Int)
        case escape
        case singleShift
        case control
        case linuxFunction
        case oldMouse
        case string
        case stringEscape
        case paste
    }

    private var state = State.ground
    private var bytes: [UInt8] = []
    private var pasteLength = 0
    private var pasteEndMatched = 0
    private var keys: [Key] = []

    public init() {}

    /// Whether an Esc waits for what may follow it.
    public var needsFlush: Bool {
        switch state {
        case .escape, .singleShift, .control, .linuxFunction, .oldMouse, .string, .stringEscape, .utf8: true
        case .ground, .paste: false
        }
    }

    /// Takes bytes and returns the keys they complete.
    public mutating func feed(_ input: some Sequence<UInt8>) -> [Key] {
        for byte in input { step(byte) }
        return taken()
    }

    /// Decides about bytes that nothing followed: a lone Esc is the Esc key.
    public mutating func flush() -> [Key] {
        switch state {
        case .escape: keys.append(.escape)
        case .singleShift where bytes.isEmpty: keys.append(.alt("O"))
        case .control where bytes.isEmpty: keys.append(.alt("["))
        case .utf8: keys.append(.character("\u{FFFD}"))
        case .ground, .paste: return []
        default: break
        }
        toGround()
        return taken()
    }

    private mutating func taken() -> [Key] {
        defer { keys.removeAll(keepingCapacity: true) }
        return keys
    }

    private mutating func toGround() {
        state = .ground
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func finish(_ key: Key?) {
        toGround()
        if let key { keys.append(key) }
    }
}

// MARK: - One byte

extension InputDecoder {
    private mutating func step(_ byte: UInt8) {
        switch state {
        case .ground: ground(byte)
        case .utf8(let needed): continueCharacter(byte, needed: needed)
        case .escape: afterEscape(byte)
        case .singleShift: afterSingleShift(byte)
        case .control: control(byte)
        case .linuxFunction: finish((0x41...0x45).contains(byte) ? .function(Int(byte) - 0x40) : nil)
        case .oldMouse:
            bytes.append(byte)
            if bytes.count == 3 { finish(nil) }
        case .string:
            if byte == 0x1B {
                state = .stringEscape
            } else if byte == 0x07 || byte == 0x18 || byte == 0x1A {
                toGround()
            }
        case .stringEscape:
            toGround()
            if byte != 0x5C {
                state = .escape
                step(byte)
            }
        case .paste: paste(byte)
        }
    }

    private mutating func ground(_ byte: UInt8) {
        switch byte {
        case 0x1B: state = .escape
        case 0x20..<0x7F: keys.append(.character(Character(Unicode.Scalar(byte))))
        case 0x00..<0x20, 0x7F: keys.append(Self.controlKey(byte))
        case 0xC2..<0xE0: begin(byte, needed: 1)
        case 0xE0..<0xF0: begin(byte, needed: 2)
        case 0xF0..<0xF5: begin(byte, needed: 3)
        default: keys.append(.character("\u{FFFD}"))
        }
    }

    private mutating func begin(_ byte: UInt8, needed: Int) {
        bytes = [byte]
        state = .utf8(needed: needed)
    }

    private mutating func continueCharacter(_ byte: UInt8, needed: Int) {
        guard byte & 0xC0 == 0x80 else {
            finish(.character("\u{FFFD}"))
            step(byte)
            return
        }
        bytes.append(byte)
        if needed > 1 {
            state = .utf8(needed: needed - 1)
        } else {
            let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
            let isOne = scalars.count == 1
            // C1 controls are no keys.
            let scalar = scalars.first.flatMap { isOne && !(0x80..<0xA0).contains($0.value) ? $0 : nil } ?? "\u{FFFD}"
            finish(.character(Character(scalar)))
        }
    }

    private static func controlKey(_ byte: UInt8) -> Key {
        switch byte {
        case 0x09: .tab
        case 0x0A, 0x0D: .enter
        case 0x08, 0x7F: .backspace
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        default: .control(Character(Unicode.Scalar(byte + 0x40)))
        }
    }

    private mutating func afterEscape(_ byte: UInt8) {
        switch byte {
        case 0x1B: keys.append(.escape)
        case 0x4F: state = .singleShift
        case 0x5B: state = .control
        case 0x5D, 0x50, 0x5E, 0x5F, 0x58: state = .string
        case 0x21..<0x7F: finish(.alt(Character(Unicode.Scalar(byte))))
        case 0x7F: finish(.alt("\u{7F}"))
        default:
            finish(.escape)
            step(byte)
        }
    }

    private mutating func afterSingleShift(_ byte: UInt8) {
        switch byte {
        case 0x30...0x3B where bytes.count < 8: bytes.append(byte)
        case 0x40..<0x7F: finish(Self.singleShiftKey(byte))
        default:
            toGround()
            step(byte)
        }
    }

    private static func singleShiftKey(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x4D: .enter
        case 0x49: .tab
        // The keypad: * + , - . / and the digits.
        case 0x6A...0x79: .character(Character(Unicode.Scalar(byte - 0x40)))
        default: ControlSequence.letterKey(byte)
        }
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case 0x5B where bytes.isEmpty: state = .linuxFunction
        case 0x4D where bytes.isEmpty:
            // The old mouse report: three bytes follow that could be anything.
            state = .oldMouse
        case 0x24 where !bytes.isEmpty && bytes.allSatisfy({ (0x30...0x39).contains($0) }):
            // rxvt ends shifted keys with "$", which elsewhere never follows a lone number.
            endControl(byte)
        case 0x20..<0x40:
            if bytes.count < Self.sequenceLimit { bytes.append(byte) }
        case 0x40..<0x7F: endControl(byte)
        default:
            toGround()
            step(byte)
        }
    }

    private mutating func endControl(_ final: UInt8) {
        let sequence = ControlSequence(parameters: bytes, final: final)
        if sequence.isPasteStart {
            toGround()
            state = .paste
            pasteLength = 0
            pasteEndMatched = 0
        } else {
            finish(sequence.key)
        }
    }
}

// MARK: - Paste

extension InputDecoder {
    private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

    private mutating func paste(_ byte: UInt8) {
        pasteLength += 1
        if byte == Self.pasteEnd[pasteEndMatched] {
            pasteEndMatched += 1
            if pasteEndMatched == Self.pasteEnd.count { endPaste() }
        } else {
            for matched in Self.pasteEnd[..<pasteEndMatched] { keepPasted(matched) }
            // Only the first byte of the mark is an Esc, so a mismatch can only begin anew.
            pasteEndMatched = byte == 0x1B ? 1 : 0
            if pasteEndMatched == 0 { keepPasted(byte) }
        }
        if pasteLength > Self.pasteGivesUp { endPaste() }
    }

    private mutating func keepPasted(_ byte: UInt8) {
        if bytes.count < Self.pasteLimit { bytes.append(byte) }
    }

    private mutating func endPaste() {
        let wasCut = bytes.count == Self.pasteLimit
        var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        // The limit may fall inside a character; its beginning is no character.
        while wasCut, scalars.last == "\u{FFFD}" { scalars.removeLast() }
        pasteLength = 0
        finish(.paste(String(scalars)))
    }
}
