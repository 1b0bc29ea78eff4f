public import GateModel
import GateText

/// Reads customs' answers: responses of the WCO Data Model (`int.wco.res`), XML through ``StrictXML``.
public enum ResponseDecoder {
    /// An answer issued so far ahead of its receipt would count as the newest for ever; it is refused.
    public static let aheadLimit = GateSpan.minutes(10)

    /// - Parameter time: when the gate received it: stands for the time of issue where the answer has none.
    /// - Throws: ``DeviceFault`` with the byte and the element: not XML, a document type, another schema, no function code
    ///   or an unknown one, no declaration, or one that contradicts itself.
    public static func decode(_ data: [UInt8], at time: GateTime) throws(DeviceFault) -> CustomsAnswer {
        var walker = ResponseWalker()
        try StrictXML.read(data[...], limits: WCOFrame.limits, visitor: &walker)
        return try walker.result(at: time, raw: data)
    }
}

private struct ResponseWalker: XMLVisitor {
    private var frame = WCOFrame(type: "RES", message: "Response")
    private var code: AnswerCode?
    private var number = ""
    private var reference = ""
    private var issued: GateTime?
    private var status = ""
    private var statements: [String] = []
    private var errors: [String] = []
    private var reasonCount = 0

    mutating func open(_ name: String, _ attributes: [String: String]) throws(DeviceFault) {
        _ = try frame.open(name, attributes)
    }

    mutating func text(_ piece: UnsafeBufferPointer<UInt8>) { frame.path.text(piece) }

    mutating func close(_ name: String) throws(DeviceFault) {
        if frame.path.root != nil { try take(name) }
        try frame.close()
    }

    private mutating func take(_ name: String) throws(DeviceFault) {
        let path = frame.path
        switch name {
        // The response's own: a declaration within it has one too, and a 9 there is not *clear*.
        case "FunctionCode" where path.is("FunctionCode"): try function(path.line(limit: 20))
        case "ID" where path.is("Declaration", "ID"): try same(&number, path.identifier, "ID")
        case "FunctionalReferenceID" where path.is("Declaration", "FunctionalReferenceID"):
            try same(&reference, path.identifier, "FunctionalReferenceID")
        case "DateTimeString" where path.is("IssueDateTime", "DateTimeString"):
            issued = try WCOText.moment(path.line(limit: 40), "IssueDateTime")
        case "NameCode" where path.is("Status", "NameCode"): status = path.line(limit: 8)
        case "StatementDescription" where path.is("AdditionalInformation", "StatementDescription"):
            note(path.line(limit: CustomsAnswer.reasonLimit), isError: false)
        case "Description" where path.is("Error", "Description"):
            note(path.line(limit: CustomsAnswer.reasonLimit), isError: true)
        case "ValidationCode" where path.is("Error", "ValidationCode"): note(path.line(limit: 40), isError: true)
        default: break
        }
    }

    private mutating func function(_ text: String) throws(DeviceFault) {
        guard let number = Int(text), let found = AnswerCode(number: number) else {
            throw DeviceFault(
                .unknownName, "'\(text)' is no function code of an answer", place: .init(field: "FunctionCode"))
        }
        guard code == nil || code == found else {
            throw DeviceFault(
                .outOfRange, "two function codes in one answer: \(code?.number ?? 0) and \(number)",
                place: .init(field: "FunctionCode"))
        }
        code = found
    }

    /// An answer may name its declaration twice, but not two of them.
    private func same(_ known: inout String, _ text: String, _ field: String) throws(DeviceFault) {
        guard !text.isEmpty, text != known else { return }
        guard known.isEmpty else {
            throw DeviceFault(
                .outOfRange, "an answer to two declarations: \(known) and \(text)", place: .init(field: field))
        }
        known = text
    }

    /// A text that is kept only as far as there is room for it in the answer.
    private mutating func note(_ text: String, isError: Bool) {
        guard !text.isEmpty, reasonCount < CustomsAnswer.reasonLimit else { return }
        reasonCount += text.count + 2
        if isError { errors.append(text) } else { statements.append(text) }
    }

    func result(at time: GateTime, raw: [UInt8]) throws(DeviceFault) -> CustomsAnswer {
        try frame.finish(raw: raw)
        guard let code else {
            throw DeviceFault(
                .missingField, "the answer has no function code of its own", place: .init(field: "FunctionCode"),
                raw: raw)
        }
        guard !number.isEmpty || !reference.isEmpty else {
            throw DeviceFault(
                .missingField, "the answer names no declaration", place: .init(field: "Declaration"), raw: raw)
        }
        let issued = issued ?? time
        guard issued <= time + ResponseDecoder.aheadLimit else {
            throw DeviceFault(
                .outOfRange, "issued more than 10 minutes after it was received", place: .init(field: "IssueDateTime"),
                raw: raw)
        }
        var answer = CustomsAnswer()
        answer.code = code
        answer.declaration = number
        answer.reference = reference
        answer.at = issued
        let reasons = errors + statements
        answer.reason = TextNormaliser.line(reasons.joined(separator: "; "), limit: CustomsAnswer.reasonLimit)
        if code == .control { answer.channel = Self.channel(status: status, texts: reasons) }
        return answer
    }

    /// The channel by its number in the status (2 yellow, 3 red), else by the one that the words name. An answer that
    /// names two names none.
    private static func channel(status: String, texts: [String]) -> Channel {
        switch status {
        case "2", "02": return .yellow
        case "3", "03": return .red
        default: break
        }
        // Whole words: "required" holds a "red".
        let words = Set(texts.joined(separator: " ").lowercased().split { !$0.isLetter }.map { String($0) })
        let isYellow = !words.isDisjoint(with: ["yellow", "vàng"])
        let isRed = !words.isDisjoint(with: ["red", "đỏ"])
        return isYellow == isRed ? .none : isYellow ? .yellow : .red
    }
}
