/// Makes the machine-readable zone of a driver's document: passports (TD3) and Vietnamese identity cards (TD1),
/// check digits included (ICAO Doc 9303 parts 4 and 5).
enum TravelZone {
    /// The lines of a passport.
    ///
    /// - Parameters:
    ///   - number: at most nine characters.
    ///   - birth: `YYMMDD`, as is `expiry`.
    static func passport(
        state: String, surname: String, given: String, number: String, birth: String, male: Bool, expiry: String
    ) -> [String] {
        let names = "P<" + state + surname + "<<" + given
        let checkedNumber = checked(padded(number, 9))
        let checkedBirth = checked(birth)
        let checkedExpiry = checked(expiry)
        let personal = String(repeating: "<", count: 14) + "0"
        let composite = checkDigit(of: checkedNumber + checkedBirth + checkedExpiry + personal)
        let second =
            checkedNumber + state + checkedBirth + (male ? "M" : "F") + checkedExpiry + personal + composite
        return [padded(names, 44), second]
    }

    /// The lines of an identity card; the twelve-digit personal number fills the optional data.
    static func card(
        personalNumber: String, surname: String, given: String, birth: String, male: Bool, expiry: String
    ) -> [String] {
        let first = padded("IDVNM" + checked(String(personalNumber.suffix(9))) + personalNumber, 30)
        let checkedBirth = checked(birth)
        let checkedExpiry = checked(expiry)
        let optional = String(repeating: "<", count: 11)
        let composite = checkDigit(of: String(first.dropFirst(5)) + checkedBirth + checkedExpiry + optional)
        let second = checkedBirth + (male ? "M" : "F") + checkedExpiry + "VNM" + optional + composite
        return [first, second, padded(surname + "<<" + given, 30)]
    }

    private static func checked(_ field: String) -> String { field + checkDigit(of: field) }

    /// Cut or filled with `<`; spaces become `<`.
    private static func padded(_ text: String, _ width: Int) -> String {
        let marked = String(text.map { $0 == " " ? "<" : $0 }.prefix(width))
        return marked + String(repeating: "<", count: width - marked.utf8.count)
    }

    /// Values 0–9, A = 10 … Z = 35, `<` = 0; weights 7, 3, 1; modulo 10.
    static func checkDigit(of field: String) -> String {
        var sum = 0
        for (position, byte) in field.utf8.enumerated() {
            let value =
                switch byte {
                case 0x30...0x39: Int(byte) - 48
                case 0x41...0x5A: Int(byte) - 55
                default: 0
                }
            sum += value * [7, 3, 1][position % 3]
        }
        return String(sum % 10)
    }
}
