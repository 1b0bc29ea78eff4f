import GateGrid
import GateModel
import GateText

/// Putting right what was read or declared: what, to what, why, on what grounds. What is known already is not asked.
extension ViewState {
    mutating func correct(_ choice: Choice.Value, _ menu: Overlay.Menu, _ context: ScreenContext) -> [Effect] {
        overlays.removeLast()
        guard let id = menu.visit, let visit = context.state.visit(id) else { return [] }
        switch (menu.subject, choice) {
        case (_, .readPlate):
            push(.input(.init(subject: .plate(id), text: visit.declaration.tractor)))
        case (_, .field(let field)): return ask(field, of: visit, context)
        case (_, .goodsClass(let goods)): return typed(goods.name, .goodsClass, of: id, context)
        case (.correctWhy(let field, let value), .correction(let why)):
            if !value.isEmpty, value == visit.reading(of: field) {
                return [context.correction(of: visit, field, to: value, why, .deviceRead)]
            }
            push(.menu(.init(subject: .correctEvidence(field, value, why), visit: id, selected: 0)))
        case (.correctEvidence(let field, let value, let why), .evidence(let evidence)):
            return [context.correction(of: visit, field, to: value, why, evidence)]
        default: break
        }
        return []
    }

    private mutating func ask(_ field: DeclarationField, of visit: Visit, _ context: ScreenContext) -> [Effect] {
        let by = context.state.plan.fieldRule(field, at: context.now).by
        guard by.contains(context.person.agency) else {
            return refuse(.mayNotCorrect(field, by.members), context)
        }
        if field == .goodsClass {
            push(.menu(.init(subject: .correctClass, visit: visit.id, selected: 0)))
        } else {
            let text = context.proposal(for: field, of: visit) ?? visit.declaration[field]
            push(.input(.init(subject: .field(visit.id, field), text: text)))
        }
        return []
    }

    /// A value was given. Whether it may be is asked before the reasons are.
    mutating func typed(_ text: String, _ field: DeclarationField, of id: VisitID, _ context: ScreenContext) -> [Effect]
    {
        guard let visit = context.state.visit(id) else { return [] }
        let value = field.normalised(text)
        if visit.amended(field) == value {
            return [context.correction(of: visit, field, to: value, .amended, .declarant)]
        }
        guard case .act(let act, _) = context.correction(of: visit, field, to: value, .found, .seen) else { return [] }
        if case .failure(let refusal) = context.answer(to: act, on: id) { return refuse(refusal, context) }
        push(.menu(.init(subject: .correctWhy(field, value), visit: id, selected: 0)))
        return []
    }

    private mutating func refuse(_ refusal: Refusal, _ context: ScreenContext) -> [Effect] {
        announcement = Announcement(context.words.name(ActionID.correct) + ": " + context.words.text(refusal), .caution)
        return []
    }
}

extension Overlay.Menu {
    var isCorrection: Bool {
        switch subject {
        case .correct, .correctClass, .correctWhy, .correctEvidence: true
        default: false
        }
    }
}

extension DeclarationField {
    /// What was typed, as the field is declared.
    func normalised(_ text: String) -> String {
        switch self {
        case .tractor, .trailer, .container, .document, .nationality, .hsCode: TextNormaliser.identifier(text)
        case .grossKilograms: Self.kilograms(text)
        case .driver, .company, .goods:
            TextNormaliser.line(
                text.split(whereSeparator: \.isWhitespace).joined(separator: " "), limit: Self.limit)
        case .goodsClass: text
        }
    }

    /// A weight as people write it: groups of three digits may be parted, `31 500`, `31.500`, `31,500`. Tonnes are none.
    private static func kilograms(_ text: String) -> String {
        let groups = text.split { $0.isWhitespace || $0 == "." || $0 == "," }
        let isGrouped = groups.dropFirst().allSatisfy { $0.count == 3 } && (1...3).contains(groups.first?.count ?? 0)
        return groups.count > 1 && isGrouped ? groups.joined() : text.filter { !$0.isWhitespace }
    }
}

extension ScreenContext {
    func correction(
        of visit: Visit, _ field: DeclarationField, to value: String, _ why: CorrectionReason,
        _ evidence: CorrectionEvidence
    ) -> Effect {
        var act = blankAct(.correctField, for: visit)
        act.field = field
        act.value = value
        act.correctionReason = why
        act.evidence = evidence
        return .act(act, visit: visit.id)
    }

    /// What a field may rather be: as the declarant amends it, or as a device has read it where that is not what was
    /// declared.
    func proposal(for field: DeclarationField, of visit: Visit) -> String? {
        if let wanted = visit.amended(field) { return wanted }
        let (read, declared) = (visit.reading(of: field), visit.declaration[field])
        let differs =
            switch field {
            case .grossKilograms:
                declared.isEmpty || state.plan.isMismatch(visit.weight, declared: Int32(declared) ?? 0)
            // A zone holds the last digits of a number.
            case .document:
                visit.crossChecks.contains { $0.rule == .driver && $0.verdict == .differs } || declared.isEmpty
            default: read != declared
            }
        return read.isEmpty || !differs ? nil : read
    }

    func corrections(_ menu: Overlay.Menu, _ keys: [Character]) -> [Choice] {
        switch menu.subject {
        case .correct:
            guard let visit = menu.visit.flatMap({ state.visit($0) }) else { return [] }
            let read = visit.front.text.isEmpty ? "–" : words.plateRead(visit.front.text)
            let rows: [(ScreenText, Choice.Value)] =
                [(words(.promptReadPlate, read), .readPlate)]
                + DeclarationField.allCases.map { (label(of: $0, visit), .field($0)) }
            return zip(keys, rows).map { Choice(key: $0, label: $1.0, value: $1.1) }
        case .correctClass:
            return zip(keys, GoodsClass.allCases).map { Choice(key: $0, label: words.name($1), value: .goodsClass($1)) }
        case .correctWhy:
            return zip(keys, CorrectionReason.allCases.filter(\.isForPeople)).map {
                Choice(key: $0, label: words.name($1), value: .correction($1))
            }
        case .correctEvidence:
            // What a device has read is proposed, and asks for no other grounds.
            return zip(keys, CorrectionEvidence.allCases.filter { $0 != .none && $0 != .deviceRead }).map {
                Choice(key: $0, label: words.name($1), value: .evidence($1))
            }
        default: return []
        }
    }

    /// `rơ-moóc: 51R-123.45 → 51R-123.46 máy đọc`; who may correct it where this person may not.
    private func label(of field: DeclarationField, _ visit: Visit) -> ScreenText {
        var label = words.name(field) + ": " + words.value(visit.declaration[field], of: field).prefix(width: 26)
        if let proposal = proposal(for: field, of: visit) {
            let evidence: CorrectionEvidence = visit.amended(field) == nil ? .deviceRead : .declarant
            label = label + " → " + words.value(proposal, of: field).prefix(width: 26) + " · " + words.name(evidence)
        }
        let by = state.plan.fieldRule(field, at: now).by
        return by.contains(person.agency) ? label : label + " (" + (by.isEmpty ? "✕" : words.list(by.members)) + ")"
    }
}
