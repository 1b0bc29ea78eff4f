public import GateModel
public import GateText

/// The names of the model's codes in the screen's language.
extension Catalogue {
    func name(_ value: VisitState) -> ScreenText { name("state", value.name) }
    func name(_ value: Direction) -> ScreenText { name("direction", value.name) }
    func name(_ value: LaneKind) -> ScreenText { name("kind", value.name) }
    func name(_ value: GoodsClass) -> ScreenText { name("class", value.name) }
    func name(_ value: Channel) -> ScreenText { name("channel", value.name) }
    func name(_ value: ChannelReason) -> ScreenText { name("channelReason", value.name) }
    func name(_ value: SamplingRegime) -> ScreenText { name("regime", value.name) }
    func name(_ value: AgencyDecision) -> ScreenText { name("decision", value.name) }
    func name(_ value: Reason) -> ScreenText { name("reason", value.name) }
    func name(_ value: ImageFinding) -> ScreenText { name("finding", value.name) }
    func name(_ value: Agency) -> ScreenText { name("agency", value.name) }
    func short(_ value: Agency) -> ScreenText { name("agencyShort", value.name) }
    func name(_ value: DriverPhrase) -> ScreenText { name("phrase", value.name) }
    func name(_ value: AlarmKind) -> ScreenText { name("alarm", value.name) }
    func todo(_ value: AlarmKind) -> ScreenText { name("todo", value.name) }
    func ifIgnored(_ value: AlarmKind) -> ScreenText { name("ignored", value.name) }
    func name(_ value: AlarmState) -> ScreenText { name("alarmState", value.name) }
    func name(_ value: AlarmPriority) -> ScreenText { name("priority", value.name) }
    func name(_ value: DeviceCondition) -> ScreenText { name("condition", value.name) }
    func name(_ value: DeviceKind) -> ScreenText { name("device", value.name) }
    func name(_ value: BarrierPosition) -> ScreenText { name("barrier", value.name) }
    func name(_ value: Sight) -> ScreenText { name("sight", value.name) }
    func name(_ value: FollowUp) -> ScreenText { name("task", value.name) }
    func name(_ value: WaiverBasis) -> ScreenText { name("basis", value.name) }
    func name(_ value: GateAuthority) -> ScreenText { name("authority", value.name) }
    func name(_ value: LegalClock.Kind) -> ScreenText { name("clock", value.name) }
    func name(_ value: ScanVerdict) -> ScreenText { name("image", value.name) }
    func name(_ value: CodeKind) -> ScreenText { name("code", value.name) }
    func name(_ value: OrderOutcome) -> ScreenText { name("outcome", value.name) }
    func name(_ value: OpenStatus) -> ScreenText { name("openStatus", value.name) }
    func name(_ value: PlateRead.Match) -> ScreenText { name("match", value.name) }
    func name(_ value: EventKind) -> ScreenText { name("event", value.name) }
    func name(_ value: AnswerCode) -> ScreenText { name("answer", value.name) }
    func name(_ value: PermitKind) -> ScreenText { name("permit", value.name) }
    func name(_ value: PermitResult) -> ScreenText { name("permitResult", value.name) }
    func name(_ value: InspectionNeed) -> ScreenText { name("inspection", value.name) }
    func name(_ value: DocumentFlaw) -> ScreenText { name("flaw", value.name) }
    func name(_ value: Paper) -> ScreenText { name("paper", value.name) }
    func name(_ value: DeclarationField) -> ScreenText { name("field", value.name) }
    func name(_ value: CorrectionReason) -> ScreenText { name("correction", value.name) }
    func name(_ value: CorrectionEvidence) -> ScreenText { name("evidence", value.name) }

    /// Rules that decide in an agency's place, by the name that the journal has.
    static let rules = ["correction", "customs-answer", "manifest-late", "neighbour-result"]

    /// Who decided: an officer's name, or what a rule is called.
    func decider(_ recorded: String) -> ScreenText {
        Self.rules.contains(recorded) ? name("rule", recorded) : ScreenText(recorded, limit: 40)
    }

    /// A declared field's value as people write it.
    func value(_ value: String, of field: DeclarationField) -> ScreenText {
        if value.isEmpty { return "–" }
        return switch field {
        case .tractor, .trailer: plate(value).display
        case .grossKilograms: Int(value).map { grouped($0) + " kg" } ?? ScreenText(value)
        case .goodsClass: GoodsClass(name: value).map { name($0) } ?? ScreenText(value)
        default: ScreenText(value, limit: DeclarationField.limit)
        }
    }

