public import GateModel
public import GateText

/// What a driver hears, in the driver's own language.
extension PhraseBook {
    public func text(_ message: DriverMessaged, in language: DriverLanguage) -> String {
        let reason: String? =
            if message.wait != .none {
                "wait.\(message.wait.name)"
            } else {
                message.reason == .none ? nil : "reason.\(message.reason.name)"
            }
        return text("phrase.\(message.phrase.name)", reason: reason, language: language.name)
    }
}

extension ScreenContext {
    /// A phrase as the driver of a visit would hear it now.
    func heard(_ phrase: DriverPhrase, by visit: Visit) -> ScreenText {
        var message = DriverMessaged()
        message.phrase = phrase
        message.reason = phrase == .proceed ? .none : visit.reasonForDriver
        return ScreenText(words.phrases.text(message, in: DriverLanguage(of: visit.declaration)), limit: 200)
    }

    /// What its driver was told last.
    func heard(by visit: Visit) -> ScreenText {
        var message = DriverMessaged()
        message.phrase = visit.message
        message.reason = visit.messageReason
        message.wait = visit.messageWait
        return ScreenText(words.phrases.text(message, in: DriverLanguage(of: visit.declaration)), limit: 200)
    }
}
