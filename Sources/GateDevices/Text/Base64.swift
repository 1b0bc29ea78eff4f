/// Base64 with the standard alphabet and padding (RFC 4648 § 4), straight into and out of byte arrays.
enum Base64 {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// Values of the 64 characters; 255 for every other byte.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for value in 0..<64 { table[Int(alphabet.utf8Start[value])] = UInt8(value) }
        return table
    }()

    static func append(_ data: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        let letters = alphabet.utf8Start
        let size = (data.count + 2) / 3 * 4
        let whole = data.count / 3 * 3
        let coded = [UInt8](unsafeUninitializedCapacity: size) { target, count in
            var write = 0
            var read = 0
            while read < whole {
                let word = Int(data[read]) << 16 | Int(data[read + 1]) << 8 | Int(data[read + 2])
                target[write] = letters[word >> 18]
                target[write + 1] = letters[word >> 12 & 63]
                target[write + 2] = letters[word >> 6 & 63]
                target[write + 3] = letters[word & 63]
                read += 3
                write += 4
            }
            let pad = UInt8(ascii: "=")
            if data.count - whole == 1 {
                let word = Int(data[whole])
                target[write] = letters[word >> 2]
                target[write + 1] = letters[word << 4 & 63]
                target[write + 2] = pad
                target[write + 3] = pad
            } else if data.count - whole == 2 {
                let word = Int(data[whole]) << 8 | Int(data[whole + 1])
                target[write] = letters[word >> 10]
                target[write + 1] = letters[word >> 4 & 63]
                target[write + 2] = letters[word << 2 & 63]
                target[write + 3] = pad
            }
            count = size
        }
        bytes.append(contentsOf: coded)
    }

    /// The bytes that `text` stands for; nil where it is no base64. Missing padding is forgiven.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var length = text.count
        while length > 0, text.count - length < 2, text[length - 1] == UInt8(ascii: "=") { length -= 1 }
        guard length % 4 != 1 else { return nil }
        var isValid = true
        let plain = values.withUnsafeBufferPointer { values in
            [UInt8](unsafeUninitializedCapacity: length / 4 * 3 + 2) { target, count in
                var read = 0
                var bad: UInt8 = 0
                while read + 4 <= length {
                    let a = values[Int(text[read])]
                    let b = values[Int(text[read + 1])]
                    let c = values[Int(text[read + 2])]
                    let d = values[Int(text[read + 3])]
                    bad |= a | b | c | d
                    target[count] = a << 2 | b >> 4
                    target[count + 1] = b << 4 | c >> 2
                    target[count + 2] = c << 6 | d
                    count += 3
                    read += 4
                }
                if length - read >= 2 {
                    let a = values[Int(text[read])]
                    let b = values[Int(text[read + 1])]
                    bad |= a | b
                    target[count] = a << 2 | b >> 4
                    count += 1
                    if length - read == 3 {
                        let c = values[Int(text[read + 2])]
                        bad |= c
                        target[count] = b << 4 | c >> 2
                        count += 1
                    }
                }
                // Values stay below 64, so a set high bit can only be the 255 of a foreign byte.
                isValid = bad < 64
            }
        }
        return isValid ? plain : nil
    }
}