    /// Why a link failed or turned something away; nothing for nil.
    func name(_ value: LinkFigures.Reason?) -> ScreenText {
        guard let value else { return "" }
        return Self.filled(name("linkReason", value.code), value.arguments.map { ScreenText($0, limit: 96) })
    }
    public func name(_ value: ActionID) -> ScreenText { name("action", value.rawValue) }

    /// Several agencies, short: `BP, TV`.
    func list(_ agencies: [Agency]) -> ScreenText { ScreenText.joined(agencies.map { short($0) }, separator: ", ") }

    /// What is to be seen: `cửa thùng, hàng`.
    func list(_ sights: SightSet) -> ScreenText { ScreenText.joined(sights.members.map { name($0) }, separator: ", ") }

    /// What is overdue, as an alarm records it: `goods HQ`, `HQ TV`, `BQL payment 105…`.
    func overdue(_ recorded: String) -> ScreenText {
        ScreenText.joined(
            recorded.split(separator: " ").map { word in
                if let agency = Agency(name: word) { return short(agency) }
                if let kind = LegalClock.Kind(name: word) { return name(kind) }
                if let task = FollowUp(name: word) { return name(task) }
                return ScreenText(word)
            }, separator: " · ")
    }

    /// On which step a vehicle waits, and for whom: `inspection HQ`.
    func unexplained(_ recorded: String) -> ScreenText {
        let parts = recorded.split(separator: " ")
        guard parts.count == 2, let step = GateStep(name: parts[0]), let agency = Agency(name: parts[1]) else {
            return ScreenText(recorded)
        }
        return name(step) + " · " + name(agency)
    }

    /// Why a command was refused, for the message line.
    public func text(_ refusal: Refusal) -> ScreenText {
        let pattern = name("refusal", refusal.code)
        let arguments: [ScreenText] =
            switch refusal {
            case .closed(let state), .wrongState(let state): [name(state)]
            case .wrongAgency(let needed): [name(needed)]
            case .notRequired(let agency): [name(agency)]
            case .alreadyDecided(let agency, let decision): [name(agency), name(decision)]
            case .customsLast(let waiting), .notReleased(let waiting): [list(waiting)]
            case .badPlate(let error), .badContainer(let error):
                [error.text.isEmpty ? "–" : ScreenText(error.text, limit: 12), text(error.fault)]
            case .interlock(let end): [number(of: end)]
            case .imageRefused(let verdict): [name(verdict)]
            case .mayNotWaive(let agency), .notAtWork(let agency): [name(agency)]
            case .decideAnew(let decision): [name(decision)]
            case .notYours(let officer): [ScreenText(officer, limit: 40)]
            case .openedAlready(let agencies): [list(agencies)]
            case .authorityRequired(let who): [who.isEmpty ? "–" : ScreenText(who, limit: 80)]
            case .tooLong(let days): [ScreenText("\(days)")]
            case .tooLongSuspended(let minutes): [span(.minutes(Int64(minutes)))]
            case .declarationVoid(let code): [name(code)]
            case .basisRequired: [ScreenText("\(PaperAsked.basisLimit)")]
            case .mayNotCorrect(let field, let agencies):
                [name(field), agencies.isEmpty ? self[.correctNobody] : list(agencies)]
            case .badField(let field): [name(field), name("fieldForm", field.name)]
            case .tooLongNote(let limit): [ScreenText("\(limit)")]
            case .secondPersonNeeded(let first): [ScreenText(first, limit: 40)]
            default: []
            }
        return Catalogue.filled(pattern, arguments)
    }

    /// Barrier 1 stands at the border side, barrier 2 inland.
    func number(of end: LaneEnd) -> ScreenText { end == .entry ? "1" : "2" }

    /// Which rule of its grammar an identifier breaks, and where.
    func text(_ fault: IdentifierError.Fault) -> ScreenText {
        switch fault {
        case .empty: self[.identifierEmpty]
        case .length(let expected, let found): self(.identifierLength, ScreenText("\(found)"), ScreenText(expected))
        case .character(let at, let found, let expected):
            self(.identifierCharacter, ScreenText("\(at + 1)"), ScreenText(found, limit: 4), ScreenText(expected))
        case .unknownPrefix(let prefix): self(.identifierPrefix, ScreenText(prefix, limit: 4))
        case .checkDigit(let field, let expected, let found):
            self(.identifierCheckDigit, name(field: field), ScreenText(found, limit: 4), ScreenText(expected, limit: 4))
        case .noSuchDate(let field, let date): self(.identifierDate, name(field: field), ScreenText(date, limit: 12))
        case .otherBirthYear(let number, let card):
            self(.identifierBirthYear, ScreenText("\(number)", limit: 6), ScreenText("\(card)", limit: 6))
        case .otherSex: self[.identifierSex]
        }
    }

