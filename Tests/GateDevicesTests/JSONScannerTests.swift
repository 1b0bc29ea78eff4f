import DeviceFuzz
import Foundation
import GateText
import TestSupport
import Testing

@testable import GateDevices

@Suite("JSON scanner")
struct JSONScannerTests {
    private func scan<Value>(
        _ text: String, _ read: (inout JSONScanner) throws(JSONFault) -> Value
    ) -> Result<Value, JSONFault> {
        [UInt8](text).withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            do throws(JSONFault) { return .success(try read(&scanner)) } catch { return .failure(error) }
        }
    }

    private func value<Value>(_ result: Result<Value, JSONFault>) -> Value? { try? result.get() }
    private func code<Value>(_ result: Result<Value, JSONFault>) -> DeviceFault.Code? {
        if case .failure(let fault) = result { return fault.code }
        return nil
    }

    @Test(
        "numbers",
        arguments: [
            ("0", 0.0), ("-0", 0), ("12", 12), ("91.700233", 91.700233), ("-1.5e3", -1500), ("1E-2", 0.01),
            ("1e+2", 100), ("123456789012345678901234567890", 1.2345678901234568e29), ("0.1", 0.1),
            ("1.7976931348623157e308", .greatestFiniteMagnitude), ("1e-400", 0),
            ("9007199254740993", 9_007_199_254_740_992),
        ])
    func numbers(text: String, expected: Double) {
        #expect(value(scan(text) { (s) throws(JSONFault) in try s.number() }) == expected)
    }

    @Test(
        "numbers that are none", arguments: ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "NaN", "Infinity", "0x10"])
    func badNumbers(text: String) {
        let result = scan(text) { (s) throws(JSONFault) -> Double in
            let number = try s.number()
            try s.end()
            return number
        }
        #expect(code(result) != nil)
    }

    @Test func numbersTooLarge() {
        #expect(code(scan("1e999") { (s) throws(JSONFault) in try s.number() }) == .outOfRange)
        #expect(code(scan("9223372036854775808") { (s) throws(JSONFault) in try s.integer() }) == .outOfRange)
        #expect(code(scan("1.5") { (s) throws(JSONFault) in try s.integer() }) == .wrongType)
        #expect(value(scan("9223372036854775807") { (s) throws(JSONFault) in try s.integer() }) == .max)
        #expect(value(scan("-12e2") { (s) throws(JSONFault) in try s.integer() }) == -1200)
        #expect(value(scan("12.00") { (s) throws(JSONFault) in try s.integer() }) == 12)
        #expect(code(scan("1e100000000000000000000") { (s) throws(JSONFault) in try s.integer() }) == .outOfRange)
    }

    @Test func randomNumbersAgreeWithFoundation() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<5_000 {
            let number = Double.random(in: -1e6...1e6, using: &random) * pow(10, Double(random.below(40) - 20))
            let text = "\(number)"
            #expect(value(scan(text) { (s) throws(JSONFault) in try s.number() }) == number)
        }
    }

    /// What a value may look like that begins as a number does; mostly it is one.
    private func numberLike(_ random: inout SeededRandom) -> String {
        func digits() -> String {
            String((0..<random.below(20)).map { _ in random.pick(Array("00123456789")) })
        }
        var text = digits()
        if random.below(3) > 0 { text += "." + digits() }
        if random.below(6) == 0 { text += random.pick(["e2", "E-1", "e", "-", "x", ".", "e+"]) }
        return text + random.pick(["", ",", "}", "]", " ,\"12345678\""])
    }

    @Test("the short ways through a number lead where the long one does", arguments: [1, 2])
    func shortNumbers(places: Int) throws {
        let seed: UInt64 = 23
        var random = SeededRandom(seed: seed)
        var taken = 0
        for _ in 0..<20_000 {
            let text = numberLike(&random)
            let long = scan(text) { (s) throws(JSONFault) in try s.decimal() }
            let short = value(scan(text) { (s) throws(JSONFault) in (s.shortNumber(places: places), s.cursor) })
            if let units = short?.0 {
                taken += 1
                let number = try #require(value(long), "seed \(seed): \(text)")
                #expect(short?.1 == number.range.upperBound, "seed \(seed): \(text)")
                let exact = Decimal(
                    sign: .plus, exponent: number.exponent + places, significand: Decimal(number.mantissa))
                let half = Decimal(sign: .plus, exponent: -1, significand: 5)
                #expect(Decimal(units) - exact > -half && Decimal(units) - exact <= half, "\(text): \(units)")
            } else {
                #expect(short?.1 == 0, "seed \(seed): \(text)")
            }
            let skipped = scan(text) { (s) throws(JSONFault) in try s.skipValue().upperBound }
            #expect(value(skipped) == value(long)?.range.upperBound, "seed \(seed): \(text)")
        }
        #expect(taken > 5_000)
    }

    @Test func textsAndEscapes() {
        let read: (inout JSONScanner) throws(JSONFault) -> String = { (s) throws(JSONFault) in try s.text() }
        #expect(value(scan(#""a\"\\\/\b\f\n\r\tz""#, read)) == "a\"\\/\u{8}\u{C}\n\r\tz")
        #expect(value(scan(#""\u0110\u00e0 \ud83d\ude9a""#, read)) == "Đà 🚚")
        #expect(value(scan("\"Đà 桂F\"", read)) == "Đà 桂F")
        #expect(code(scan(#""\ud83d""#, read)) == .badText)
        #expect(code(scan(#""\ude9a""#, read)) == .badText)
        #expect(code(scan(#""\ud83dA""#, read)) == .badText)
        #expect(code(scan(#""\u00g0""#, read)) == .badText)
        #expect(code(scan(#""\x""#, read)) == .badText)
        #expect(code(scan("\"abc", read)) == .truncated)
        #expect(code(scan("\"abc\\", read)) == .truncated)
        #expect(code(scan("\"a\nb\"", read)) == .malformed)
        #expect(code(scan("12", read)) == .wrongType)
    }

    @Test func depthIsBounded() {
        let skip: (inout JSONScanner) throws(JSONFault) -> Range<Int> = { (s) throws(JSONFault) in try s.skipValue() }
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(value(scan(deep, skip)) == 0..<128)
        #expect(code(scan("[" + deep + "]", skip)) == .tooDeep)
        #expect(code(scan(String(repeating: "{\"a\":", count: 100_000), skip)) == .tooDeep)
    }

    @Test("skipping accepts what Foundation accepts, and refuses the rest")
    func skippingAgreesWithFoundation() {
        let good = [UInt8](#"{"a":[1,2.5e-3,"x\u00e0",{"b":null}],"c":true,"d":{},"e":[],"f":-0.5}"#)
        var random = SeededRandom(seed: 11)
        for _ in 0..<3_000 {
            let bytes = Mutator.mutate(good, with: &random)
            let ours: Bool = bytes.withUnsafeBufferPointer { buffer in
                guard UTF8Check.firstInvalid(in: buffer) == nil else { return false }
                var scanner = JSONScanner(buffer)
                do throws(JSONFault) {
                    try scanner.skipValue()
                    try scanner.end()
                    return true
                } catch { return false }
            }
            // Foundation guesses UTF-16 where there are NULs, and forgives a comma before a closing brace.
            let tight = bytes.filter { $0 > 0x20 }.text
            if bytes.contains(0) || tight.contains(",}") || tight.contains(",]") { continue }
            let theirs = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            if theirs { #expect(ours, "\(bytes.text)") }
        }
    }

    @Test func utf8IsCheckedAsFoundationDoes() {
        var random = SeededRandom(seed: 5)
        let good = [UInt8]("Hữu Nghị 桂F挂 🚚 ກຂ 1234")
        for _ in 0..<5_000 {
            let bytes = Mutator.mutate(good, with: &random)
            let ours = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid(in: $0) == nil }
            #expect(ours == (String(validating: bytes, as: UTF8.self) != nil))
        }
    }

    @Test func base64RoundTripsAndRefuses() {
        var random = SeededRandom(seed: 3)
        for length in 0..<200 {
            let plain = (0..<length).map { _ in UInt8(random.below(256)) }
            var coded: [UInt8] = []
            plain.withUnsafeBufferPointer { Base64.append($0, to: &coded) }
            #expect(coded.text == Data(plain).base64EncodedString())
            #expect(coded.withUnsafeBufferPointer { Base64.decode($0) } == plain)
        }
        for bad in ["A", "AB=C", "A*==", "Ä", "AAAA=AAA"] {
            #expect([UInt8](bad).withUnsafeBufferPointer { Base64.decode($0) } == nil, "\(bad)")
        }
        #expect([UInt8]("QUI").withUnsafeBufferPointer { Base64.decode($0) } == [UInt8]("AB"))
    }
}

