/// A field of a declaration that can be corrected by itself. What names the declaration and its direction is none: with
/// another number it would be another declaration.
public enum DeclarationField: UInt8, CaseIterable, Sendable, NamedCode {
    case tractor, trailer, container, driver, document, nationality, company, goods, hsCode, grossKilograms, goodsClass
    public static let names: [StaticString] = [
        "tractor", "trailer", "container", "driver", "document", "nationality", "company", "goods", "hs", "grossKg",
        "class",
    ]

    /// Characters a value may have.
    public static let limit = 200
    /// Gross weights in kilograms that a vehicle on a road can have.
    static let weights: ClosedRange<Int32> = 1...200_000

    /// A camera or a reader looks for the vehicle by it.
    var identifies: Bool { self == .tractor || self == .trailer || self == .container }

    /// The risk rules or the watch list may ask for it. Goods are judged by their code and class, never by their words.
    var isJudged: Bool { self != .goods }

    /// A vehicle may do without it.
    var mayBeEmpty: Bool { self == .trailer || self == .container }

    /// Whether a text, normalised as an identifier or a line, is a value of the field.
    ///
    /// - Throws: ``Refusal/badPlate(_:)``, ``Refusal/badContainer(_:)``, ``Refusal/badField(_:)``.
    func check(_ text: String) throws(Refusal) {
        if text.isEmpty, mayBeEmpty { return }
        guard !text.isEmpty, text.count <= Self.limit else { throw .badField(self) }
        do throws(IdentifierError) {
            switch self {
            case .tractor, .trailer: _ = try Plate(text)
            case .container: _ = try ContainerNumber(text)
            default: break
            }
        } catch {
            throw self == .container ? .badContainer(error) : .badPlate(error)
        }
        let isFit =
            switch self {
            case .nationality: text.count == 3 && text.allSatisfy(\.isASCIILetter)
            case .hsCode: [4, 6, 8].contains(text.count) && text.allSatisfy(\.isASCIIDigit)
            case .grossKilograms: Int32(text).map { Self.weights.contains($0) && "\($0)" == text } ?? false
            case .goodsClass: GoodsClass(name: text) != nil
            default: true
            }
        guard isFit else { throw .badField(self) }
    }
}

extension Declaration {
    /// A field as text; a weight of 0, which stands for none, is empty.
    public subscript(field: DeclarationField) -> String {
        get {
            switch field {
            case .tractor: tractor
            case .trailer: trailer
            case .container: container
            case .driver: driver
            case .document: document
            case .nationality: nationality
            case .company: company
            case .goods: goods
            case .hsCode: hsCode
            case .grossKilograms: grossKilograms == 0 ? "" : "\(grossKilograms)"
            case .goodsClass: goodsClass.name
            }
        }
        set {
            switch field {
            case .tractor: tractor = newValue
            case .trailer: trailer = newValue
            case .container: container = newValue
            case .driver: driver = newValue
            case .document: document = newValue
            case .nationality: nationality = newValue
            case .company: company = newValue
            case .goods: goods = newValue
            case .hsCode: hsCode = newValue
            case .grossKilograms: grossKilograms = Int32(newValue) ?? 0
            case .goodsClass: goodsClass = GoodsClass(name: newValue) ?? goodsClass
            }
        }
    }
}