    private func name(field: String) -> ScreenText { name("documentField", field.replacing(" ", with: "-")) }

    /// What is wrong with a document that was read. A text that is no fault, as in an older journal, is shown as it
    /// stands.
    func identifierFault(_ recorded: String) -> ScreenText {
        IdentifierError.Fault(recorded).map { text($0) } ?? ScreenText(recorded)
    }

    /// What became of an order, and the barrier's own words: `refused local mode`.
    func outcome(_ recorded: String) -> ScreenText {
        let parts = recorded.split(separator: " ", maxSplits: 1)
        guard let first = parts.first, let outcome = OrderOutcome(name: first) else { return ScreenText(recorded) }
        return parts.count > 1 ? name(outcome) + ": " + ScreenText(parts[1]) : name(outcome)
    }

    /// What is wrong with a scan's image, and which: `wrongDigest scan-17.tiff`.
    func image(_ recorded: String) -> ScreenText {
        let parts = recorded.split(separator: " ", maxSplits: 1)
        guard let first = parts.first, let verdict = ScanVerdict(name: first) else { return ScreenText(recorded) }
        return parts.count > 1 ? name(verdict) + " · " + ScreenText(parts[1], limit: 80) : name(verdict)
    }

    /// What customs' system said of a declaration: `invalidated 123456789010 CDS12005`.
    func answer(_ recorded: String) -> ScreenText {
        let parts = recorded.split(separator: " ", maxSplits: 1)
        guard let first = parts.first, let code = AnswerCode(name: first) else { return ScreenText(recorded) }
        return parts.count > 1 ? name(code) + " · " + ScreenText(parts[1], limit: 100) : name(code)
    }

    /// Why a device fares as it does. A text that is no reason, as in an older journal, is shown as it stands.
    func reason(_ detail: String) -> ScreenText {
        guard let reason = DeviceReason(detail) else { return ScreenText(detail) }
        let arguments: [ScreenText] =
            switch reason {
            case .silent(let seconds), .clockBehind(let seconds), .clockAhead(let seconds): [span(.seconds(seconds))]
            case .noRoom(let visits): [grouped(Int(visits))]
            case .chatters(let times): [grouped(Int(times))]
            case .unreadable(let fault, let field):
                [name("fault", fault) + (field.isEmpty ? "" : " · " + ScreenText(field, limit: 30))]
            default: []
            }
        return Catalogue.filled(name("deviceReason", reason.name), arguments)
    }

    /// Why a feed could not be read on, and where it stopped.
    public func text(_ trouble: FeedTrouble) -> ScreenText {
        let fault = name("fault", trouble.code)
        return trouble.line > 0 ? self(.resultAtLine, fault, grouped(trouble.line)) : fault
    }
}