@Suite("Identifier text")
struct IdentifierTextTests {
    @Test(
        "normalising",
        arguments: [
            ("12c-123.45", "12C12345"), (" 桂f·12345 ", "桂F12345"), ("桂F1234挂", "桂F1234挂"),
            ("a\u{200B}b\u{202E}c\u{0}", "ABC"), ("ກຂ 1234", "ກຂ1234"), ("e\u{301}", "É"), ("", ""),
            ("12–C—3\u{A0}4/5", "12C345"), ("CSQU 305438/3", "CSQU3054383"),
        ])
    func normalising(text: String, expected: String) {
        #expect(TextNormaliser.identifier(text) == expected)
    }

    @Test func lengthIsBounded() {
        #expect(
            TextNormaliser.identifier(String(repeating: "a", count: 100_000)).count == TextNormaliser.identifierLimit)
        #expect(
            TextNormaliser.identifier(String(repeating: "桂", count: 10_000)).count == TextNormaliser.identifierLimit)
        #expect(TextNormaliser.line("a" + String(repeating: "\u{301}", count: 10_000), limit: 10).utf8.count < 200)
    }

    @Test func nearestName() {
        #expect(NearestName.to("opne", among: ["unknown", "open", "closed"]) == "open")
        #expect(NearestName.to("zzzzzzzzz", among: ["unknown", "open", "closed"]) == nil)
    }
}