/// Every code with a name of its own, for the test that the catalogues are complete.
public enum NamedCodes {
    public static let sections: [(section: String, names: [String])] = [
        ("state", VisitState.allCases.map(\.name)), ("direction", Direction.allCases.map(\.name)),
        ("kind", LaneKind.allCases.map(\.name)), ("class", GoodsClass.allCases.map(\.name)),
        ("channel", Channel.allCases.map(\.name)), ("channelReason", ChannelReason.allCases.map(\.name)),
        ("regime", SamplingRegime.allCases.map(\.name)),
        ("decision", AgencyDecision.allCases.map(\.name)), ("reason", Reason.allCases.map(\.name)),
        ("finding", ImageFinding.allCases.map(\.name)), ("agency", Agency.allCases.map(\.name)),
        ("agencyShort", Agency.allCases.map(\.name)), ("phrase", DriverPhrase.allCases.map(\.name)),
        ("alarm", AlarmKind.allCases.map(\.name)), ("todo", AlarmKind.allCases.map(\.name)),
        ("ignored", AlarmKind.allCases.map(\.name)), ("alarmState", AlarmState.allCases.map(\.name)),
        ("priority", AlarmPriority.allCases.map(\.name)), ("condition", DeviceCondition.allCases.map(\.name)),
        ("device", DeviceKind.allCases.map(\.name)),
        ("barrier", BarrierPosition.allCases.map(\.name)), ("outcome", OrderOutcome.allCases.map(\.name)),
        ("code", CodeKind.allCases.map(\.name)), ("image", ScanVerdict.allCases.map(\.name)),
        ("sight", Sight.allCases.map(\.name)), ("task", FollowUp.allCases.map(\.name)),
        ("basis", WaiverBasis.allCases.map(\.name)), ("authority", GateAuthority.allCases.map(\.name)),
        ("clock", LegalClock.Kind.allCases.map(\.name)),
        ("answer", AnswerCode.allCases.map(\.name)), ("permit", PermitKind.allCases.map(\.name)),
        ("permitResult", PermitResult.allCases.map(\.name)), ("inspection", InspectionNeed.allCases.map(\.name)),
        ("flaw", DocumentFlaw.allCases.map(\.name)), ("paper", Paper.allCases.map(\.name)),
        ("field", DeclarationField.allCases.map(\.name)), ("fieldForm", DeclarationField.allCases.map(\.name)),
        ("correction", CorrectionReason.allCases.map(\.name)),
        ("rule", Catalogue.rules), ("evidence", CorrectionEvidence.allCases.map(\.name)),
        ("step", GateStep.allCases.map(\.name)), ("cause", WaitCause.allCases.map(\.name)),
        ("contact", ContactReason.allCases.map(\.name)), ("language", DriverLanguage.allCases.map(\.name)),
        ("neighbourWord", NeighbourWord.allCases.map(\.name)),
        ("neighbourResult", NeighbourResult.allCases.map(\.name)),
        ("mirrorField", MirrorField.allCases.map(\.name)), ("mirrorGap", MirrorGap.Kind.allCases.map(\.name)),
        ("wait", WaitReason.allCases.map(\.name)), ("complaint", ComplaintKind.allCases.map(\.name)),
        ("outcomeOfComplaint", ComplaintOutcome.allCases.map(\.name)),
        ("item", OpenItem.Kind.allCases.map(\.name)),
        ("openStatus", OpenStatus.allCases.map(\.name)),
        ("check", CrossCheck.Rule.allCases.map(\.name)),
        ("checkVerdict", CrossCheck.Verdict.allCases.map(\.name)),
        ("match", PlateRead.Match.allCases.map(\.name)), ("event", EventKind.allCases.map(\.name)),
        ("action", ActionID.allCases.map(\.rawValue)), ("deviceReason", DeviceReason.names),
        ("linkPhase", LinkFigures.Phase.allCases.map(\.rawValue)),
        (
            "linkReason",
            [
                "closedByDevice", "closedByOther", "noAddress", "unusableAddress", "noAnswer", "nobodyListens",
                "unreachable", "reset", "portTaken", "notOurAddress", "notAllowed", "system", "noBrokerPlanned",
                "mqttCannotBegin", "unreadableFile", "badCertificates", "silentBroker", "brokerStopped",
                "brokerEnded", "brokerHungUp", "otherName", "insecure", "brokerUnreachable", "unknownHost", "noBroker",
                "brokerProblem", "brokerVersion", "brokerClient", "brokerAway", "brokerForbids", "brokerAnswer",
                "notSubscribed", "notHeard", "ended", "lineTooLong", "messageTooLong", "messageOfSize",
                "stateTooLong", "retained", "empty", "notEnvelope", "envelopeField", "otherSource", "otherType",
                "mixedNumbering",
                "noRoom", "otherMethod", "brokenChunks", "cutShort", "tooSlow", "unknownPath", "unknownTopic",
                "tooManyConnections", "badRequest", "slowRequest",
            ]
        ),
        (
            "documentField",
            ["document-number", "date-of-birth", "date-of-expiry", "personal-number", "composite", "ISO-6346"]
        ),
        (
            "fault",
            [
                "malformed", "missingField", "wrongType", "outOfRange", "unknownName", "badText", "checksum",
                "truncated", "tooLong", "tooDeep", "unknownFormat", "unknownSource", "unknownType",
                "notEntrusted", "unsupportedDialect", "occupancyNeverEnded", "tooLate", "reusedNumber", "input",
            ]
        ),
        (
            "refusal",
            [
                "unknown-visit", "unknown-lane", "unknown-alarm", "closed", "wrong-state", "wrong-agency",
                "not-required", "already-decided", "customs-last", "not-released", "barrier-busy", "lane-closed",
                "reason-required", "bad-plate", "plate-in-use", "already-acknowledged", "nothing-to-do",
                "gate-suspended", "limit-reached", "no-barrier", "interlock", "nobody-at-barrier", "loop-occupied",
                "image-refused", "may-not-waive", "no-result", "not-at-work", "not-yours", "too-late",
                "accepted-elsewhere", "opened-already", "no-power", "authority-required", "too-long",
                "too-long-suspended", "decide-anew", "power-used", "loop-unbelieved", "declaration-void",
                "basis-required", "second-person-needed", "seed-published", "bad-seed",
                "may-not-correct", "bad-field", "bad-container", "not-waiting", "bad-complaint-code", "own-decision",
                "on-shift", "not-on-shift", "too-long-note", "contact-reason-required", "no-neighbour-result",
            ]
        ),
    ]
}
